"""SQLModel drafts with their rules, and the tables. Import `tables` to register every table."""
