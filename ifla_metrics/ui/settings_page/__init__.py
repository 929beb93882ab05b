"""Settings and backup: what counts, which periods there are and are locked, backups."""
