"""Tests of what the pages and the command line share of files and the log."""
