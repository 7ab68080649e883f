"""Skip rate by platform, by shuffle and by track length: this period against the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import ticker
from reporter.figures.rows import Look, Row, row_sheet
from reporter.figures.style import drawing
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.facts import Estimate
    from reporter.results.overview import LevelRate
    from reporter.words import Words

MOST_LEVELS = 15
LEAST_ROWS = 2
TITLE_PLAYS = 30
"""Decided plays from which a level's rate may stand in the title."""

ORDER = {"shuffle": "on off", "length": "short medium long"}
"""Levels that have an order of their own; the others come by their plays."""


def skip_rate_by_platform(report: Report, words: Words) -> Chart | None:
    """Platforms with their intervals, most played first; one alone is no comparison."""
    return _levels(report, words, "platform", report.overview.platforms)


def skip_rate_by_shuffle(report: Report, words: Words) -> Chart | None:
    """Shuffle on and off."""
    return _levels(report, words, "shuffle", report.overview.shuffle)


def skip_rate_by_length(report: Report, words: Words) -> Chart | None:
    """Short, medium and long tracks."""
    return _levels(report, words, "length", report.overview.lengths)


def _levels(
    report: Report, words: Words, dimension: str, levels: tuple[LevelRate, ...] | Gap
) -> Chart | None:
    if isinstance(levels, Gap):
        return None
    known = [(level, level.skip_rate) for level in levels if level.skip_rate][:MOST_LEVELS]
    if dimension in ORDER:
        known.sort(key=lambda pair: ORDER[dimension].find(pair[0].level))
    rows = [_row(level, rate, dimension, words) for level, rate in known]
    if len(rows) < LEAST_ROWS:
        return None
    chart_id = ChartId(f"skip_rate_by_{dimension}")
    compared = any(level.before is not None for level, _ in known)
    heading = "chart.levels.x" + (".compared" if compared else "")
    before = words(f"before.{report.scope.period.kind}")
    with drawing(chart_id):
        look = Look(
            ticker(words, "share"),
            words(heading, before=before),
            text_heading=words("chart.levels.text"),
            width_mm=FULL_WIDTH_MM if dimension == "platform" else HALF_WIDTH_MM,
            unit=0.01,
        )
        alt = words("chart.levels.alt", listed="; ".join(f"{row.label} {row.text}" for row in rows))
        return row_sheet(rows, look).chart(chart_id, _title(known, report, words, dimension), alt)


def _row(level: LevelRate, rate: Estimate, dimension: str, words: Words) -> Row:
    return Row(
        label=labels.level(words, dimension, level.level),
        value=rate.value,
        low=rate.low,
        high=rate.high,
        other=level.before.value if level.before else None,
        text=words("chart.levels.value", rate=rate.value, n=rate.n),
        strong=True,
    )


def _title(
    known: list[tuple[LevelRate, Estimate]], report: Report, words: Words, dimension: str
) -> str:
    """The change that survived testing, if there is one; else the spread of what has plays."""
    if not isinstance(report.changes, Gap):
        for change in report.changes.rows:
            if change.kept and change.metric == "skip_rate" and change.dimension == dimension:
                up = change.change.value > 0
                message = f"chart.levels.title.{'rose' if up else 'fell'}"
                own = f"{message}.{dimension}"
                return words(
                    own if words.has(own) else message,
                    level=labels.full_level(words, dimension, change.level or ""),
                    points=abs(change.change.value),
                    rate=change.now.value,
                )
    name = words.inside(words(f"dimension.{dimension}"))
    rates = [rate.value for _, rate in known if rate.n >= TITLE_PLAYS]
    if len(rates) < LEAST_ROWS:
        return words("chart.levels.title.few", dimension=name)
    low, high = min(rates), max(rates)
    if words("value.share", value=low) == words("value.share", value=high):
        return words("chart.levels.title.same", dimension=name, rate=low)
    return words("chart.levels.title", dimension=name, low=low, high=high)
