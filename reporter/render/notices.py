"""Notices: the sentences about a report's input that a run prints beside its result."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.words import Words


TELLING_COLUMNS = ("platform", "reason_start", "reason_end", "shuffle", "skipped_flag")
"""The canonical columns whose absence costs a part of the report."""


def notices(report: Report, words: Words) -> tuple[str, ...]:
    """What whoever runs the report should know, most important first; often nothing."""
    scope, quality = report.scope, report.quality
    period, found = scope.period.label, []
    plays = report.overview.tiles[0].now
    if plays is None or plays.value == 0:
        found.append(words("notice.empty_period", period=period))
    if scope.period.partial:
        found.append(words("notice.partial", period=period))
    missing = [column for column in TELLING_COLUMNS if column in quality.missing_columns]
    if missing:
        found.append(words("notice.missing_columns", columns=", ".join(missing)))
    found += [
        words(
            "notice.dead_flag",
            first=span.first_month,
            last=span.end_month - timedelta(days=1),
            used=words(f"skip.{scope.skip}"),
        )
        for span in quality.dead_flag
    ]
    if quality.quarantined:
        found.append(words("notice.quarantined", n=quality.quarantined))
    return tuple(found)
