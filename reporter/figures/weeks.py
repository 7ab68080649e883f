"""Plays and skip rate of each ISO week."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.figures.chart import PAGE, Chart, ChartId
from reporter.figures.dates import day_axis
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import bars, dots, line, note
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, ACCENT_SOFT, GREY_SOFT, LINE_PT, SMALL_PT, drawing
from reporter.figures.typeset import width_mm

if TYPE_CHECKING:
    from reporter.figures.chart import Medium
    from reporter.report import Report
    from reporter.results.retention import WeekRow
    from reporter.words import Words

HEIGHT_MM = 46.0
WEEK = timedelta(days=7)
GAP_DAYS = 0.8
LABELS = 6
LEAST_POINTS = 2
MOST_WEEKS = 104
LEAST_PLAYS = 20


def plays_by_week(report: Report, words: Words, medium: Medium = PAGE) -> Chart | None:
    """Bars of plays in two years; the period's own weeks stand out, partial ones are grey."""
    weeks = report.retention.weeks[-MOST_WEEKS:]
    known = [(week, week.plays) for week in weeks if week.plays is not None]
    if len(known) < LEAST_POINTS:
        return None
    with drawing(ChartId.PLAYS_BY_WEEK):
        sheet = Sheet(medium.half_mm, HEIGHT_MM, medium)
        axes = framed(
            sheet,
            words("chart.plays_by_week.y"),
            [0, *(plays for _, plays in known)],
            ticker(words, "count"),
            whole=True,
            x=_span(weeks),
        )
        for name, colour in (("partial", GREY_SOFT), ("period", ACCENT), ("other", ACCENT_SOFT)):
            chosen = [_bar(*one) for one in known if _group(one[0], report) == name]
            bars(axes, chosen, colour, f"weeks-{name}")
        day_axis(axes, words, LABELS)
        return sheet.chart(ChartId.PLAYS_BY_WEEK, _title(known, words), _alt(known, words))


def _span(weeks: tuple[WeekRow, ...]) -> tuple[float, float]:
    return weeks[0].first_day.toordinal(), (weeks[-1].first_day + WEEK).toordinal()


def _group(week: WeekRow, report: Report) -> str:
    period = report.scope.period
    if not week.whole:
        return "partial"
    inside = period.first_day <= week.first_day and week.first_day + WEEK <= period.end_day
    return "period" if inside else "other"


def _bar(week: WeekRow, plays: int) -> tuple[float, float, float, float]:
    start = week.first_day.toordinal()
    return start + GAP_DAYS / 2, 0, start + 7 - GAP_DAYS / 2, plays


def _title(known: list[tuple[WeekRow, int]], words: Words) -> str:
    whole = [plays for week, plays in known if week.whole]
    if not whole:
        return words("chart.plays_by_week.title.partial")
    if len(whole) == 1:
        return words("chart.plays_by_week.title.one", plays=whole[0])
    return words("chart.plays_by_week.title", low=min(whole), high=max(whole))


def _alt(known: list[tuple[WeekRow, int]], words: Words) -> str:
    low = min(known, key=lambda one: one[1])
    high = max(known, key=lambda one: one[1])
    (first, first_plays), (last, last_plays) = known[0], known[-1]
    return words(
        "chart.plays_by_week.alt",
        n=len(known),
        first_day=first.first_day,
        first=first_plays,
        last_day=last.first_day,
        last=last_plays,
        low_day=low[0].first_day,
        low=low[1],
        high_day=high[0].first_day,
        high=high[1],
        partial=sum(not week.whole for week, _ in known),
    )


def skip_rate_by_week(report: Report, words: Words, medium: Medium = PAGE) -> Chart | None:
    """A line over the whole weeks of two years with enough decided plays; the rest are grey."""
    weeks = report.retention.weeks[-MOST_WEEKS:]
    rates = [(_middle(week), week.skip_rate, _is_sure(week)) for week in weeks]
    sure = [(x, rate) for x, rate, known in rates if known and rate is not None]
    rest = [(x, rate) for x, rate, known in rates if not known and rate is not None]
    if len(sure) < LEAST_POINTS:
        return None
    last = words("value.share", value=sure[-1][1])
    with drawing(ChartId.SKIP_RATE_BY_WEEK):
        sheet = Sheet(medium.half_mm, HEIGHT_MM, medium)
        axes = framed(
            sheet,
            words("chart.skip_rate_by_week.y" + (".some" if rest else ""), least=LEAST_PLAYS),
            [rate for _, rate in (*sure, *rest)],
            ticker(words, "share"),
            x=_span(weeks),
            unit=0.01,
            right_mm=width_mm(last, SMALL_PT, 600) + 2,
        )
        dots(axes, rest, GREY_SOFT, size=2.5, name="unsure")
        lined = [rate if known else None for _, rate, known in rates]
        line(axes, [x for x, _, _ in rates], lined, ACCENT, name="skip-rate")
        dots(axes, sure, ACCENT, size=LINE_PT, name="sure")
        dots(axes, [sure[-1]], ACCENT, name="last")
        note(axes, sure[-1], last, color=ACCENT, weight=600)
        day_axis(axes, words, LABELS)
        low, high = (pick(rate for _, rate in sure) for pick in (min, max))
        values = {"first": sure[0][1], "last": sure[-1][1], "low": low, "high": high}
        return sheet.chart(
            ChartId.SKIP_RATE_BY_WEEK,
            words("chart.skip_rate_by_week.title", low=low, high=high),
            words("chart.skip_rate_by_week.alt", n=len(sure), **values),
        )


def _is_sure(week: WeekRow) -> bool:
    return week.whole and week.decided is not None and week.decided >= LEAST_PLAYS


def _middle(week: WeekRow) -> float:
    return week.first_day.toordinal() + 3.5
