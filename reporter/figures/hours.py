"""Plays and skip rate by local hour of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import bars, dots, strokes, x_labels
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, ACCENT_SOFT, GREY_SOFT, LINE_PT, drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reporter.report import Report
    from reporter.words import Words

HEIGHT_MM = 46.0
GAP = 0.2
LABELLED = (0, 6, 12, 18)


def plays_by_hour(report: Report, words: Words) -> Chart | None:
    """Bars of plays by the hour of their start; the busiest stands out."""
    hours = report.overview.hours
    if not any(hour.plays for hour in hours):
        return None
    busiest = max(hours, key=lambda hour: hour.plays)
    with drawing(ChartId.PLAYS_BY_HOUR):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.plays_by_hour.y"),
            [0, *(hour.plays for hour in hours)],
            ticker(words, "count"),
            whole=True,
            x=(0, len(hours)),
        )
        boxes = [(i + GAP / 2, 0, i + 1 - GAP / 2, hour.plays) for i, hour in enumerate(hours)]
        top = boxes.pop(hours.index(busiest))
        bars(axes, boxes, ACCENT_SOFT, "hours")
        bars(axes, [top], ACCENT, "hours-busiest")
        _hour_axis(axes, words)
        return sheet.chart(
            ChartId.PLAYS_BY_HOUR,
            words("chart.plays_by_hour.title", hour=busiest.level, share=busiest.share),
            words(
                "chart.plays_by_hour.alt",
                hour=busiest.level,
                plays=busiest.plays,
                listed=", ".join(words("value.plays", value=hour.plays) for hour in hours),
            ),
        )


def skip_rate_by_hour(report: Report, words: Words) -> Chart | None:
    """Dots of the skip rate by hour with their intervals."""
    rates = [(i + 0.5, h.skip_rate) for i, h in enumerate(report.overview.hours) if h.skip_rate]
    if not rates:
        return None
    spans = [
        (x, rate.low, x, rate.high)
        for x, rate in rates
        if rate.low is not None and rate.high is not None
    ]
    points = [(x, rate.value) for x, rate in rates]
    with drawing(ChartId.SKIP_RATE_BY_HOUR):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.skip_rate_by_hour.y"),
            [y for _, y in points] + [y for _, low, _, high in spans for y in (low, high)],
            ticker(words, "share"),
            x=(0, len(report.overview.hours)),
            unit=0.01,
        )
        strokes(axes, spans, GREY_SOFT, width=LINE_PT, name="intervals")
        dots(axes, points, ACCENT, size=4, name="rates")
        _hour_axis(axes, words)
        low, high = min(points, key=lambda p: p[1]), max(points, key=lambda p: p[1])
        apart = bool(spans) and max(span[1] for span in spans) > min(span[3] for span in spans)
        message = "chart.skip_rate_by_hour.title" + ("" if apart else ".same")
        values = {
            "low_hour": report.overview.hours[int(low[0])].level,
            "low": low[1],
            "high_hour": report.overview.hours[int(high[0])].level,
            "high": high[1],
        }
        return sheet.chart(
            ChartId.SKIP_RATE_BY_HOUR,
            words(message, **values),
            words("chart.skip_rate_by_hour.alt", n=len(points), **values),
        )


def _hour_axis(axes: Axes, words: Words) -> None:
    x_labels(
        axes,
        [hour + 0.5 for hour in LABELLED],
        [words("tick.hour", hour=f"{hour:02d}") for hour in LABELLED],
    )
