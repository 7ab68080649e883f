"""Titles, axis labels and alt texts of the charts."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {}
