"""Bars, dots, lines and labels, each kind drawn as one path: small files, quick to render.

Data coordinates are those of the panel; what is drawn later lies on top. A `name` becomes the id
of the element in the SVG.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from reporter.figures.style import (
    DOT_PT,
    GREY_DARK,
    GREY_FAINT,
    HAIR_PT,
    LINE_PT,
    PAPER,
    SMALL_PT,
)
from reporter.figures.typeset import MIDDLE, drawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

PT = 72
"""Points in an inch."""
RING_PT = 2.0
NUDGE = 1e-6
"""Length of a dot as a part of the panel: nothing in an SVG, but pixels need it to be more."""
STEPS = (1, 2, 2.5, 5, 10)


def bars(
    axes: Axes, rectangles: Sequence[tuple[float, float, float, float]], colour: str, name: str
) -> None:
    """Filled rectangles, each (left, bottom, right, top)."""
    if not rectangles:
        return
    left, bottom, right, top = np.array(rectangles, dtype=float).T
    corners = np.stack([left, bottom, right, bottom, right, top, left, top], axis=1)
    path = Path.make_compound_path_from_polys(corners.reshape(-1, 4, 2))
    axes.add_artist(PathPatch(path, facecolor=colour, linewidth=0, clip_on=False, gid=name))


def strokes(
    axes: Axes,
    segments: Sequence[tuple[float, float, float, float]],
    colour: str,
    *,
    width: float = LINE_PT,
    cap: str = "butt",
    name: str = "",
) -> None:
    """Straight lines, each (x, y) to (x, y)."""
    if not segments:
        return
    points = np.array(segments, dtype=float).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO], len(segments))
    axes.add_artist(
        PathPatch(
            Path(points, codes),
            fill=False,
            edgecolor=colour,
            linewidth=width,
            capstyle=cap,
            clip_on=False,
            gid=name or None,
        )
    )


def dots(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    colour: str,
    *,
    size: float = DOT_PT,
    hollow: bool = False,
    name: str = "",
) -> None:
    """Dots: lines of hardly any length whose ends are round.

    Args:
        axes: the panel.
        points: where.
        colour: of the dot, or of its ring.
        size: diameter in points.
        hollow: a ring.
        name: id in the SVG.
    """
    left, right = axes.get_xlim()
    spans = [(x, y, x + NUDGE * (right - left), y) for x, y in points]
    strokes(axes, spans, colour, width=size, cap="round", name=name)
    if hollow:
        strokes(axes, spans, PAPER, width=size - RING_PT, cap="round")


def line(
    axes: Axes,
    x: Sequence[float],
    y: Sequence[float | None],
    colour: str,
    *,
    width: float = LINE_PT,
    dashed: bool = False,
    name: str = "",
) -> None:
    """A line through the points; it breaks where there is no value."""
    values = [np.nan if value is None else value for value in y]
    axes.add_artist(
        Line2D(
            x,
            values,
            color=colour,
            linewidth=width,
            linestyle=(0, (3, 2)) if dashed else "-",
            solid_capstyle="round",
            solid_joinstyle="round",
            clip_on=False,
            zorder=1,
            gid=name or None,
        )
    )


def band(
    axes: Axes, x: Sequence[float], low: Sequence[float], high: Sequence[float], colour: str
) -> None:
    """An area between two lines."""
    outline = [*zip(x, low, strict=True), *zip(reversed(x), reversed(high), strict=True)]
    axes.add_artist(
        PathPatch(
            Path(np.array([*outline, outline[0]]), closed=True),
            facecolor=colour,
            linewidth=0,
            clip_on=False,
            gid="band",
        )
    )


def note(
    axes: Axes,
    point: tuple[float, float],
    text: str,
    *,
    shift: tuple[float, float] = (4, 0),
    size: float = SMALL_PT,
    **style: Any,  # noqa: ANN401 - matplotlib's
) -> None:
    """A label beside a point, by default on its right and level with it.

    Args:
        axes: the panel.
        point: what is labelled.
        text: the label.
        shift: from there, in points.
        size: in points.
        style: of the text, as matplotlib names it.
    """
    points = axes.figure.dpi_scale_trans
    move = ScaledTranslation(shift[0] / PT, (shift[1] - MIDDLE * size) / PT, points)
    axes.text(*point, drawable(text), transform=axes.transData + move, size=size, **style)


def scale(
    low: float, high: float, n: int = 4, *, whole: bool = False
) -> tuple[list[float], tuple[float, float]]:
    """Round tick values that hold `low` to `high`, and the limits they make.

    Args:
        low: smallest value.
        high: largest value; where all are equal, the scale starts at 0.
        n: about how many steps.
        whole: counts, between which there is nothing.
    """
    if high <= low:
        low, high = (min(low, 0.0), max(low, 0.0)) if low else (0.0, 1.0)
    ticks = MaxNLocator(n, steps=STEPS, integer=whole).tick_values(low, high)
    return [float(tick) for tick in ticks], (float(ticks[0]), float(ticks[-1]))


def y_grid(axes: Axes, ticks: Sequence[float], texts: Sequence[str]) -> None:
    """Faint lines across the panel with their labels on the left."""
    left, right = axes.get_xlim()
    strokes(axes, [(left, tick, right, tick) for tick in ticks], GREY_FAINT, width=HAIR_PT)
    for tick, text in zip(ticks, texts, strict=True):
        note(axes, (left, tick), text, shift=(-4, 0), ha="right", color=GREY_DARK)


def x_grid(axes: Axes, ticks: Sequence[float], texts: Sequence[str]) -> None:
    """Faint lines up the panel with their labels below."""
    bottom, top = axes.get_ylim()
    strokes(axes, [(tick, bottom, tick, top) for tick in ticks], GREY_FAINT, width=HAIR_PT)
    x_labels(axes, ticks, texts)


def x_labels(axes: Axes, ticks: Sequence[float], texts: Sequence[str]) -> None:
    """Labels below the panel."""
    bottom, _ = axes.get_ylim()
    for tick, text in zip(ticks, texts, strict=True):
        note(axes, (tick, bottom), text, shift=(0, -9.5), ha="center", color=GREY_DARK)
