"""Scheduled reports on music-listening events."""

__version__ = "0.1.0"
