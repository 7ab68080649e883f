"""Names that a source may hold and that no page may believe."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.report import Report

HOSTILE = (
    "<script>alert('x')</script>",
    '"><img src=https://example.org/x.png onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "</style><style>*{display:none}",
    "\u202eevil\u202c فيروز",
    "👩\u200d🎤🎶",
    "x" * 5_000,
    "nul\x00 bell\x07 \ud800",
    "&lt;b&gt; &#0;",
    "a" + "\u0301" * 400,
)


def make_hostile_report(report: Report) -> Report:
    """The report with a hostile name wherever a name comes from the data."""
    if isinstance(report.leaders, Gap):
        msg = "a report without leaders has no names"
        raise TypeError(msg)
    rows = tuple(
        replace(row, name=HOSTILE[i % len(HOSTILE)], artist=HOSTILE[(i + 1) % len(HOSTILE)])
        for i, row in enumerate(report.leaders.rows)
    )
    files = tuple(replace(file, file=HOSTILE[i]) for i, file in enumerate(report.quality.files))
    return replace(
        report,
        scope=replace(report.scope, title=HOSTILE[1][:120], source_name=HOSTILE[0]),
        leaders=replace(report.leaders, rows=rows),
        quality=replace(report.quality, files=files),
    )
