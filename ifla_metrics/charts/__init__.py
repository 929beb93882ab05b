"""Charts: metric frames and words in, Altair charts out; they never divide."""
