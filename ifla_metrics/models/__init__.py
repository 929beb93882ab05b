"""What is stored: drafts with their rules, and tables. Importing `tables` brings every table."""
