"""Charts with one row for each thing: a name, a dot with its interval (or a bar), and the number.

All comparisons of the report look like this, so that a reader learns it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, PAGE
from reporter.figures.frame import is_fine
from reporter.figures.marks import bars, dots, scale, strokes, x_labels
from reporter.figures.sheet import Sheet
from reporter.figures.style import (
    ACCENT,
    GREY,
    GREY_DARK,
    GREY_FAINT,
    GREY_SOFT,
    HAIR_PT,
    INK,
    SMALL_PT,
)
from reporter.figures.typeset import drawable, fit, width_mm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from reporter.figures.chart import Medium

ROW_MM = 5.0
CLOSE_MM = 4.5
MOST_WIDE_ROWS = 15
TOP_MM = 6.0
BOTTOM_MM = 6.0
GUTTER_MM = 3.0
INDENT_MM = 3.0
BAR_HALF = 0.28
EDGE_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        label: its name, or the heading.
        value: where the dot stands, or how far the bar goes; none for a heading.
        low: lower end of the interval.
        high: upper end.
        other: a second, quieter value: a ring.
        text: the number in words, on the right; of a heading, what follows it in grey.
        strong: drawn in the accent colour.
    """

    label: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    other: float | None = None
    text: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart of rows is laid out.

    Attributes:
        tick: value -> tick label; its second argument says whether the steps are small.
        heading: above the panel: what it shows, and its unit.
        unit: step from which on tick labels need no decimals.
        text_heading: above the numbers.
        width_mm: of the whole chart.
        most_label_mm: room for the names at most; longer ones are cut.
        ticks: those of the axis, if all values lie among them; else they are chosen.
        zero: where the line of no effect stands; none for no such line.
        as_bars: bars from 0 instead of dots.
        shaded: values too small to matter, on both sides of zero.
    """

    tick: Callable[[float, bool], str]
    heading: str
    unit: float = 1.0
    text_heading: str = ""
    width_mm: float = FULL_WIDTH_MM
    most_label_mm: float = 62.0
    ticks: tuple[float, ...] = ()
    zero: float | None = None
    as_bars: bool = False
    shaded: float | None = None


def row_sheet(rows: Sequence[Row], look: Look, medium: Medium = PAGE) -> Sheet:
    """Draw the rows from top to bottom.

    Args:
        rows: one or more; rows without a value are headings, and the rows that follow them are
            indented.
        look: the layout.
        medium: where it is shown.
    """
    row_mm = CLOSE_MM if len(rows) > MOST_WIDE_ROWS else ROW_MM
    sheet = Sheet(look.width_mm, TOP_MM + BOTTOM_MM + row_mm * len(rows), medium)
    names = _names(rows, look)
    texts = [fit(row.text, look.width_mm / 2) for row in rows]
    left = max(width_mm(name, weight=600) + inset for name, inset in names) + GUTTER_MM
    right = max(width_mm(text, weight=600) for text in (*texts, drawable(look.text_heading)))
    ticks, limits = _axis(rows, look)
    axes = sheet.panel(
        (left, BOTTOM_MM, look.width_mm - left - right - GUTTER_MM, row_mm * len(rows)),
        x=limits,
        y=(len(rows) - 0.5, -0.5),
    )
    _background(axes, rows, ticks, look)
    _draw(axes, rows, look)
    _write(sheet, rows, names, texts, row_mm)
    _head(sheet, left, look)
    return sheet


def _names(rows: Sequence[Row], look: Look) -> list[tuple[str, float]]:
    """Names that fit, with their distance from the left edge; headings take no part of the room."""
    grouped = any(row.value is None for row in rows)
    return [
        ("", 0.0)
        if row.value is None
        else (fit(row.label, look.most_label_mm, weight=600), INDENT_MM * grouped)
        for row in rows
    ]


def _axis(rows: Sequence[Row], look: Look) -> tuple[list[float], tuple[float, float]]:
    values = [
        value
        for row in rows
        for value in (row.value, row.low, row.high, row.other, look.zero)
        if value is not None
    ]
    if look.ticks and min(values) >= look.ticks[0] and max(values) <= look.ticks[-1]:
        return list(look.ticks), (look.ticks[0], look.ticks[-1])
    if look.zero is not None and look.shaded is not None:
        values += [look.zero - look.shaded, look.zero + look.shaded]
    steps = 5 if look.width_mm == FULL_WIDTH_MM else 3
    if look.as_bars:
        ticks, (_, end) = scale(0.0, max(values), steps)
        return ticks, (min(0.0, *values), end)
    low, high = min(values), max(values)
    ticks, limits = scale(low, high, steps)
    room = EDGE_SHARE * (high - low)
    if not room:
        return ticks, limits
    limits = max(limits[0], low - room), min(limits[1], high + room)
    return [tick for tick in ticks if limits[0] <= tick <= limits[1]], limits


def _background(axes: Axes, rows: Sequence[Row], ticks: list[float], look: Look) -> None:
    """Band, grid and line of no effect, which break where a heading stands."""
    spans = _spans(rows)
    if look.zero is not None and look.shaded is not None:
        low, high = look.zero - look.shaded, look.zero + look.shaded
        bars(axes, [(low, a, high, b) for a, b in spans], GREY_FAINT, "immaterial")
    grid = [(tick, a, tick, b) for tick in ticks for a, b in spans]
    strokes(axes, grid, GREY_FAINT, width=HAIR_PT)
    fine = is_fine(ticks, look.unit)
    x_labels(axes, ticks, [look.tick(value, fine) for value in ticks])
    if look.zero is not None:
        zero = [(look.zero, a, look.zero, b) for a, b in spans]
        strokes(axes, zero, GREY, width=HAIR_PT, name="zero")


def _spans(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Upper and lower edge of each run of rows between headings."""
    edges = [i for i, row in enumerate(rows) if row.value is None]
    pairs = pairwise([-1, *edges, len(rows)])
    return [(a + 0.5, b - 0.5) for a, b in pairs if b - a > 1]


def _draw(axes: Axes, rows: Sequence[Row], look: Look) -> None:
    """All rows of one colour at once; the accent last, on top."""
    if not look.as_bars:
        others = [(row.other, i) for i, row in enumerate(rows) if row.other is not None]
        dots(axes, others, GREY, hollow=True, name="others")
    for strong, colour, fill in ((False, GREY_DARK, GREY_SOFT), (True, ACCENT, ACCENT)):
        name = "strong" if strong else "plain"
        group = [(i, row) for i, row in enumerate(rows) if row.strong is strong]
        points = [(row.value, i) for i, row in group if row.value is not None]
        spans = [
            (row.low, i, row.high, i)
            for i, row in group
            if row.low is not None and row.high is not None
        ]
        if look.as_bars:
            boxes = [(0.0, i - BAR_HALF, value, i + BAR_HALF) for value, i in points]
            bars(axes, boxes, fill, f"bars-{name}")
            strokes(axes, spans, INK, width=HAIR_PT, name=f"intervals-{name}")
        else:
            strokes(axes, spans, colour, name=f"intervals-{name}")
            dots(axes, points, colour, name=f"dots-{name}")


def _write(
    sheet: Sheet,
    rows: Sequence[Row],
    names: Sequence[tuple[str, float]],
    texts: Sequence[str],
    row_mm: float,
) -> None:
    for i, (row, (name, inset), text) in enumerate(zip(rows, names, texts, strict=True)):
        y = BOTTOM_MM + row_mm * (len(rows) - i - 0.5)
        if row.value is None:
            head = fit(row.label, sheet.width_mm / 2, weight=600)
            after = width_mm(head, weight=600) + 1.5
            sheet.text(0, y, head, weight=600)
            sheet.text(after, y, fit(row.text, sheet.width_mm - after), color=GREY_DARK)
            continue
        colour = INK if row.strong else GREY_DARK
        sheet.text(inset, y, name, color=colour)
        sheet.text(sheet.width_mm, y, text, ha="right", color=colour)


def _head(sheet: Sheet, left: float, look: Look) -> None:
    """What the panel shows, above it or, where that is too narrow, from further left."""
    y = sheet.height_mm - TOP_MM / 2 + 0.6
    end = width_mm(drawable(look.text_heading), SMALL_PT)
    room = sheet.width_mm - end - GUTTER_MM
    heading = fit(look.heading, room, SMALL_PT)
    start = max(0.0, min(left, room - width_mm(heading, SMALL_PT)))
    sheet.small(start, y, heading)
    sheet.small(sheet.width_mm, y, look.text_heading, ha="right")
