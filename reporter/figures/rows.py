"""Charts with one row for each thing: a name, a dot with its interval (or a bar), and the number.

All comparisons of the report look like this, so that a reader learns it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM
from reporter.figures.frame import is_fine
from reporter.figures.marks import bars, dots, scale, strokes, x_grid
from reporter.figures.sheet import Sheet, labels
from reporter.figures.style import (
    ACCENT,
    DOT_PT,
    GREY,
    GREY_DARK,
    GREY_FAINT,
    GREY_SOFT,
    HAIR_PT,
    INK,
    LINE_PT,
    SMALL_PT,
)
from reporter.figures.typeset import fit, width_mm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

ROW_MM = 5.0
TOP_MM = 6.0
BOTTOM_MM = 6.0
GUTTER_MM = 3.0
INDENT_MM = 3.0
BAR_SHARE = 0.56
MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        label: its name.
        value: where the dot stands, or how far the bar goes; none for a heading.
        low: lower end of the interval.
        high: upper end.
        other: a second, quieter value: a ring.
        text: the number in words, on the right.
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
        start: a value that the axis has to hold, such as 0.
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
    start: float | None = None
    zero: float | None = None
    as_bars: bool = False
    shaded: float | None = None


def row_sheet(rows: Sequence[Row], look: Look) -> Sheet:
    """Draw the rows from top to bottom.

    Args:
        rows: 1 to `MOST_ROWS`; rows without a value are headings, and the rows that follow them
            are indented.
        look: the layout.
    """
    sheet = Sheet(look.width_mm, TOP_MM + BOTTOM_MM + ROW_MM * len(rows))
    indent = INDENT_MM if any(row.value is None for row in rows) else 0.0
    names = _names(rows, look.most_label_mm, indent)
    left = max(width_mm(name, weight=600) + inset for name, inset in names) + GUTTER_MM
    texts = [fit(row.text, look.width_mm / 2) for row in rows]
    right = max([*map(_strong_width, texts), width_mm(look.text_heading, SMALL_PT)]) + GUTTER_MM
    ticks, limits = _axis(rows, look)
    axes = sheet.panel(
        (left, BOTTOM_MM, look.width_mm - left - right, ROW_MM * len(rows)),
        x=limits,
        y=(len(rows) - 0.5, -0.5),
    )
    _background(axes, ticks, look)
    _draw(axes, rows, look)
    for i, (row, (name, inset), text) in enumerate(zip(rows, names, texts, strict=True)):
        height = BOTTOM_MM + ROW_MM * (len(rows) - i - 0.5)
        heading = row.value is None
        weight = 600 if heading or row.strong else 400
        sheet.text(inset, height, name, weight=weight)
        colour = INK if row.strong else GREY_DARK
        sheet.text(look.width_mm, height, text, ha="right", weight=weight, color=colour)
    top = sheet.height_mm - TOP_MM / 2 + 0.6
    sheet.text(left, top, look.heading, size=SMALL_PT, color=GREY_DARK)
    sheet.text(look.width_mm, top, look.text_heading, size=SMALL_PT, color=GREY_DARK, ha="right")
    return sheet


def _strong_width(text: str) -> float:
    return width_mm(text, weight=600)


def _names(rows: Sequence[Row], room: float, indent: float) -> list[tuple[str, float]]:
    """Names that fit, with their distance from the left edge."""
    insets = [0.0 if row.value is None else indent for row in rows]
    return [
        (fit(row.label, room - inset, weight=600), inset)
        for row, inset in zip(rows, insets, strict=True)
    ]


def _axis(rows: Sequence[Row], look: Look) -> tuple[list[float], tuple[float, float]]:
    values = [
        value
        for row in rows
        for value in (row.value, row.low, row.high, row.other, look.start, look.zero)
        if value is not None
    ]
    return scale(min(values), max(values), 5 if look.width_mm == FULL_WIDTH_MM else 3)


def _background(axes: Axes, ticks: list[float], look: Look) -> None:
    bottom, top = axes.get_ylim()
    if look.zero is not None and look.shaded is not None:
        low, high = look.zero - look.shaded, look.zero + look.shaded
        bars(axes, [(low, bottom, high, top)], GREY_FAINT, "immaterial")
    fine = is_fine(ticks, look.unit)
    x_grid(axes, ticks, labels([look.tick(value, fine) for value in ticks]))
    if look.zero is not None:
        strokes(axes, [(look.zero, bottom, look.zero, top)], GREY, width=HAIR_PT, name="zero")


def _draw(axes: Axes, rows: Sequence[Row], look: Look) -> None:
    """All rows of one colour at once; the accent last, on top."""
    others = [(row.other, i) for i, row in enumerate(rows) if row.other is not None]
    for strong, colour in ((False, GREY_DARK), (True, ACCENT)):
        group = [
            (i, row, row.value)
            for i, row in enumerate(rows)
            if row.strong is strong and row.value is not None
        ]
        spans = [
            (row.low, i, row.high, i)
            for i, row, _ in group
            if row.low is not None and row.high is not None
        ]
        name = "strong" if strong else "plain"
        if look.as_bars:
            half = BAR_SHARE / 2
            boxes = [(0.0, i - half, value, i + half) for i, _, value in group]
            bars(axes, boxes, ACCENT if strong else GREY_SOFT, f"bars-{name}")
            strokes(axes, spans, colour, width=1.0, name=f"intervals-{name}")
            continue
        strokes(axes, spans, colour, width=LINE_PT, name=f"intervals-{name}")
        if strong:
            dots(axes, others, GREY, size=DOT_PT, hollow=True, name="others")
        dots(axes, [(value, i) for i, _, value in group], colour, name=f"dots-{name}")
