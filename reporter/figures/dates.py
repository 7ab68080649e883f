"""Ticks of a calendar axis: days, Mondays, months or years, as many as there is room for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from reporter.figures.marks import strokes, x_labels
from reporter.figures.sheet import MM_PER_INCH
from reporter.figures.style import GREY_SOFT, HAIR_PT, SMALL_PT
from reporter.figures.typeset import width_mm

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from reporter.words import Words

JANUARY = 1
TICK = 0.03
DAY_STEPS = (1, 2, 7, 14)
MONTH_STEPS = (1, 2, 3, 6)
WEEK = 7


def day_axis(axes: Axes, words: Words, room: int) -> None:
    """Label a horizontal axis whose coordinates are ordinals of days.

    A label that would reach over the picture's edge is left out.

    Args:
        axes: the panel; its limits are the first day and the day after the last.
        words: the catalogue.
        room: the most labels that fit.
    """
    low, high = axes.get_xlim()
    days, message = ticks(date.fromordinal(round(low)), date.fromordinal(round(high) - 1), room)
    bottom, top = axes.get_ylim()
    short = TICK * (top - bottom)
    xs = [day.toordinal() for day in days]
    strokes(axes, [(x, bottom - short, x, bottom) for x in xs], GREY_SOFT, width=HAIR_PT)
    labels = zip(xs, texts(days, message, words), strict=True)
    shown = [(x, text) for x, text in labels if _fits(axes, x, text)]
    x_labels(axes, [x for x, _ in shown], [text for _, text in shown])


def _fits(axes: Axes, x: float, text: str) -> bool:
    """Whether a text below that place lies within the picture."""
    low, high = axes.get_xlim()
    box = axes.get_position()
    middle = float(box.x0 + box.width * (x - low) / (high - low))
    figure = cast("Figure", axes.figure)
    half = width_mm(text, SMALL_PT) / 2 / (figure.get_figwidth() * MM_PER_INCH)
    return half <= middle <= 1 - half


def ticks(first: date, last: date, room: int) -> tuple[list[date], str]:
    """The finest ticks that fit, and the message that labels them.

    Weeks are marked at their Mondays. A span may have no tick at all.

    Args:
        first: first day of the axis.
        last: last day of the axis (inclusive).
        room: the most ticks, one or more.
    """
    span = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    for step in DAY_STEPS:
        days = span[::step]
        if step >= WEEK:
            days = [day for day in span if day.weekday() == 0][:: step // WEEK]
        if 0 < len(days) <= room:
            return days, "tick.day"
    firsts = [day for day in span if day.day == 1]
    for step in MONTH_STEPS:
        days = [day for day in firsts if (day.month - 1) % step == 0]
        if len(days) <= room:
            return days, "tick.month"
    days = [day for day in firsts if day.month == JANUARY]
    return days[:: -(-len(days) // room)], "tick.year"


def texts(days: list[date], message: str, words: Words) -> list[str]:
    """Labels of ticks; a January, or else the first month, tells the year."""
    labels = []
    for i, day in enumerate(days):
        own = message
        if message == "tick.month" and day.month == JANUARY:
            own = "tick.year"
        elif message == "tick.month" and i == 0 and all(day.month != JANUARY for day in days):
            own = "tick.month.year"
        labels.append(words(own, day=day, year=str(day.year)))
    return labels
