"""Why something is missing: one sentence for each reason, one name for each part."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {}
