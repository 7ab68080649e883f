"""Words that many places share: headlines, units, platforms, features, segments."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {}
