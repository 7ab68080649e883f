"""Plays of each day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, Chart, ChartId
from reporter.figures.dates import day_axis
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import bars, line, note
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, GREY_SOFT, SMALL_PT, drawing, tint
from reporter.figures.typeset import width_mm

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.retention import DayRow
    from reporter.words import Words

HEIGHT_MM = 48.0
MOST_DAYS = 182
GAP_DAYS = 0.2
LABELS = 12
LEAST_POINTS = 2


def plays_by_day(report: Report, words: Words) -> Chart | None:
    """Bars of the last half year under their trailing 7-day mean; incomplete days are grey."""
    days = report.retention.days[-MOST_DAYS:]
    means = [(_middle(day), day.rolling_plays) for day in days if day.rolling_plays is not None]
    if len(means) < LEAST_POINTS:
        return None
    plays = [day.plays for day in days if day.plays is not None]
    label = words("chart.plays_by_day.label", value=means[-1][1])
    with drawing(ChartId.PLAYS_BY_DAY):
        sheet = Sheet(FULL_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.plays_by_day.y"),
            [0, *plays],
            ticker(words, "count"),
            whole=True,
            x=(days[0].day.toordinal(), days[-1].day.toordinal() + 1),
            right_mm=width_mm(label, SMALL_PT, 600) + 2,
        )
        through = report.scope.data_through
        early, late = (
            [_bar(day, day.plays) for day in days if day.plays and (day.day >= through) is is_late]
            for is_late in (False, True)
        )
        bars(axes, early, tint(0.3), "days")
        bars(axes, late, GREY_SOFT, "days-incomplete")
        middles = [_middle(day) for day in days]
        line(axes, middles, [day.rolling_plays for day in days], ACCENT, name="rolling")
        note(axes, means[-1], label, color=ACCENT, weight=600)
        day_axis(axes, words, LABELS)
        alt = words(
            "chart.plays_by_day.alt",
            n=len(days),
            first_day=days[0].day,
            last_day=days[-1].day,
            low=min(plays),
            high=max(plays),
            first_mean=means[0][1],
            last_mean=means[-1][1],
        )
        return sheet.chart(ChartId.PLAYS_BY_DAY, _title(report, words, means[-1][1]), alt)


def _middle(day: DayRow) -> float:
    return day.day.toordinal() + 0.5


def _bar(day: DayRow, plays: int) -> tuple[float, float, float, float]:
    start = day.day.toordinal()
    return start + GAP_DAYS / 2, 0, start + 1 - GAP_DAYS / 2, plays


def _title(report: Report, words: Words, last: float) -> str:
    trend = report.retention.trend
    if trend.change is None:
        return words("chart.plays_by_day.title.plain", mean=last)
    return words("chart.plays_by_day.title", mean=trend.recent, change=trend.change)
