"""Drafts that validate, and SQLModel tables. Import `tables` to register every table."""
