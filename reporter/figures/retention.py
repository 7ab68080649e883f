"""Who comes back: the mean curve and growth accounting of cohorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.dates import day_axis
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import band, bars, dots, line, note, strokes, x_labels
from reporter.figures.sheet import Sheet
from reporter.figures.style import (
    ACCENT,
    ACCENT_FAINT,
    ACCENT_SOFT,
    GREY,
    GREY_DARK,
    GREY_SOFT,
    HAIR_PT,
    SMALL_PT,
    drawing,
)
from reporter.figures.typeset import width_mm
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reporter.report import Report
    from reporter.results.retention import GrowthRow
    from reporter.words import Words

HEIGHT_MM = 50.0
MOST_WEEKS = 52
FULL = 1.0
TOLD_OFFSET = 4
LABELS = 5
GAP_DAYS = 0.8
LINE_MM = 3.8
PARTS = (
    ("resurrected", ACCENT_SOFT, GREY_DARK),
    ("new", ACCENT, ACCENT),
    ("churned", GREY_SOFT, GREY_DARK),
)
"""Parts of the growth bars with the colours of bar and name."""


def retention_curve(report: Report, words: Words) -> Chart | None:
    """Share of a cohort active again so many weeks later, with its interval."""
    found = report.retention.cohorts
    if isinstance(found, Gap) or not found.curve:
        return None
    rows = found.curve
    rates = [row.rate.value for row in rows]
    xs = [row.offset for row in rows]
    told = next((row for row in reversed(rows) if row.offset <= TOLD_OFFSET), rows[0])
    label = words("tick.share", value=rates[-1])
    with drawing(ChartId.RETENTION_CURVE):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.retention_curve.y"),
            [0, FULL],
            ticker(words, "share"),
            x=(1, max(*xs, 2)),
            unit=0.01,
            right_mm=width_mm(label, SMALL_PT, 600) + 3,
            foot=words("chart.retention_curve.x"),
        )
        known = [
            (row.offset, row.rate.low, row.rate.high)
            for row in rows
            if row.rate.low is not None and row.rate.high is not None
        ]
        if known:
            offsets, lows, highs = zip(*known, strict=True)
            band(axes, offsets, lows, highs, ACCENT_FAINT)
        line(axes, xs, rates, ACCENT, name="curve")
        dots(axes, [(xs[-1], rates[-1])], ACCENT, name="last")
        note(axes, (xs[-1], rates[-1]), label, color=ACCENT, weight=600, shift=(5, 0))
        _week_axis(axes, max(*xs, 2), words)
        values = {"n": told.offset, "rate": told.rate.value}
        return sheet.chart(
            ChartId.RETENTION_CURVE,
            words(f"chart.retention_curve.title.{found.entity}", **values),
            words(
                "chart.retention_curve.alt",
                listed=", ".join(
                    words("chart.retention_curve.point", n=row.offset, rate=row.rate.value)
                    for row in rows
                ),
            ),
        )


def _week_axis(axes: Axes, last: int, words: Words) -> None:
    step = max(1, round(last / 6))
    ticks = [1, *range(step if step > 1 else 2, last + 1, step)]
    x_labels(axes, ticks, [words("tick.count", value=tick) for tick in ticks])


def growth(report: Report, words: Words) -> Chart | None:
    """Bars of who came (new, returned) above the line and of who left below it, by week."""
    found = report.retention.cohorts
    if isinstance(found, Gap):
        return None
    rows = [row for row in found.growth if not row.truncated][-MOST_WEEKS:]
    if len(rows) < 2:  # noqa: PLR2004 - one week is no course
        return None
    last = rows[-1]
    with drawing(ChartId.GROWTH):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        texts = [words(f"chart.growth.{name}") for name, *_ in PARTS]
        axes = framed(
            sheet,
            words(f"chart.growth.y.{found.entity}"),
            [0, *(row.new + row.resurrected for row in rows), *(-row.churned for row in rows)],
            ticker(words, "count"),
            whole=True,
            x=(rows[0].first_day.toordinal(), rows[-1].first_day.toordinal() + 7),
            right_mm=max(width_mm(text, SMALL_PT, 600) for text in texts) + 3,
        )
        for name, colour, _ in PARTS:
            bars(axes, [_bar(row, name) for row in rows], colour, name)
        left, right = axes.get_xlim()
        strokes(axes, [(left, 0, right, 0)], GREY, width=HAIR_PT, name="zero")
        room = LINE_MM / (HEIGHT_MM - 13) * (axes.get_ylim()[1] - axes.get_ylim()[0])
        heights = {
            "resurrected": last.resurrected / 2,
            "new": max(last.resurrected + last.new / 2, last.resurrected / 2 + room),
            "churned": min(-last.churned / 2, last.resurrected / 2 - room),
        }
        for (name, _, text_colour), text in zip(PARTS, texts, strict=True):
            note(axes, (right, heights[name]), text, color=text_colour, weight=600)
        day_axis(axes, words, LABELS)
        values = {"new": last.new, "back": last.resurrected, "gone": last.churned}
        return sheet.chart(
            ChartId.GROWTH,
            words("chart.growth.title", day=last.first_day, **values),
            words(
                "chart.growth.alt",
                n=len(rows),
                new=sum(row.new for row in rows),
                back=sum(row.resurrected for row in rows),
                gone=sum(row.churned for row in rows),
            ),
        )


def _bar(row: GrowthRow, part: str) -> tuple[float, float, float, float]:
    bottom, top = {
        "resurrected": (0, row.resurrected),
        "new": (row.resurrected, row.resurrected + row.new),
        "churned": (-row.churned, 0),
    }[part]
    start = row.first_day.toordinal()
    return start + GAP_DAYS / 2, bottom, start + 7 - GAP_DAYS / 2, top
