"""Editions: what was printed, and what has changed since."""
