"""The entries behind the figures: which activities a number counts, each with its page."""
