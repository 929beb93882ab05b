"""The database: queries, and writes with their rights, versions, audit and summary cells."""
