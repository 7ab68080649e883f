"""Who comes back: the mean curves and growth accounting of cohorts, and stickiness."""

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
    from reporter.results.retention import Cohorts, CurveRow, GrowthRow
    from reporter.words import Words

HEIGHT_MM = 50.0
MOST_WEEKS = 52
FULL = 1.0
TOLD_OFFSET = 4
LABELS = 5
WEEK_DAYS = 7
GAP_DAYS = 0.8
LINE_MM = 3.8
PARTS = (
    ("resurrected", ACCENT_SOFT, GREY_DARK),
    ("new", ACCENT, ACCENT),
    ("came", GREY, GREY_DARK),
    ("churned", GREY_SOFT, GREY_DARK),
)
"""Parts of the growth bars with the colours of bar and name."""


def retention_curve(report: Report, words: Words) -> Chart | None:
    """Share of a cohort active again so many weeks later, and in that week or any after it."""
    return _curve(ChartId.RETENTION_CURVE, report.retention.returning, words)


def artists_curve(report: Report, words: Words) -> Chart | None:
    """The same of one listener's artists."""
    one = report.retention.one
    return None if one is None else _curve(ChartId.ARTISTS_CURVE, one.artists, words)


def _curve(chart: ChartId, found: Cohorts | Gap, words: Words) -> Chart | None:
    if isinstance(found, Gap) or not found.curve:
        return None
    rows = found.curve
    xs = [row.offset for row in rows]
    told = next((row for row in reversed(rows) if row.offset <= TOLD_OFFSET), rows[0])
    both = (("unbounded", found.unbounded, GREY_DARK), ("exact", rows, ACCENT))
    lines = [one for one in both if one[1]]
    labels = {
        name: words(f"chart.retention_curve.{name}", value=curve[-1].rate.value)
        for name, curve, _ in lines
    }
    with drawing(chart):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words(f"chart.retention_curve.y.{found.entity}"),
            [0, FULL],
            ticker(words, "share"),
            x=(1, max(*xs, 2)),
            unit=0.01,
            right_mm=max(width_mm(text, SMALL_PT, 600) for text in labels.values()) + 3,
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
        room = LINE_MM / (HEIGHT_MM - 17)
        floor = 0.0
        for name, curve, colour in reversed(lines):
            own = {row.offset: row.rate.value for row in curve}
            end, last = curve[-1].offset, curve[-1].rate.value
            height = max(last, floor)
            line(axes, list(own), list(own.values()), colour, name=name)
            dots(axes, [(end, last)], colour, name=f"last-{name}")
            note(axes, (xs[-1], height), labels[name], color=colour, weight=600, shift=(5, 0))
            floor = height + room
        _week_axis(axes, max(*xs, 2), words)
        values = {"n": told.offset, "rate": told.rate.value}
        return sheet.chart(
            chart,
            words(f"chart.retention_curve.title.{found.entity}", **values),
            words(
                "chart.retention_curve.alt",
                listed=_listed(rows, words),
                later=_listed(found.unbounded, words),
            ),
        )


def _listed(rows: tuple[CurveRow, ...], words: Words) -> str:
    points = (
        words("chart.retention_curve.point", n=row.offset, rate=row.rate.value) for row in rows
    )
    return ", ".join(points)


def _week_axis(axes: Axes, last: int, words: Words) -> None:
    step = max(1, round(last / 6))
    ticks = [1, *range(step if step > 1 else 2, last + 1, step)]
    x_labels(axes, ticks, [words("tick.count", value=tick) for tick in ticks])


def growth(report: Report, words: Words) -> Chart | None:
    """Bars of who came (new, returned) above the line and of who left below it, by week."""
    found = report.retention.returning
    if isinstance(found, Gap):
        return None
    rows = [row for row in found.growth if not row.truncated][-MOST_WEEKS:]
    told = [row for row in rows if row.came is not None]
    if len(told) < 2:  # noqa: PLR2004 - one week is no course
        return None
    last = told[-1]
    parts = {name: [box for row in told if (box := _bar(row, name))] for name, *_ in PARTS}
    shown = [part for part in PARTS if parts[part[0]]]
    with drawing(ChartId.GROWTH):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        texts = {name: words(f"chart.growth.{name}") for name, *_ in shown}
        axes = framed(
            sheet,
            words(f"chart.growth.y.{found.entity}"),
            [0, *(row.came or 0 for row in told), *(-(row.churned or 0) for row in told)],
            ticker(words, "count"),
            whole=True,
            x=(rows[0].first_day.toordinal(), rows[-1].first_day.toordinal() + 7),
            right_mm=max(width_mm(text, SMALL_PT, 600) for text in texts.values()) + 3,
        )
        for name, colour, _ in shown:
            bars(axes, parts[name], colour, name)
        left, right = axes.get_xlim()
        strokes(axes, [(left, 0, right, 0)], GREY, width=HAIR_PT, name="zero")
        room = LINE_MM / (HEIGHT_MM - 13) * (axes.get_ylim()[1] - axes.get_ylim()[0])
        heights = _heights(last, room)
        for name, _, text_colour in shown:
            if name in heights:
                where = (right, heights[name])
                note(axes, where, texts[name], color=text_colour, weight=600)
        day_axis(axes, words, LABELS)
        return sheet.chart(ChartId.GROWTH, _growth_title(rows[-1], words), _growth_alt(told, words))


def _heights(last: GrowthRow, room: float) -> dict[str, float]:
    """Where the names of the last week's parts stand, `room` or more apart."""
    gone, back, new = last.churned or 0, last.resurrected, last.new
    if back is None or new is None:
        middle = (last.came or 0) / 2
        return {"came": middle, "churned": min(-gone / 2, middle - room)}
    return {
        "resurrected": back / 2,
        "new": max(back + new / 2, back / 2 + room),
        "churned": min(-gone / 2, back / 2 - room),
    }


def _growth_title(last: GrowthRow, words: Words) -> str:
    message, values = "chart.growth.title", {"new": last.new, "back": last.resurrected}
    if last.came is None:
        return words(f"{message}.untold")
    if last.new is None:
        message = f"{message}.joined"
    return words(message, day=last.first_day, gone=last.churned, came=last.came, **values)


def _growth_alt(told: list[GrowthRow], words: Words) -> str:
    gone = sum(row.churned or 0 for row in told)
    split = [(row.new, row.resurrected) for row in told]
    if all(new is not None for new, _ in split):
        new, back = (sum(one or 0 for one in part) for part in zip(*split, strict=True))
        return words("chart.growth.alt", n=len(told), new=new, back=back, gone=gone)
    came = sum(row.came or 0 for row in told)
    return words("chart.growth.alt.joined", n=len(told), came=came, gone=gone)


def _bar(row: GrowthRow, part: str) -> tuple[float, float, float, float] | None:
    """The bar of a part; none where it is not told, or told together with another."""
    bottom, top = {
        "resurrected": (0, row.resurrected),
        "new": (row.resurrected, row.came),
        "came": (0, row.came if row.new is None else None),
        "churned": (None if row.churned is None else -row.churned, 0),
    }[part]
    if bottom is None or top is None:
        return None
    start = row.first_day.toordinal()
    return start + GAP_DAYS / 2, bottom, start + 7 - GAP_DAYS / 2, top


def stickiness(report: Report, words: Words) -> Chart | None:
    """Bars of listeners by the days on which they play, of the trailing 28."""
    found = report.retention.stickiness
    if isinstance(found, Gap):
        return None
    counts = found.days_active
    if not any(counts):
        return None
    with drawing(ChartId.STICKINESS):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.stickiness.y"),
            [0, *(n for n in counts if n)],
            ticker(words, "count"),
            whole=True,
            x=(0.5, len(counts) + 0.5),
            foot=words("chart.stickiness.x"),
        )
        boxes = [
            (k - 0.4, 0.0, k + 0.4, float(n)) for k, n in enumerate(counts, 1) if n is not None
        ]
        bars(axes, boxes, ACCENT_SOFT, "days-active")
        ticks = (1, *range(WEEK_DAYS, len(counts) + 1, WEEK_DAYS))
        x_labels(axes, ticks, [words("tick.count", value=tick) for tick in ticks])
        listed = ", ".join(
            words("chart.stickiness.point", days=k, n=n) for k, n in enumerate(counts, 1) if n
        )
        return sheet.chart(
            ChartId.STICKINESS,
            words("chart.stickiness.title", days=found.rate.value * len(counts), n=len(counts)),
            words("chart.stickiness.alt", listed=listed),
        )
