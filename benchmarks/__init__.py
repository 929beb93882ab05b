"""Measures how fast the tool is, beside what others would do: `python -m benchmarks`."""
