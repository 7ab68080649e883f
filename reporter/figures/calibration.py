"""Calibration: what was predicted, against what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import dots, line, scale, strokes, x_grid
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, ACCENT_SOFT, GREY_SOFT, drawing
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.skips import SkipModel
    from reporter.words import Words

MODEL_HEIGHT_MM = 72.0
RISK_HEIGHT_MM = 58.0
RIGHT_MM = 4.0
STEPS = 5
GOOD_SLOPES = 0.8, 1.25


@dataclass(frozen=True, slots=True)
class _Tenth:
    """What was predicted and observed of one tenth, as shares, with its interval if it has one."""

    predicted: float
    observed: float
    low: float | None = None
    high: float | None = None


def calibration(report: Report, words: Words) -> Chart | None:
    """The skip model's predicted against the observed skip rate, by tenth of the prediction."""
    model = report.skip_model
    if isinstance(model, Gap) or not model.calibration:
        return None
    tenths = [_Tenth(point.x, point.y) for point in model.calibration]
    slope = _slope(model)
    return _chart(ChartId.CALIBRATION, MODEL_HEIGHT_MM, tenths, slope, _verdict(slope), words)


def churn_reliability(report: Report, words: Words) -> Chart | None:
    """Predicted risk against the share that did not play, by tenths of the test listeners."""
    found = report.churn
    if isinstance(found, Gap) or not found.reliability:
        return None
    tenths = [
        _Tenth(one.predicted, one.observed.value, one.observed.low, one.observed.high)
        for one in found.reliability
    ]
    slope = found.chosen.calibration_slope.value if found.chosen.calibration_slope else None
    suffix = ".plain" if slope is None else ""
    return _chart(ChartId.CHURN_RELIABILITY, RISK_HEIGHT_MM, tenths, slope, suffix, words)


def _chart(
    name: ChartId,
    height_mm: float,
    tenths: list[_Tenth],
    slope: float | None,
    suffix: str,
    words: Words,
) -> Chart:
    """The tenths beside the diagonal that a perfect prediction would follow."""
    points = [(one.predicted, one.observed) for one in tenths]
    spans = [
        (one.predicted, one.low, one.predicted, one.high)
        for one in tenths
        if one.low is not None and one.high is not None
    ]
    ends = [high for *_, high in spans]
    ticks, limits = scale(0, max(*(max(point) for point in points), *ends), STEPS)
    with drawing(name):
        sheet = Sheet(HALF_WIDTH_MM, height_mm)
        axes = framed(
            sheet,
            words(f"chart.{name}.y"),
            limits,
            ticker(words, "share"),
            x=limits,
            unit=0.01,
            steps=STEPS,
            right_mm=RIGHT_MM,
            foot=words(f"chart.{name}.x"),
        )
        x_grid(axes, ticks, [words("tick.share", value=tick) for tick in ticks])
        line(axes, limits, limits, GREY_SOFT, width=1, dashed=True, name="perfect")
        if spans:
            strokes(axes, spans, ACCENT_SOFT, name="intervals")
        else:
            xs, ys = ([point[i] for point in points] for i in range(2))
            line(axes, xs, ys, ACCENT, width=1, name="observed")
        dots(axes, points, ACCENT, name="tenths")
        listed = "; ".join(words(f"chart.{name}.point", x=x, y=y) for x, y in points)
        return sheet.chart(
            name,
            words(f"chart.{name}.title{suffix}", slope=slope),
            words(f"chart.{name}.alt", listed=listed),
        )


def _slope(model: SkipModel) -> float | None:
    """The chosen model's calibration slope on test."""
    for score in model.scores:
        if score.split == "test" and score.model == model.best and score.calibration_slope:
            return score.calibration_slope.value
    return None


def _verdict(slope: float | None) -> str:
    if slope is None:
        return ".plain"
    low, high = GOOD_SLOPES
    return "" if low <= slope <= high else ".off"
