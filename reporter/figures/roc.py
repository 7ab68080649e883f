"""The skip model's ROC curve on test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import line, note, x_grid
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, GREY, GREY_DARK, GREY_SOFT, drawing
from reporter.results.facts import Gap
from reporter.words.labels import label

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.facts import Estimate
    from reporter.results.skips import CurvePoint, SkipModel
    from reporter.words import Words

HEIGHT_MM = 72.0
RIGHT_MM = 4.0
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
LABEL_X = 0.98
MODEL_LABEL_Y = 0.36
BASELINE_LABEL_Y = 0.18
NEXT_LINE = 0.065


def roc(report: Report, words: Words) -> Chart | None:
    """The chosen model's curve over the best baseline's."""
    model = report.skip_model
    if isinstance(model, Gap) or not model.roc:
        return None
    with drawing(ChartId.ROC):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.roc.y"),
            QUARTERS,
            ticker(words, "share"),
            x=(0, 1),
            unit=0.01,
            right_mm=RIGHT_MM,
            foot=words("chart.roc.x"),
        )
        x_grid(axes, QUARTERS, [words("tick.share", value=tick) for tick in QUARTERS])
        line(axes, [0, 1], [0, 1], GREY_SOFT, width=1, dashed=True, name="chance")
        line(axes, *_xy(model.baseline_roc), GREY, name="baseline")
        line(axes, *_xy(model.roc), ACCENT, name="model")
        scores = _test_auc(model)
        told = []
        for name, colour, y in (
            (model.best, ACCENT, MODEL_LABEL_Y),
            (model.best_baseline, GREY_DARK, BASELINE_LABEL_Y),
        ):
            title = label(words, "model", name)
            auc = words("chart.roc.auc", auc=_told(scores[name], words)) if name in scores else ""
            told.append(f"{title}: {auc}")
            for text, height, weight in ((title, y, 600), (auc, y - NEXT_LINE, 400)):
                place = (LABEL_X, height)
                note(axes, place, text, shift=(0, 0), ha="right", color=colour, weight=weight)
        gain = model.gain.value
        return sheet.chart(
            ChartId.ROC,
            words("chart.roc.title" if model.usable else "chart.roc.title.below", gain=gain),
            words("chart.roc.alt", listed="; ".join(told)),
        )


def _xy(points: tuple[CurvePoint, ...]) -> tuple[list[float], list[float]]:
    return [point.x for point in points], [point.y for point in points]


def _test_auc(model: SkipModel) -> dict[str, Estimate]:
    return {score.model: score.auc for score in model.scores if score.split == "test"}


def _told(auc: Estimate, words: Words) -> str:
    if auc.low is None or auc.high is None:
        return words("value.score", value=auc.value)
    return words("chart.score", value=auc.value, low=auc.low, high=auc.high)
