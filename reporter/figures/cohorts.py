"""The table of weekly cohorts, shaded by how many came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, Chart, ChartId
from reporter.figures.marks import bars, strokes
from reporter.figures.sheet import Sheet
from reporter.figures.style import (
    GREY_DARK,
    GREY_FAINT,
    GREY_SOFT,
    INK,
    SMALL_PT,
    drawing,
    tint,
)
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reporter.report import Report
    from reporter.results.retention import Cohort, CohortCell, Cohorts
    from reporter.words import Words

MOST_COHORTS = 14
MOST_OFFSETS = 13
ROW_MM = 4.8
TOP_MM = 10.0
LABEL_MM = 20.0
SIZE_MM = 12.0
SHADES = 8
PALEST = 0.05
STRONGEST = 0.55
FIRST = 1


def cohorts(report: Report, words: Words) -> Chart | None:
    """The latest cohorts with their first quarter; weeks that are not over are hatched grey."""
    found = report.retention.cohorts
    if isinstance(found, Gap) or not found.cohorts:
        return None
    shown = found.cohorts[-MOST_COHORTS:]
    n_weeks = min(MOST_OFFSETS, max(len(cohort.cells) for cohort in shown))
    if n_weeks < 2:  # noqa: PLR2004 - only the first week, in which all are active
        return None
    with drawing(ChartId.COHORTS):
        sheet = Sheet(FULL_WIDTH_MM, TOP_MM + ROW_MM * len(shown))
        left = LABEL_MM + SIZE_MM
        axes = sheet.panel(
            (left, 0, FULL_WIDTH_MM - left, ROW_MM * len(shown)),
            x=(0, n_weeks),
            y=(len(shown), 0),
        )
        _cells(axes, shown, n_weeks)
        _numbers(sheet, shown, n_weeks, words)
        _headings(sheet, n_weeks, words)
        return sheet.chart(ChartId.COHORTS, _title(found, words), _alt(found, shown, words))


def _cells(axes: Axes, shown: tuple[Cohort, ...], n_weeks: int) -> None:
    """All cells of one shade as one path; those that are not over are crossed out."""
    shades: dict[str, list[tuple[float, float, float, float]]] = {}
    hatches = []
    for i, cohort in enumerate(shown):
        for cell in cohort.cells[:n_weeks]:
            box = (cell.offset + 0.02, i + 0.04, cell.offset + 0.98, i + 0.96)
            shades.setdefault(_shade(cell), []).append(box)
            if not cell.complete:
                hatches.append((box[0], box[3], box[2], box[1]))
    for colour in sorted(shades):
        bars(axes, shades[colour], colour, f"cells-{colour.removeprefix('#')}")
    strokes(axes, hatches, GREY_SOFT, width=0.8, name="incomplete")


def _shade(cell: CohortCell) -> str:
    if not cell.complete:
        return GREY_FAINT
    return tint(PALEST + STRONGEST * round(cell.rate * SHADES) / SHADES)


def _numbers(sheet: Sheet, shown: tuple[Cohort, ...], n_weeks: int, words: Words) -> None:
    width = (FULL_WIDTH_MM - LABEL_MM - SIZE_MM) / n_weeks
    for i, cohort in enumerate(shown):
        y = ROW_MM * (len(shown) - i - 0.5)
        message = "chart.cohorts.day" + (".truncated" if cohort.truncated else "")
        colour = GREY_DARK if cohort.truncated else INK
        sheet.text(0, y, words(message, day=cohort.first_day), color=colour)
        size = words("value.plays", value=cohort.size)
        sheet.text(LABEL_MM + SIZE_MM - 3, y, size, ha="right", color=GREY_DARK)
        for cell in cohort.cells[FIRST:n_weeks]:
            sheet.text(
                LABEL_MM + SIZE_MM + width * (cell.offset + 0.5),
                y,
                words("tick.share", value=cell.rate),
                ha="center",
                size=SMALL_PT,
                color=INK if cell.complete else GREY_DARK,
            )


def _headings(sheet: Sheet, n_weeks: int, words: Words) -> None:
    width = (FULL_WIDTH_MM - LABEL_MM - SIZE_MM) / n_weeks
    style = {"size": SMALL_PT, "color": GREY_DARK}
    y = sheet.height_mm - TOP_MM + 2.4
    sheet.text(0, y, words("chart.cohorts.first"), **style)
    sheet.text(LABEL_MM + SIZE_MM - 3, y, words("chart.cohorts.size"), ha="right", **style)
    sheet.text(LABEL_MM + SIZE_MM, y + 4.4, words("chart.cohorts.x"), **style)
    for offset in range(n_weeks):
        x = LABEL_MM + SIZE_MM + width * (offset + 0.5)
        sheet.text(x, y, words("tick.count", value=offset), ha="center", **style)


def _title(found: Cohorts, words: Words) -> str:
    first = next((row for row in found.curve if row.offset == FIRST), None)
    if first is None:
        return words("chart.cohorts.title.plain")
    return words(f"chart.cohorts.title.{found.entity}", rate=first.rate.value, n=first.rate.n)


def _alt(found: Cohorts, shown: tuple[Cohort, ...], words: Words) -> str:
    means = [
        words("chart.retention_curve.point", n=row.offset, rate=row.rate.value)
        for row in found.curve
        if row.offset < MOST_OFFSETS
    ]
    return words(
        "chart.cohorts.alt",
        n=len(shown),
        first_day=shown[0].first_day,
        last_day=shown[-1].first_day,
        listed=", ".join(means),
    )
