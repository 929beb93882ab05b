"""Benchmarks of what users notice; run `python -m benchmarks`."""
