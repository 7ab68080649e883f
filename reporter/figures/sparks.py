"""The tiny lines in the tiles of page one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import PAGE, Chart, ChartId
from reporter.figures.marks import dots, line
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, GREY, drawing
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.figures.chart import Medium
    from reporter.report import Report
    from reporter.results.overview import Tile
    from reporter.words import Words

WIDTH_MM = 30.0
HEIGHT_MM = 8.0
EDGE_MM = 1.2


def sparks(report: Report, words: Words, medium: Medium = PAGE) -> tuple[Chart, ...]:
    """A line for each tile that has a history of two values or more."""
    entity = report.scope.entity
    drawn = (_spark(tile, entity, words, medium) for tile in report.overview.tiles)
    return tuple(chart for chart in drawn if chart is not None)


def _spark(tile: Tile, entity: str, words: Words, medium: Medium) -> Chart | None:
    known = [(i, p.value) for i, p in enumerate(tile.series) if p.value is not None]
    if len(known) < 2 or tile.now is None:  # noqa: PLR2004 - one value makes no line
        return None
    values = [value for _, value in known]
    low, high = min(values), max(values)
    flat = high == low
    with drawing(f"spark_{tile.headline}"):
        sheet = Sheet(WIDTH_MM, HEIGHT_MM, medium)
        axes = sheet.panel(
            (EDGE_MM, EDGE_MM, WIDTH_MM - 2 * EDGE_MM, HEIGHT_MM - 2 * EDGE_MM),
            x=(0, len(tile.series) - 1),
            y=(low - 1, high + 1) if flat else (low, high),
        )
        points = [point.value for point in tile.series]
        line(axes, range(len(points)), points, GREY, width=1.0, name="series")
        dots(axes, [known[-1]], ACCENT, size=4.0, name="last")
        spec = f"value.{tile.now.unit}"
        return sheet.chart(
            ChartId(f"spark_{tile.headline}"),
            words("chart.spark.title", headline=labels.metric(words, tile.headline, entity)),
            words(
                "chart.spark.alt",
                headline=labels.metric(words, tile.headline, entity),
                n=len(known),
                first=words(spec, value=values[0]),
                last=words(spec, value=values[-1]),
                low=words(spec, value=low),
                high=words(spec, value=high),
            ),
        )
