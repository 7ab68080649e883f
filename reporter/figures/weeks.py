"""Plays and skip rate of each ISO week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.dates import day_axis
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import bars, dots, line, note
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, ACCENT_SOFT, GREY_SOFT, SMALL_PT, drawing
from reporter.figures.typeset import width_mm

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.retention import WeekRow
    from reporter.words import Words

HEIGHT_MM = 46.0
WEEK = timedelta(days=7)
GAP_DAYS = 0.8
LABELS = 6
LEAST_POINTS = 2


def plays_by_week(report: Report, words: Words) -> Chart | None:
    """Bars of plays; the weeks of the report's period stand out, partial ones are grey."""
    weeks = report.retention.weeks
    if len(weeks) < LEAST_POINTS:
        return None
    with drawing(ChartId.PLAYS_BY_WEEK):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.plays_by_week.y"),
            [0, *(week.plays for week in weeks)],
            ticker(words, "count"),
            whole=True,
            x=_span(weeks),
        )
        for name, colour in (("partial", GREY_SOFT), ("period", ACCENT), ("other", ACCENT_SOFT)):
            chosen = [_bar(week) for week in weeks if _group(week, report) == name]
            bars(axes, chosen, colour, f"weeks-{name}")
        day_axis(axes, words, LABELS)
        return sheet.chart(ChartId.PLAYS_BY_WEEK, _title(report, words), _alt(weeks, words))


def _span(weeks: tuple[WeekRow, ...]) -> tuple[float, float]:
    return weeks[0].first_day.toordinal(), (weeks[-1].first_day + WEEK).toordinal()


def _group(week: WeekRow, report: Report) -> str:
    period = report.scope.period
    if not week.whole:
        return "partial"
    inside = period.first_day <= week.first_day and week.first_day + WEEK <= period.end_day
    return "period" if inside else "other"


def _bar(week: WeekRow) -> tuple[float, float, float, float]:
    start = week.first_day.toordinal()
    return start + GAP_DAYS / 2, 0, start + 7 - GAP_DAYS / 2, week.plays


def _title(report: Report, words: Words) -> str:
    whole = [week.plays for week in report.retention.weeks if week.whole]
    if not whole:
        return words("chart.plays_by_week.title.partial")
    if len(whole) == 1:
        return words("chart.plays_by_week.title.one", plays=whole[0])
    return words("chart.plays_by_week.title", low=min(whole), high=max(whole))


def _alt(weeks: tuple[WeekRow, ...], words: Words) -> str:
    low = min(weeks, key=lambda week: week.plays)
    high = max(weeks, key=lambda week: week.plays)
    return words(
        "chart.plays_by_week.alt",
        n=len(weeks),
        first_day=weeks[0].first_day,
        first=weeks[0].plays,
        last_day=weeks[-1].first_day,
        last=weeks[-1].plays,
        low_day=low.first_day,
        low=low.plays,
        high_day=high.first_day,
        high=high.plays,
        partial=sum(not week.whole for week in weeks),
    )


def skip_rate_by_week(report: Report, words: Words) -> Chart | None:
    """A line over whole weeks with decided plays; partial weeks are grey dots."""
    weeks = report.retention.weeks
    known = [(_middle(week), week.skip_rate, week.whole) for week in weeks]
    whole = [(x, rate) for x, rate, done in known if done and rate is not None]
    if len(whole) < LEAST_POINTS:
        return None
    partial = [(x, rate) for x, rate, done in known if not done and rate is not None]
    rates = [rate for _, rate in whole]
    last = words("value.share", value=rates[-1])
    with drawing(ChartId.SKIP_RATE_BY_WEEK):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.skip_rate_by_week.y"),
            [rate for _, rate in (*whole, *partial)],
            ticker(words, "share"),
            x=_span(weeks),
            unit=0.01,
            right_mm=width_mm(last, SMALL_PT, 600) + 2,
        )
        lined = [rate if done else None for _, rate, done in known]
        line(axes, [x for x, _, _ in known], lined, ACCENT, name="skip-rate")
        dots(axes, partial, GREY_SOFT, name="partial")
        dots(axes, [whole[-1]], ACCENT, name="last")
        note(axes, whole[-1], last, color=ACCENT, weight=600)
        day_axis(axes, words, LABELS)
        low, high = min(rates), max(rates)
        return sheet.chart(
            ChartId.SKIP_RATE_BY_WEEK,
            words("chart.skip_rate_by_week.title", low=low, high=high),
            words(
                "chart.skip_rate_by_week.alt",
                n=len(rates),
                first=rates[0],
                last=rates[-1],
                low=low,
                high=high,
            ),
        )


def _middle(week: WeekRow) -> float:
    return week.first_day.toordinal() + 3.5
