"""Pages that are served to be measured."""
