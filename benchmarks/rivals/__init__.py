"""Other ways to the same answers, written as well as they can be, for comparison."""
