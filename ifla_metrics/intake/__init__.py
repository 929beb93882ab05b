"""Between files and the log: what the pages and the command line share of both."""
