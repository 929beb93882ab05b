"""Data quality: what in the log should be looked at, each row with a link to its entry."""
