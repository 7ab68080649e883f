"""Planted truth is found, and noise is left alone: suites over many seeds, with their rates.

`python -m tests.recovery` (`make recovery`) runs every suite of `registry.SUITES` over 50 seeds
and can write `docs/recovery.md`; the tests beside it run a few seeds of each.
"""
