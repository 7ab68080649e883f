"""The table of weekly cohorts, shaded by how many came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, Chart, ChartId
from reporter.figures.marks import bars, strokes
from reporter.figures.sheet import Sheet
from reporter.figures.style import GREY_DARK, GREY_SOFT, HAIR_PT, INK, SMALL_PT, drawing, tint
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reporter.report import Report
    from reporter.results.retention import Cohort, Cohorts
    from reporter.words import Words

MOST_COHORTS = 14
MOST_OFFSETS = 13
ROW_MM = 4.8
TOP_MM = 10.0
LEFT_MM = 32.0
GAP_MM = 3.0
SHADES = 8
PALEST = 0.05
STRONGEST = 0.55
EDGE_X = 0.02
EDGE_Y = 0.05


def cohorts(report: Report, words: Words) -> Chart | None:
    """The latest cohorts from their second week on; weeks that are not over are framed.

    There is none unless a week that is over is told of: the frames alone say nothing.
    """
    found = report.retention.returning
    if isinstance(found, Gap):
        return None
    shown = [cohort for cohort in found.cohorts if len(cohort.cells) > 1][-MOST_COHORTS:]
    seen = [cell for cohort in shown for cell in cohort.cells[1 : MOST_OFFSETS + 1]]
    if not any(cell.complete and cell.rate is not None for cell in seen):
        return None
    n_weeks = min(MOST_OFFSETS, max(cohort.cells[-1].offset for cohort in shown))
    with drawing(ChartId.COHORTS):
        height = ROW_MM * len(shown)
        sheet = Sheet(FULL_WIDTH_MM, TOP_MM + height)
        box = (LEFT_MM, 0.0, FULL_WIDTH_MM - LEFT_MM, height)
        axes = sheet.panel(box, x=(0.5, n_weeks + 0.5), y=(len(shown) - 0.5, -0.5))
        _cells(axes, shown, n_weeks)
        _write(sheet, shown, n_weeks, words)
        return sheet.chart(ChartId.COHORTS, _title(found, words), _alt(found, shown, words))


def _cells(axes: Axes, shown: list[Cohort], n_weeks: int) -> None:
    """All cells of one shade as one path."""
    shades: dict[int, list[tuple[float, float, float, float]]] = {}
    frames: list[tuple[float, float, float, float]] = []
    for i, cohort in enumerate(shown):
        for cell in cohort.cells[1 : n_weeks + 1]:
            left, right = cell.offset - 0.5 + EDGE_X, cell.offset + 0.5 - EDGE_X
            top, bottom = i - 0.5 + EDGE_Y, i + 0.5 - EDGE_Y
            if cell.rate is None:
                continue
            if cell.complete:
                shade = round(cell.rate * SHADES)
                shades.setdefault(shade, []).append((left, bottom, right, top))
            else:
                frames += [(left, top, right, top), (left, bottom, right, bottom)]
                frames += [(left, top, left, bottom), (right, top, right, bottom)]
    for shade, boxes in sorted(shades.items()):
        bars(axes, boxes, tint(PALEST + STRONGEST * shade / SHADES), f"cells-{shade}")
    strokes(axes, frames, GREY_SOFT, width=HAIR_PT, cap="projecting", name="incomplete")


def _write(sheet: Sheet, shown: list[Cohort], n_weeks: int, words: Words) -> None:
    width = (FULL_WIDTH_MM - LEFT_MM) / n_weeks
    y = sheet.height_mm - TOP_MM + 2.4
    sheet.small(0, y, words("chart.cohorts.first"))
    sheet.small(LEFT_MM - GAP_MM, y, words("chart.cohorts.size"), ha="right")
    framed = any(
        cell.rate is not None and not cell.complete
        for one in shown
        for cell in one.cells[1 : n_weeks + 1]
    )
    sheet.small(LEFT_MM, y + 4.4, words("chart.cohorts.x" + (".framed" if framed else "")))
    for offset in range(1, n_weeks + 1):
        x = LEFT_MM + width * (offset - 0.5)
        sheet.small(x, y, words("tick.count", value=offset), ha="center")
    for i, cohort in enumerate(shown):
        y = ROW_MM * (len(shown) - i - 0.5)
        message = "chart.cohorts.day" + (".truncated" if cohort.truncated else "")
        message += ".joined" if cohort.last_week else ""
        sheet.text(0, y, words(message, day=cohort.first_day, last=cohort.last_week))
        size = words("value.plays", value=cohort.size)
        sheet.text(LEFT_MM - GAP_MM, y, size, ha="right", color=GREY_DARK)
        for cell in cohort.cells[1 : n_weeks + 1]:
            sheet.text(
                LEFT_MM + width * (cell.offset - 0.5),
                y,
                words("report.none") if cell.rate is None else words("tick.share", value=cell.rate),
                ha="center",
                size=SMALL_PT,
                color=INK if cell.complete and cell.rate is not None else GREY_DARK,
            )


def _title(found: Cohorts, words: Words) -> str:
    first = next((row for row in found.curve if row.offset == 1), None)
    if first is None:
        return words("chart.cohorts.title.plain")
    return words(f"chart.cohorts.title.{found.entity}", rate=first.rate.value)


def _alt(found: Cohorts, shown: list[Cohort], words: Words) -> str:
    means = [
        words("chart.retention_curve.point", n=row.offset, rate=row.rate.value)
        for row in found.curve
        if row.offset <= MOST_OFFSETS
    ]
    return words(
        "chart.cohorts.alt",
        n=len(shown),
        first_day=shown[0].first_day,
        last_day=shown[-1].first_day,
        listed=", ".join(means),
    )
