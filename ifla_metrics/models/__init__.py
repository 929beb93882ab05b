"""What is stored: drafts with their rules, and tables. One import brings every table."""
