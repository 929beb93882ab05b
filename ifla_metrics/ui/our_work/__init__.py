"""Our work: what a group owes, what came back, what is unfinished, and its own log."""
