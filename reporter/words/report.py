"""Sentences, headings, labels and definitions of the report."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {}
