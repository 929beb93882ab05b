"""The store: it alone opens the database; it decides rights, version, audit and summaries."""
