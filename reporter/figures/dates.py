"""Ticks of a calendar axis: days, Mondays, months or years, as many as there is room for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from reporter.figures.marks import strokes, x_labels
from reporter.figures.style import GREY_SOFT, HAIR_PT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from reporter.words import Words

JANUARY = 1
TICK = 0.03


def day_axis(axes: Axes, words: Words, room: int) -> None:
    """Label a horizontal axis whose coordinates are ordinals of days.

    Args:
        axes: the panel; its limits are the first and the last day.
        words: the catalogue.
        room: the most labels that fit.
    """
    low, high = axes.get_xlim()
    first, last = date.fromordinal(round(low)), date.fromordinal(round(high))
    ticks, message = _ticks(first, last, room)
    bottom, top = axes.get_ylim()
    short = TICK * (top - bottom)
    days = [day.toordinal() for day in ticks]
    strokes(axes, [(day, bottom - short, day, bottom) for day in days], GREY_SOFT, width=HAIR_PT)
    texts = [_label(day, message, words) for day in ticks]
    if message == "tick.month" and ticks and not any(day.month == JANUARY for day in ticks):
        texts[0] = words("tick.month.year", day=ticks[0], year=str(ticks[0].year))
    x_labels(axes, days, texts)


def _label(day: date, message: str, words: Words) -> str:
    if message == "tick.month" and day.month == JANUARY:
        message = "tick.year"
    return words(message, day=day, year=str(day.year))


def _ticks(first: date, last: date, room: int) -> tuple[list[date], str]:
    """The finest ticks that fit, and the message that labels them."""
    for step in (1, 2, 7, 14):
        days = [day for day in _days(first, last) if step < 7 or day.weekday() == 0]  # noqa: PLR2004 - a week
        chosen = days[:: step if step < 7 else step // 7]  # noqa: PLR2004
        if len(chosen) <= room and chosen:
            return chosen, "tick.day"
    for months in (1, 2, 3, 6):
        chosen = [
            day for day in _days(first, last) if day.day == 1 and (day.month - 1) % months == 0
        ]
        if len(chosen) <= room:
            return chosen, "tick.month"
    years = range(first.year + (first > date(first.year, 1, 1)), last.year + 1)
    step = -(-len(years) // room) or 1
    return [date(year, 1, 1) for year in years if year % step == 0], "tick.year"


def _days(first: date, last: date) -> Iterator[date]:
    for i in range((last - first).days + 1):
        yield first + timedelta(days=i)
