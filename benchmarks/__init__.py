"""Measurements of what people notice: `python -m benchmarks`."""
