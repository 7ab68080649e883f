"""Benchmarks: `python -m bench` times whole runs, and the seed notebook beside them."""
