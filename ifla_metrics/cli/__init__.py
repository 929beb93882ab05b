"""The command line, for scripts and administrators."""
