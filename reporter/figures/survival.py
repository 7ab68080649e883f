"""How long listeners stay, and how long one listener stays away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import band, dots, line, note, x_labels
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, ACCENT_FAINT, GREY, GREY_DARK, SMALL_PT, drawing
from reporter.figures.typeset import width_mm
from reporter.results.facts import Gap
from reporter.results.survival import Joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from reporter.report import Report
    from reporter.results.facts import Estimate
    from reporter.results.survival import SurvivalCurve
    from reporter.words import Words

HEIGHT_MM = 62.0
HALF_HEIGHT_MM = 56.0
FULL = 1.0
LINE_MM = 4.0
FRAME_MM = 17.0
DAY_STEPS = (1, 2, 7, 14, 28, 56, 84, 182, 364, 728)
LABELS = 10
HALF_LABELS = 7
LEAST_POINTS = 2
TOLD_DAYS = 84


def survival(report: Report, words: Words) -> Chart | None:
    """Kaplan-Meier curves: all listeners with the interval, the earlier and the later half."""
    found = report.retention.survival
    if isinstance(found, Gap) or len(found.curves[0].points) < LEAST_POINTS:
        return None
    curves = [curve for curve in found.curves if curve.points]
    labels = {
        curve.joined: words(
            f"chart.survival.{curve.joined}", value=curve.points[-1].share.value, n=curve.n
        )
        for curve in curves
    }
    last = max(curve.points[-1].day for curve in curves)
    with drawing(ChartId.SURVIVAL):
        sheet = Sheet(FULL_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.survival.y", days=found.silence_days),
            [0, FULL],
            ticker(words, "share"),
            x=(0, max(last, 1)),
            unit=0.01,
            right_mm=max(width_mm(text, SMALL_PT, 600) for text in labels.values()) + 4,
            foot=words("chart.survival.x"),
        )
        whole = curves[0]
        _band(axes, [(point.day, point.share) for point in whole.points])
        for curve in reversed(curves):
            days, shares = _course(curve)
            line(
                axes,
                days,
                shares,
                ACCENT if curve.joined is Joined.ALL else GREY,
                dashed=curve.joined is Joined.LATE,
                name=str(curve.joined),
            )
        _labels(axes, curves, labels)
        _day_axis(axes, last, LABELS, words)
        told = next((p for p in reversed(whole.points) if p.day <= TOLD_DAYS), whole.points[0])
        listed = "; ".join(
            f"{labels[curve.joined]}: "
            + ", ".join(
                words("chart.survival.point", day=point.day, rate=point.share.value)
                for point in curve.points
            )
            for curve in curves
        )
        return sheet.chart(
            ChartId.SURVIVAL,
            words("chart.survival.title", day=told.day, rate=told.share.value),
            words("chart.survival.alt", listed=listed),
        )


def _course(curve: SurvivalCurve) -> tuple[list[float], list[float | None]]:
    days = [0.0, *(float(point.day) for point in curve.points)]
    return days, [FULL, *(point.share.value for point in curve.points)]


def _band(axes: Axes, points: Sequence[tuple[int, Estimate]]) -> None:
    known = [
        (day, share.low, share.high)
        for day, share in points
        if share.low is not None and share.high is not None
    ]
    if known:
        days, lows, highs = zip(*known, strict=True)
        band(axes, days, lows, highs, ACCENT_FAINT)


def _labels(axes: Axes, curves: Sequence[SurvivalCurve], labels: dict[Joined, str]) -> None:
    """At the end of each line; moved up where they would touch."""
    room = LINE_MM / (HEIGHT_MM - FRAME_MM)
    _, right = axes.get_xlim()
    floor = 0.0
    for curve in sorted(curves, key=lambda curve: (curve.points[-1].share.value, curve.joined)):
        point = curve.points[-1]
        height = max(point.share.value, floor)
        colour = ACCENT if curve.joined is Joined.ALL else GREY_DARK
        dots(axes, [(point.day, point.share.value)], colour, name=f"last-{curve.joined}")
        weight = 600 if curve.joined is Joined.ALL else 400
        place = (right, height)
        note(axes, place, labels[curve.joined], color=colour, weight=weight, shift=(6, 0))
        floor = height + room


def _day_axis(axes: Axes, last: int, most: int, words: Words) -> None:
    step = next((step for step in DAY_STEPS if last / step <= most), -(-last // most))
    ticks = range(0, last + 1, step)
    x_labels(axes, ticks, [words("tick.count", value=tick) for tick in ticks])


def silences(report: Report, words: Words) -> Chart | None:
    """Chance of a play within the week to come, by the days silent so far."""
    one = report.retention.one
    if one is None or isinstance(one.silences, Gap) or len(one.silences.curve) < LEAST_POINTS:
        return None
    found = one.silences
    rows = found.curve
    label = words("tick.share", value=rows[-1].chance.value)
    with drawing(ChartId.SILENCES):
        sheet = Sheet(HALF_WIDTH_MM, HALF_HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.silences.y", n=rows[0].within),
            [0, FULL],
            ticker(words, "share"),
            x=(0, max(rows[-1].silent, 1)),
            unit=0.01,
            right_mm=width_mm(label, SMALL_PT, 600) + 3,
            foot=words("chart.silences.x"),
        )
        _band(axes, [(row.silent, row.chance) for row in rows])
        days = [row.silent for row in rows]
        line(axes, days, [row.chance.value for row in rows], ACCENT, name="chance")
        end = (rows[-1].silent, rows[-1].chance.value)
        note(axes, end, label, color=ACCENT, weight=600)
        if found.now is not None:
            dots(axes, [(found.now.silent, found.now.chance.value)], ACCENT, name="now")
        _day_axis(axes, rows[-1].silent, HALF_LABELS, words)
        listed = ", ".join(
            words("chart.silences.point", n=row.silent, rate=row.chance.value) for row in rows
        )
        first = rows[0]
        return sheet.chart(
            ChartId.SILENCES,
            words(
                "chart.silences.title",
                within=first.within,
                first=first.chance.value,
                n=rows[-1].silent,
                last=rows[-1].chance.value,
            ),
            words("chart.silences.alt", n=first.within, listed=listed),
        )
