"""What only reads the log: readings for figures, lists, search, data quality, likely duplicates."""
