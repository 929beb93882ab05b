"""The command line: what the screen shows, for scripts and administrators."""
