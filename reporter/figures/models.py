"""The skip model against the other models and baselines, its errors, and what it looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import ticker
from reporter.figures.marks import bars
from reporter.figures.rows import BOTTOM_MM, ROW_MM, TOP_MM, Look, Row, row_sheet
from reporter.figures.sheet import Sheet
from reporter.figures.style import INK, TEXT_PT, drawing, tint
from reporter.figures.typeset import fit, width_mm
from reporter.results.facts import Gap
from reporter.words.labels import feature, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.report import Report
    from reporter.results.skips import Confusion, ModelScore, SkipModel
    from reporter.words import Words

MOST_IMPORTANCES = 15
MODEL_ROWS = 6
CHANCE = 0.5
AUC_TICKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
PALEST = 0.06
STRONGEST = 0.5
CELL_PT = 10.5


def model_auc(report: Report, words: Words) -> Chart | None:
    """AUC on test of every model and baseline, the chosen model in the accent colour."""
    model = report.skip_model
    if isinstance(model, Gap):
        return None
    scores = [score for score in model.scores if score.split == "test"]
    scores.sort(key=lambda s: (s.is_baseline, -s.auc.value, s.model))
    if not scores:
        return None
    rows = [
        Row(
            label(words, "model", score.model),
            score.auc.value,
            score.auc.low,
            score.auc.high,
            text=words("value.score", value=score.auc.value),
            strong=score.model == model.best,
        )
        for score in scores
    ]
    with drawing(ChartId.MODEL_AUC):
        look = Look(
            ticker(words, "decimal"),
            words("chart.model_auc.x"),
            width_mm=HALF_WIDTH_MM,
            unit=0.1,
            zero=CHANCE,
            ticks=AUC_TICKS,
        )
        listed = "; ".join(_told(score, words) for score in scores)
        return row_sheet(rows, look).chart(
            ChartId.MODEL_AUC,
            _title(model, scores, words),
            words("chart.model_auc.alt", listed=listed),
        )


def _told(score: ModelScore, words: Words) -> str:
    name, auc = label(words, "model", score.model), score.auc
    if auc.low is None or auc.high is None:
        return f"{name} {words('value.score', value=auc.value)}"
    return f"{name} {words('chart.score', value=auc.value, low=auc.low, high=auc.high)}"


def _title(model: SkipModel, scores: Sequence[ModelScore], words: Words) -> str:
    auc = {score.model: score.auc.value for score in scores}
    if not model.usable or model.best not in auc or model.best_baseline not in auc:
        return words("chart.model_auc.title.none")
    return words(
        "chart.model_auc.title",
        model=label(words, "model", model.best),
        auc=auc[model.best],
    )


def confusion(report: Report, words: Words) -> Chart | None:
    """What the chosen model says of the test plays, by what they were."""
    model = report.skip_model
    if isinstance(model, Gap):
        return None
    found = next((row for row in model.report if row.label == "skip"), None)
    rows = _shares(model.confusion)
    names = [label(words, "class", name) for name in ("complete", "skip")]
    with drawing(ChartId.CONFUSION):
        sheet = Sheet(HALF_WIDTH_MM, TOP_MM + BOTTOM_MM + MODEL_ROWS * ROW_MM)
        _draw_cells(sheet, rows, names, words)
        title = "chart.confusion.title" + ("" if found else ".plain")
        (tc, _), (fs, _), (fc, _), (ts, _) = (*rows[0], *rows[1])
        return sheet.chart(
            ChartId.CONFUSION,
            words(title, recall=found.recall if found else None),
            words("chart.confusion.alt", tc=tc, fs=fs, fc=fc, ts=ts),
        )


def _shares(matrix: Confusion) -> list[list[tuple[int, float]]]:
    """Plays and share of their row; rows are what was, columns what was predicted."""
    rows = (
        (matrix.true_complete, matrix.false_skip),
        (matrix.false_complete, matrix.true_skip),
    )
    return [[(n, n / sum(row) if sum(row) else 0.0) for n in row] for row in rows]


def _draw_cells(
    sheet: Sheet, rows: list[list[tuple[int, float]]], names: list[str], words: Words
) -> None:
    left = max(width_mm(name, TEXT_PT, 600) for name in names) + 3
    top = sheet.height_mm - 10.5
    width, height = (sheet.width_mm - left) / 2, top / 2
    axes = sheet.panel((left, 0, 2 * width, top), x=(0, 2), y=(2, 0))
    sheet.small(0, top + 2.5, words("chart.confusion.y"))
    sheet.small(left + width, top + 7, words("chart.confusion.x"), ha="center")
    for i, row in enumerate(rows):
        middle = top - height * (i + 0.5)
        sheet.text(0, middle, names[i], weight=600)
        sheet.text(left + width * (i + 0.5), top + 2.5, names[i], weight=600, ha="center")
        for j, (n, share) in enumerate(row):
            box = (j + 0.01, i + 0.02, j + 0.99, i + 0.98)
            bars(axes, [box], _tint(share), f"cell-{i}-{j}")
            x = left + width * (j + 0.5)
            count = words("value.plays", value=n)
            sheet.text(x, middle + 2, count, size=CELL_PT, weight=600, ha="center")
            of_row = fit(words("chart.confusion.share", share=share), width)
            sheet.small(x, middle - 2.6, of_row, ha="center", color=INK)


def _tint(share: float) -> str:
    """As strong as the share; dark text stays readable on it."""
    return tint(PALEST + STRONGEST * share)


def importances(report: Report, words: Words) -> Chart | None:
    """The notebook's table of importances as bars: what the model looks at, not what drives."""
    model = report.skip_model
    if isinstance(model, Gap) or not model.importances:
        return None
    shown = model.importances[:MOST_IMPORTANCES]
    rows = [
        Row(
            feature(words, row.feature),
            row.importance,
            text=words("value.score", value=row.importance),
        )
        for row in shown
    ]
    kind = label(words, "importance", model.importance_kind)
    with drawing(ChartId.IMPORTANCES):
        look = Look(
            ticker(words, "decimal"),
            words("chart.importances.x", kind=kind),
            unit=0.1,
            as_bars=True,
        )
        return row_sheet(rows, look).chart(
            ChartId.IMPORTANCES,
            words("chart.importances.title", feature=rows[0].label),
            words(
                "chart.importances.alt",
                kind=kind,
                listed="; ".join(f"{row.label} {row.text}" for row in rows),
            ),
        )
