"""Manifests and runs as an archive keeps them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reporter.archive.manifest import Manifest, fingerprint
from reporter.period import Period, PeriodKind, parse
from reporter.results.facts import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 11, 23, 21, 5, tzinfo=UTC)
WHOLE = Period(date(2024, 1, 1), date(2024, 12, 16), PeriodKind.ALL)
RUN = "20261123T210500Z-4f3a"
FILES = {
    "report.pdf": b"%PDF-1.7 made for a test",
    "csv/changes.csv": b"id,name\r\n",
    "charts/daily.svg": b"<svg/>",
}


def make_manifest(
    period: str = "2024-W50",
    run: str = RUN,
    *,
    report: str = "weekly",
    audiences: tuple[str, ...] = (),
    series: Mapping[str, str] | None = None,
    shared: str = "0123",
    made_at: datetime = NOW,
) -> Manifest:
    """A manifest of a run.

    Args:
        period: label of its period.
        run: its id.
        report: name of the report.
        audiences: those that have a folder.
        series: audience -> series; none for one of everybody.
        shared: the series of all audiences.
        made_at: when.
    """
    days = WHOLE if period == WHOLE.label else parse(period)
    return Manifest(
        run=run,
        report=report,
        span=Span(period, days.kind, days.first_day, days.end_day, partial=False),
        audiences=audiences,
        series=series or {"all": shared},
        shared=shared,
        made_at=made_at,
        configuration=fingerprint("{}"),
        data=fingerprint("plays"),
        seed=42,
        versions={"reporter": "1.2.3", "python": "3.11.2"},
    )
