"""How skips go with drivers that are numbers: one small panel for each curve."""

from __future__ import annotations

from math import ceil, log10
from statistics import median
from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import is_fine, ticker
from reporter.figures.marks import band, bars, dots, line, scale, strokes, x_labels, y_grid
from reporter.figures.sheet import Sheet
from reporter.figures.style import (
    ACCENT,
    ACCENT_FAINT,
    GREY,
    GREY_FAINT,
    GREY_SOFT,
    HAIR_PT,
    SMALL_PT,
    drawing,
)
from reporter.figures.typeset import drawable, fit, width_mm
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.drivers import DriverCurve, LocalEffect
    from reporter.words import Words

A_ROW = 3
PLOT_MM = 30.0
SUPPORT_MM = 4.5
HEADING_MM = 6.0
LABELS_MM = 7.0
TOP_MM = 6.0
GUTTER_MM = 6.0
RIGHT_MM = 3.0
PAD_MM = 2.0
DOTS_PT = 3.5
BAR_SHARE = 0.03
HOURS = (0, 6, 12, 18)
LAST_HOUR = 23
POSITIONS = (1, 2, 5, 10, 20, 50, 100)
ON_LOG = "position"


def driver_curves(report: Report, words: Words) -> Chart | None:
    """Accumulated local effects with their intervals, on one scale; below them the plays."""
    found = report.drivers
    if isinstance(found, Gap) or not found.curves:
        return None
    curves = found.curves
    ticks, limits = scale(*_span(curves), 4)
    tick = ticker(words, "points")
    texts = [drawable(tick(value, is_fine(ticks, 1))) for value in ticks]
    left = max(width_mm(text, SMALL_PT) for text in texts) + PAD_MM
    width = (FULL_WIDTH_MM - left - RIGHT_MM - (A_ROW - 1) * GUTTER_MM) / A_ROW
    row_mm = HEADING_MM + PLOT_MM + SUPPORT_MM + LABELS_MM
    n_rows = ceil(len(curves) / A_ROW)
    with drawing(ChartId.DRIVER_CURVES):
        sheet = Sheet(FULL_WIDTH_MM, TOP_MM + n_rows * row_mm)
        is_cut = any(end != _within(end, limits) for one in curves for end in _all_ends(one))
        heading = words("chart.driver_curves.y" + (".cut" if is_cut else ""))
        sheet.small(0, sheet.height_mm - TOP_MM / 2 + 1, heading)
        for i, curve in enumerate(curves):
            row, column = divmod(i, A_ROW)
            x = left + column * (width + GUTTER_MM)
            y = sheet.height_mm - TOP_MM - (row + 1) * row_mm + LABELS_MM
            place = _Scale(curve)
            upper = sheet.panel((x, y + SUPPORT_MM, width, PLOT_MM), x=place.limits, y=limits)
            y_grid(upper, ticks, texts if column == 0 else [""] * len(texts))
            xs = [place(step.at) for step in curve.steps]
            ys = [step.effect.value for step in curve.steps]
            if all(step.effect.low is not None for step in curve.steps):
                lows, highs = (
                    [_within(end, limits) for end in _all_ends(curve)[k::2]] for k in (0, 1)
                )
                band(upper, xs, lows, highs, ACCENT_FAINT)
            strokes(upper, [(place.limits[0], 0, place.limits[1], 0)], GREY, width=HAIR_PT)
            line(upper, xs, ys, ACCENT, width=1, name=f"curve-{curve.feature}")
            dots(upper, list(zip(xs, ys, strict=True)), ACCENT, size=DOTS_PT)
            _support(sheet, (x, y, width, SUPPORT_MM), curve, place, words)
            heading = labels.label(words, "driver", curve.feature)
            sheet.small(x, y + SUPPORT_MM + PLOT_MM + HEADING_MM / 2, fit(heading, width, SMALL_PT))
        listed = "; ".join(_told(curve, words) for curve in curves)
        return sheet.chart(
            ChartId.DRIVER_CURVES,
            _title(curves, words),
            words("chart.driver_curves.alt", listed=listed),
        )


class _Scale:
    """The horizontal axis of a curve: a number -> its place, on a logarithm for positions."""

    def __init__(self, curve: DriverCurve) -> None:
        self._on_log = curve.feature == ON_LOG
        self.kind = curve.feature if curve.feature in {"hour", ON_LOG} else "rate"
        last = curve.steps[-1].at
        match self.kind:
            case "hour":
                self.ticks: tuple[float, ...] = HOURS
                last = max(last, LAST_HOUR)
            case "position":
                self.ticks = tuple(t for t in POSITIONS if t <= max(last, POSITIONS[1]))
            case _:
                self.ticks = tuple(scale(0, last, 3)[0])
        ends = self(self.ticks[0]), self(max(last, self.ticks[-1]))
        room = BAR_SHARE * (ends[1] - ends[0])
        self.limits = (ends[0] - room, ends[1] + room)

    def __call__(self, at: float) -> float:
        return log10(max(at, 1.0)) if self._on_log else at


def _support(
    sheet: Sheet,
    box: tuple[float, float, float, float],
    curve: DriverCurve,
    place: _Scale,
    words: Words,
) -> None:
    """Bars of the plays of each step, hanging below the curve, and the axis."""
    most = max(1, *(step.effect.n for step in curve.steps))
    axes = sheet.panel(box, x=place.limits, y=(0, 1))
    half = BAR_SHARE / 2 * (place.limits[1] - place.limits[0])
    boxes = []
    for step in curve.steps:
        x = place(step.at)
        boxes.append((x - half, 1 - step.effect.n / most, x + half, 1.0))
    bars(axes, boxes, GREY_SOFT, f"plays-{curve.feature}")
    strokes(axes, [(place.limits[0], 1, place.limits[1], 1)], GREY_FAINT, width=HAIR_PT)
    texts = [_at(place.kind, tick, words, tick=True) for tick in place.ticks]
    x_labels(axes, [place(tick) for tick in place.ticks], texts)


def _at(kind: str, value: float, words: Words, *, tick: bool = False) -> str:
    if kind == "rate":
        return words("tick.share", value=value)
    if kind == "hour" and tick:
        return words("tick.hour", hour=f"{value:02.0f}")
    return words("tick.count" if tick else "tick.decimal", value=value)


def _ends(step: LocalEffect) -> tuple[float, float]:
    effect = step.effect
    if effect.low is None or effect.high is None:
        return effect.value, effect.value
    return effect.low, effect.high


def _all_ends(curve: DriverCurve) -> list[float]:
    """Lower and upper end of each step in turn."""
    return [end for step in curve.steps for end in _ends(step)]


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])


def _span(curves: tuple[DriverCurve, ...]) -> tuple[float, float]:
    """What the axis has to show: 0, all values, and their intervals unless they are far wider.

    One step that rests on little must not flatten all the curves: intervals are followed beyond
    the values as far as the values range, or as the median interval does, if that is farther.
    """
    effects = [step.effect for curve in curves for step in curve.steps]
    values = [0.0, *(effect.value for effect in effects)]
    widths = [
        abs(end - effect.value)
        for effect in effects
        for end in (effect.low, effect.high)
        if end is not None
    ]
    room = max(max(values) - min(values), median(widths or [0.0]))
    ends = [0.0, *(end for curve in curves for end in _all_ends(curve))]
    return max(min(ends), min(values) - room), min(max(ends), max(values) + room)


def _title(curves: tuple[DriverCurve, ...], words: Words) -> str:
    """The curve that is widest of those that are surely not flat."""
    apart = [curve for curve in curves if _is_apart(curve)]
    if not apart:
        return words("chart.driver_curves.title.none")
    top = max(apart, key=lambda curve: _range(curve)[1] - _range(curve)[0])
    low, high = _range(top)
    driver = labels.label(words, "driver", top.feature)
    return words("chart.driver_curves.title", driver=driver, low=low, high=high)


def _range(curve: DriverCurve) -> tuple[float, float]:
    values = [step.effect.value for step in curve.steps]
    return min(values), max(values)


def _is_apart(curve: DriverCurve) -> bool:
    ends = [_ends(step) for step in curve.steps if step.effect.low is not None]
    return bool(ends) and max(low for low, _ in ends) > min(high for _, high in ends)


def _told(curve: DriverCurve, words: Words) -> str:
    kind = _Scale(curve).kind
    points = ", ".join(
        words(
            "chart.driver_curves.step",
            at=_at(kind, step.at, words),
            value=step.effect.value,
            low=_ends(step)[0],
            high=_ends(step)[1],
        )
        for step in curve.steps
    )
    driver = labels.label(words, "driver", curve.feature)
    return words("chart.driver_curves.told", driver=driver, listed=points)
