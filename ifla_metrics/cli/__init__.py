"""The command line: what the screen shows, for scripts, editors and those who keep the tool."""
