"""The store: it alone reads and writes the database; it decides rights, version, audit and summaries."""
