"""The tested changes of rates: which stand out, and which are noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import PAGE, Chart, ChartId
from reporter.figures.frame import ticker
from reporter.figures.rows import Look, Row, row_sheet
from reporter.figures.style import drawing
from reporter.results.facts import Gap, Unit
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.figures.chart import Medium
    from reporter.report import Report
    from reporter.results.changes import Change
    from reporter.words import Words

LEAST_ROWS = 2


def changes(report: Report, words: Words, medium: Medium = PAGE) -> Chart | None:
    """Changes in points with their intervals; those that count in the accent colour."""
    found = report.changes
    if isinstance(found, Gap):
        return None
    tested = [row for row in found.rows if row.change.unit is Unit.POINTS]
    rows = [_row(change, report.scope.entity, words) for change in tested[: medium.most_rows]]
    if len(rows) < LEAST_ROWS:
        return None
    with drawing(ChartId.CHANGES):
        look = Look(
            ticker(words, "points"),
            words("chart.changes.x"),
            text_heading=words("chart.changes.text"),
            width_mm=medium.full_mm,
            most_label_mm=medium.label_mm,
            zero=0,
            shaded=found.material_points,
        )
        title = "chart.changes.title" + ("" if found.kept else ".none")
        return row_sheet(rows, look, medium).chart(
            ChartId.CHANGES,
            words(title, n=found.kept, tested=found.tested),
            words(
                "chart.changes.alt",
                material=found.material_points,
                listed="; ".join(f"{row.label} {row.text}" for row in rows),
            ),
        )


def _row(change: Change, entity: str, words: Words) -> Row:
    name = labels.metric(words, change.metric, entity)
    if change.dimension and change.level:
        level = labels.full_level(words, change.dimension, change.level)
        name = words("chart.changes.level", metric=name, level=level)
    estimate = change.change
    text = words("value.points", value=estimate.value)
    if estimate.low is not None and estimate.high is not None:
        text = words("chart.points", value=estimate.value, low=estimate.low, high=estimate.high)
    return Row(name, estimate.value, estimate.low, estimate.high, text=text, strong=change.kept)
