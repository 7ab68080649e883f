"""Intervals, tests and resamples that several analyses share: pure functions of numbers."""
