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
DOTS_PT = 4.0
LABELLED = (0, 6, 12, 18)


def plays_by_hour(report: Report, words: Words) -> Chart | None:
    """Bars of plays by the hour of their start; the busiest stands out."""
    hours = report.overview.hours
    if not any(hour.plays for hour in hours):
        return None
    known = [(i, hour.plays) for i, hour in enumerate(hours) if hour.plays is not None]
    few = ".few" if len(known) < len(hours) else ""
    busiest = hours[max(known, key=lambda one: (one[1], -one[0]))[0]]
    with drawing(ChartId.PLAYS_BY_HOUR):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.plays_by_hour.y" + few),
            [0, *(plays for _, plays in known)],
            ticker(words, "count"),
            whole=True,
            x=(0, len(hours)),
        )
        at = hours.index(busiest)
        boxes = [(i + GAP / 2, 0, i + 1 - GAP / 2, plays) for i, plays in known if i != at]
        top = (at + GAP / 2, 0, at + 1 - GAP / 2, busiest.plays or 0)
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
                listed=", ".join(
                    words("report.none")
                    if hour.plays is None
                    else words("value.plays", value=hour.plays)
                    for hour in hours
                ),
            ),
        )


def skip_rate_by_hour(report: Report, words: Words) -> Chart | None:
    """Dots of the skip rate by hour with their intervals; grey where too few plays give none."""
    hours = report.overview.hours
    rates = [(i + 0.5, hour.skip_rate) for i, hour in enumerate(hours) if hour.skip_rate]
    spans = [
        (x, rate.low, x, rate.high)
        for x, rate in rates
        if rate.low is not None and rate.high is not None
    ]
    if not spans:
        return None
    sure = [(x, rate.value) for x, rate in rates if rate.low is not None]
    rest = [(x, rate.value) for x, rate in rates if rate.low is None]
    with drawing(ChartId.SKIP_RATE_BY_HOUR):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.skip_rate_by_hour.y" + (".some" if rest else "")),
            [y for _, y in (*sure, *rest)] + [y for _, a, _, b in spans for y in (a, b)],
            ticker(words, "share"),
            x=(0, len(hours)),
            unit=0.01,
        )
        strokes(axes, spans, GREY_SOFT, width=LINE_PT, name="intervals")
        dots(axes, rest, GREY_SOFT, size=DOTS_PT, name="unsure")
        dots(axes, sure, ACCENT, size=DOTS_PT, name="rates")
        _hour_axis(axes, words)
        low, high = min(sure, key=_height), max(sure, key=_height)
        apart = max(span[1] for span in spans) > min(span[3] for span in spans)
        values = {
            "low_hour": hours[int(low[0])].level,
            "low": low[1],
            "high_hour": hours[int(high[0])].level,
            "high": high[1],
        }
        return sheet.chart(
            ChartId.SKIP_RATE_BY_HOUR,
            words("chart.skip_rate_by_hour.title" + ("" if apart else ".same"), **values),
            words("chart.skip_rate_by_hour.alt", n=len(sure), **values),
        )


def _height(point: tuple[float, float]) -> float:
    return point[1]


def _hour_axis(axes: Axes, words: Words) -> None:
    x_labels(
        axes,
        [hour + 0.5 for hour in LABELLED],
        [words("tick.hour", hour=f"{hour:02d}") for hour in LABELLED],
    )
