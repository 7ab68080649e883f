"""A panel with a vertical scale: the frame of the charts over time and of the curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.marks import scale, strokes, y_grid
from reporter.figures.style import GREY, HAIR_PT, SMALL_PT
from reporter.figures.typeset import drawable, width_mm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from reporter.figures.sheet import Sheet
    from reporter.words import Words

TOP_MM = 6.5
BOTTOM_MM = 6.0
FOOT_MM = 4.4
PAD_MM = 2.0
WHOLE = 1e-6


def framed(  # noqa: PLR0913 - where, what, and its words
    sheet: Sheet,
    heading: str,
    values: Sequence[float],
    tick: Callable[[float, bool], str],
    *,
    x: tuple[float, float],
    unit: float = 1.0,
    steps: int = 4,
    whole: bool = False,
    right_mm: float = PAD_MM,
    foot: str = "",
) -> Axes:
    """A panel that fills the sheet, with a scale that holds `values`, and a line at its foot.

    Args:
        sheet: the picture.
        heading: what the vertical axis shows, with its unit; stands above the panel.
        values: all that has to fit, 0 among them where the axis starts there.
        tick: value -> tick label; its second argument says whether the steps are below `unit`.
        x: limits of the horizontal axis.
        unit: step from which on labels need no decimals.
        steps: about how many steps the scale has.
        whole: the values are counts.
        right_mm: room on the right, for labels.
        foot: what the horizontal axis shows, where that needs to be said.
    """
    bottom_mm = BOTTOM_MM + (FOOT_MM if foot else 0)
    ticks, limits = scale(min(values), max(values), steps, whole=whole)
    fine = is_fine(ticks, unit)
    texts = [drawable(tick(value, fine)) for value in ticks]
    left = max(width_mm(text, SMALL_PT) for text in texts) + PAD_MM
    axes = sheet.panel(
        (
            left,
            bottom_mm,
            sheet.width_mm - left - right_mm,
            sheet.height_mm - bottom_mm - TOP_MM,
        ),
        x=x,
        y=limits,
    )
    y_grid(axes, ticks, texts)
    strokes(axes, [(x[0], limits[0], x[1], limits[0])], GREY, width=HAIR_PT)
    if foot:
        sheet.small(sheet.width_mm - right_mm, 1.8, foot, ha="right")
    sheet.small(0, sheet.height_mm - TOP_MM / 2 + 1, heading)
    return axes


def is_fine(ticks: Sequence[float], unit: float) -> bool:
    """Whether the ticks are not all whole multiples of `unit`."""
    return any(abs(tick / unit - round(tick / unit)) > WHOLE for tick in ticks)


def ticker(words: Words, kind: str) -> Callable[[float, bool], str]:
    """Tick labels of one kind: `count`, `share`, `points` or `decimal`."""

    def tick(value: float, fine: bool) -> str:  # noqa: FBT001 - a callback
        fine_message = f"tick.{kind}.fine"
        message = fine_message if fine and words.has(fine_message) else f"tick.{kind}"
        return words(message, value=value)

    return tick
