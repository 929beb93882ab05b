"""What changes the database: entries, imports, review, periods, editions, strategies, forms."""
