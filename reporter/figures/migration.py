"""Who stayed in a segment since the earlier report, left it or joined it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.balances import balances
from reporter.figures.chart import FULL_WIDTH_MM, Chart, ChartId
from reporter.figures.marks import bars
from reporter.figures.segments import found_segments, numbered
from reporter.figures.sheet import Sheet
from reporter.figures.style import GREY_DARK, INK, SMALL_PT, drawing, tint
from reporter.figures.typeset import fit
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reporter.report import Report
    from reporter.results.segments import Migration, Segments
    from reporter.words import Words

ROW_MM = 5.2
TOP_MM = 10.0
LEFT_MM = 76.0
GAP_MM = 3.0
SIZE_MM = 14.0
MOST_CELL_MM = 23.5
PALEST = 0.05
STRONGEST = 0.5
SHADES = 8
EDGE_X = 0.02
EDGE_Y = 0.05


def segment_migration(report: Report, words: Words) -> Chart | None:
    """The whole matrix; or the balance of each segment, where a cell has too few."""
    found = found_segments(report)
    if found is None or isinstance(report.segmentation, Gap):
        return None
    migration = report.segmentation.migration
    if migration is None or all(balance.stayed is None for balance in migration.balances):
        return None
    with drawing(ChartId.SEGMENT_MIGRATION):
        if migration.flows:
            sheet, alt = _matrix(migration, found, words), _alt(migration, found, words)
        else:
            sheet, alt = balances(migration, found, words)
        return sheet.chart(ChartId.SEGMENT_MIGRATION, _title(migration, found, words), alt)


def _title(migration: Migration, found: Segments, words: Words) -> str:
    *_, every = migration.balances
    message = f"chart.segment_migration.title.{found.entity}"
    if every.share is None:
        return words(f"{message}.plain", period=migration.period)
    return words(message, share=every.share.value, period=migration.period)


def _matrix(migration: Migration, found: Segments, words: Words) -> Sheet:
    """A row for each earlier segment and the new, a column for each of now and the gone."""
    rows, columns = _rows(migration), _columns(found)
    height = ROW_MM * len(rows)
    sheet = Sheet(FULL_WIDTH_MM, TOP_MM + height)
    width = min(MOST_CELL_MM * len(columns), FULL_WIDTH_MM - LEFT_MM)
    axes = sheet.panel(
        (LEFT_MM, 0.0, width, height),
        x=(-0.5, len(columns) - 0.5),
        y=(len(rows) - 0.5, -0.5),
    )
    _cells(axes, migration, found)
    _write(sheet, migration, found, width / len(columns), words)
    return sheet


def _rows(migration: Migration) -> list[int | None]:
    return [*(one.id for one in migration.segments), None]


def _columns(found: Segments) -> list[int | None]:
    return [*sorted(one.id for one in found.segments), None]


def _cells(axes: Axes, migration: Migration, found: Segments) -> None:
    """All cells of one shade as one path; the darker, the larger the share of the row."""
    rows, columns = _rows(migration), _columns(found)
    shades: dict[int, list[tuple[float, float, float, float]]] = {}
    for flow in migration.flows:
        i, j = rows.index(flow.origin), columns.index(flow.target)
        box = (j - 0.5 + EDGE_X, i + 0.5 - EDGE_Y, j + 0.5 - EDGE_X, i - 0.5 + EDGE_Y)
        shades.setdefault(round(flow.share * SHADES), []).append(box)
    for shade, boxes in sorted(shades.items()):
        bars(axes, boxes, tint(PALEST + STRONGEST * shade / SHADES), f"cells-{shade}")


def _write(sheet: Sheet, migration: Migration, found: Segments, width: float, words: Words) -> None:
    """The earlier segments by name and size, the present ones by number, and the counts."""
    rows, columns = _rows(migration), _columns(found)
    top = sheet.height_mm - TOP_MM + 2.4
    sheet.small(0, top, words("chart.segment_migration.y", period=migration.period))
    sheet.small(LEFT_MM, top + 4.4, words("chart.segment_migration.x"))
    for j, target in enumerate(columns):
        said = _number(target, words, "chart.segment_migration.gone")
        sheet.small(LEFT_MM + width * (j + 0.5), top, said, ha="center")
    for i, name in enumerate(_names(migration, found, words)):
        y = ROW_MM * (len(rows) - i - 0.5)
        sheet.text(0, y, fit(name, LEFT_MM - SIZE_MM - GAP_MM))
        if i < len(migration.segments):
            size = words("value.plays", value=migration.segments[i].n)
            sheet.text(LEFT_MM - GAP_MM, y, size, ha="right", color=GREY_DARK)
    for flow in migration.flows:
        x = LEFT_MM + width * (columns.index(flow.target) + 0.5)
        y = ROW_MM * (len(rows) - rows.index(flow.origin) - 0.5)
        colour = INK if flow.n else GREY_DARK
        said = words("value.plays", value=flow.n)
        sheet.text(x, y, said, ha="center", size=SMALL_PT, color=colour)


def _names(migration: Migration, found: Segments, words: Words) -> list[str]:
    """Number and name of each earlier segment, and of the new."""
    named = [numbered(one, found, words) for one in migration.segments]
    return [*named, words("chart.segment_migration.new")]


def _number(segment: int | None, words: Words, otherwise: str) -> str:
    return words(otherwise) if segment is None else words("value.plays", value=segment + 1)


def _alt(migration: Migration, found: Segments, words: Words) -> str:
    """Every flow that there is."""
    listed = "; ".join(
        words(
            "chart.segment_migration.told",
            origin=_number(flow.origin, words, "chart.segment_migration.new"),
            target=_number(flow.target, words, "chart.segment_migration.gone"),
            n=flow.n,
        )
        for flow in migration.flows
        if flow.n
    )
    return words(
        f"chart.segment_migration.alt.{found.entity}", period=migration.period, listed=listed
    )
