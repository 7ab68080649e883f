"""How the number of segments was chosen: one small picture for each measure, by that number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import dots, line, note, strokes, x_labels
from reporter.figures.segments import found_segments
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, GREY, GREY_DARK, GREY_SOFT, SMALL_PT, drawing
from reporter.figures.typeset import MM_PER_PT, width_mm
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from reporter.report import Report
    from reporter.results.segments import Choice
    from reporter.words import Words

HEIGHT_MM = 44.0
LEAST_POINTS = 2
CLEAR_PT = 6.0
"""Least distance between a line and the middle of a label."""


def elbow(report: Report, words: Words) -> Chart | None:
    """Spread inside the groups against their number."""
    choice = _choice(report)
    if choice is None:
        return None
    points = [(one.k, one.inertia) for one in choice.candidates]
    chosen = _chosen(report)
    title = "chart.elbow.title" + (".plain" if chosen is None else "")
    with drawing(ChartId.ELBOW):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = _panel(sheet, words, "elbow", points, [0])
        _mark(axes, points, choice, chosen, words)
        return _chart(sheet, words, ChartId.ELBOW, words(title, n=chosen), points)


def silhouette(report: Report, words: Words) -> Chart | None:
    """How well the groups are apart, with its standard error, against their number."""
    choice = _choice(report)
    found = choice.candidates if choice else ()
    values = [
        (one.k, one.silhouette, one.silhouette_error)
        for one in found
        if one.silhouette is not None and one.silhouette_error is not None
    ]
    if choice is None or len(values) < LEAST_POINTS:
        return None
    points = [(k, value) for k, value, _ in values]
    chosen = _chosen(report)
    mean = dict(points).get(chosen or 0)
    title = "chart.silhouette.title" + (".plain" if mean is None else "")
    with drawing(ChartId.SILHOUETTE):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        spans = _spans(values)
        axes = _panel(sheet, words, "silhouette", points, [0, *_ends(spans)])
        strokes(axes, spans, GREY_SOFT, name="errors")
        _mark(axes, points, choice, chosen, words)
        said = words(title, k=chosen, value=mean)
        return _chart(sheet, words, ChartId.SILHOUETTE, said, points)


def gap_statistic(report: Report, words: Words) -> Chart | None:
    """The gap to uniform noise, with its standard error: does any number beat one group?"""
    choice = _choice(report)
    if choice is None:
        return None
    values = [(one.k, one.gap, one.gap_error) for one in choice.candidates]
    points = [(k, value) for k, value, _ in values]
    title = "chart.gap_statistic.title" + ("" if choice.one_group else ".several")
    with drawing(ChartId.GAP_STATISTIC):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        spans = _spans(values)
        axes = _panel(sheet, words, "gap_statistic", points, [0, *_ends(spans)])
        strokes(axes, spans, GREY_SOFT, name="errors")
        _mark(axes, points, choice, _chosen(report), words)
        return _chart(sheet, words, ChartId.GAP_STATISTIC, words(title), points)


def stability(report: Report, words: Words) -> Chart | None:
    """How well the least stable group comes back from bootstrap samples, and what it takes."""
    choice = _choice(report)
    found = choice.candidates if choice else ()
    points = [(one.k, one.jaccard) for one in found if one.jaccard is not None]
    if choice is None or len(points) < LEAST_POINTS:
        return None
    need = choice.min_jaccard
    title = words("chart.stability.title", need=need)
    with drawing(ChartId.STABILITY):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = _panel(sheet, words, "stability", points, [0, 1])
        ends = axes.get_xlim()
        line(axes, ends, [need, need], GREY_DARK, width=1, dashed=True, name="threshold")
        _mark(axes, points, choice, _chosen(report), words, level=need)
        return _chart(sheet, words, ChartId.STABILITY, title, points)


def _choice(report: Report) -> Choice | None:
    """How the number was chosen, if there was more than one to choose from."""
    segmentation = report.segmentation
    if isinstance(segmentation, Gap) or segmentation.choice is None:
        return None
    choice = segmentation.choice
    return choice if len(choice.candidates) >= LEAST_POINTS else None


def _chosen(report: Report) -> int | None:
    found = found_segments(report)
    return found.k if found else None


def _panel(
    sheet: Sheet,
    words: Words,
    name: str,
    points: Sequence[tuple[int, float]],
    reach: Sequence[float],
) -> Axes:
    """A panel by number of segments that holds the points and `reach`."""
    ks = [k for k, _ in points]
    kind = "count" if name == "elbow" else "decimal"
    axes = framed(
        sheet,
        words(f"chart.{name}.y"),
        [*reach, *(value for _, value in points)],
        ticker(words, kind),
        x=(min(ks) - 0.4, max(ks) + 0.4),
        unit=0.1 if kind == "decimal" else 1,
        steps=3,
        foot=words("chart.choice.x"),
    )
    x_labels(axes, ks, [words("tick.count", value=k) for k in ks])
    return axes


def _spans(values: Sequence[tuple[int, float, float]]) -> list[tuple[float, float, float, float]]:
    """One standard error to both sides."""
    return [(k, value - error, k, value + error) for k, value, error in values]


def _ends(spans: Sequence[tuple[float, float, float, float]]) -> list[float]:
    return [y for _, low, _, high in spans for y in (low, high)]


def _mark(
    axes: Axes,
    points: Sequence[tuple[int, float]],
    choice: Choice,
    chosen: int | None,
    words: Words,
    *,
    level: float | None = None,
) -> None:
    """Rings for what did not meet the requirements, dots for the rest, the choice in the accent.

    Args:
        axes: the panel.
        points: a measure by number of groups.
        choice: what was allowed.
        chosen: the number of groups that was chosen.
        words: the language.
        level: where another line runs across the panel.
    """
    line(axes, [k for k, _ in points], [value for _, value in points], GREY, name="measure")
    allowed = {one.k for one in choice.candidates if one.failed is None}
    dots(axes, [p for p in points if p[0] not in allowed], GREY, hollow=True, name="barred")
    dots(axes, [p for p in points if p[0] in allowed], GREY, name="allowed")
    for point in points:
        if point[0] == chosen:
            dots(axes, [point], ACCENT, size=7, name="chosen")
            said = words("chart.choice.chosen")
            shift = _clear(axes, points, point, width_mm(said, SMALL_PT, 600) / MM_PER_PT, level)
            note(axes, point, said, shift=shift, ha="center", color=ACCENT, weight=600)


def _clear(
    axes: Axes,
    points: Sequence[tuple[int, float]],
    point: tuple[int, float],
    width: float,
    level: float | None,
) -> tuple[float, float]:
    """The place beside a point, in points from it, where a label of that width is on no line.

    Where there is none it is the place above the point.
    """
    to_points = axes.transData.transform
    xs, ys = to_points(points).T
    x, y = to_points(point)
    lines = [] if level is None else [to_points((0, level))[1]]
    foot, top = (to_points((0, edge))[1] for edge in axes.get_ylim())
    side = width / 2 + CLEAR_PT
    for dx, dy in ((dx, dy) for dy in (9, -9, 14, -14, 0) for dx in (0, side, -side)):
        around = np.linspace(x + dx - width / 2, x + dx + width / 2, 9)
        taken = [*np.interp(around, xs, ys), *lines, foot]
        if foot < y + dy <= top and min(abs(np.array(taken) - y - dy)) >= CLEAR_PT:
            return dx, dy
    return 0, CLEAR_PT + 3


def _chart(
    sheet: Sheet, words: Words, chart: ChartId, title: str, points: Sequence[tuple[int, float]]
) -> Chart:
    listed = "; ".join(words(f"chart.{chart}.point", k=k, value=value) for k, value in points)
    return sheet.chart(chart, title, words(f"chart.{chart}.alt", listed=listed))
