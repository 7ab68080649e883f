"""Scores and curves of predictions, as values of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import (
    confusion_matrix,
    precision_recall_fscore_support,
    roc_curve,
)

from reporter.results.skips import ClassScore, Confusion, CurvePoint, ModelScore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.evaluation import Measures

    Floats = NDArray[np.float64]

MAX_ROC_POINTS = 200
N_DECILES = 10
CLASSES = ("complete", "skip")
AVERAGES = ("macro", "weighted")


def model_score(
    name: str, split: str, origin: int, n_train: int, found: Measures, *, is_baseline: bool
) -> ModelScore:
    """The scores of one model on one block as a value of the report.

    Args:
        name: of the model or baseline.
        split: `validation` or `test`.
        origin: number of the block, from 1.
        n_train: plays that it learned from.
        found: its measures there.
        is_baseline: it is a baseline. Which model is best is not known yet.
    """
    return ModelScore(
        model=name,
        split=split,
        origin=origin,
        n_train=n_train,
        n_test=found.auc.n,
        accuracy=found.accuracy,
        auc=found.auc,
        pr_auc=found.pr_auc,
        log_loss=found.log_loss,
        brier=found.brier,
        calibration_slope=found.slope,
        calibration_intercept=found.intercept,
        is_baseline=is_baseline,
        is_best=False,
    )


def classification(y: Floats, p: Floats) -> tuple[ClassScore, ...]:
    """The classification report at probability 0.5; a class never predicted has precision 0."""
    predicted = p >= 0.5  # noqa: PLR2004 - one half
    truth = y == 1
    each = precision_recall_fscore_support(truth, predicted, labels=[False, True], zero_division=0)
    rows = [
        ClassScore(name, float(precision), float(recall), float(f1), int(support))
        for name, precision, recall, f1, support in zip(CLASSES, *each, strict=True)
    ]
    for average in AVERAGES:
        precision, recall, f1, _ = precision_recall_fscore_support(
            truth, predicted, average=average, zero_division=0
        )
        name = f"{average} avg"
        rows.append(ClassScore(name, float(precision), float(recall), float(f1), len(y)))
    return tuple(rows)


def confusion(y: Floats, p: Floats) -> Confusion:
    """The confusion matrix at probability 0.5."""
    matrix = confusion_matrix(y == 1, p >= 0.5, labels=[False, True])  # noqa: PLR2004 - one half
    return Confusion(*(int(n) for n in matrix.ravel()))


def roc(y: Floats, p: Floats) -> tuple[CurvePoint, ...]:
    """The ROC curve from (0, 0) to (1, 1), thinned to points evenly far along it."""
    x, height, _ = roc_curve(y, p)
    along = (x + height) / 2
    picks = np.searchsorted(along, np.linspace(0, 1, MAX_ROC_POINTS))
    kept = np.unique(np.append(np.minimum(picks, len(x) - 1), [0, len(x) - 1]))
    if len(kept) > MAX_ROC_POINTS:
        kept = np.delete(kept, len(kept) // 2)
    return tuple(CurvePoint(float(x[i]), float(height[i])) for i in kept)


def calibration_deciles(y: Floats, p: Floats) -> tuple[CurvePoint, ...]:
    """Mean prediction against observed share in tenths of the plays; equal predictions together."""
    edges = np.unique(np.quantile(p, np.linspace(0, 1, N_DECILES + 1)[1:-1]))
    group = np.searchsorted(edges, p, side="right")
    points = []
    for k in np.unique(group):
        here = group == k
        points.append(CurvePoint(float(p[here].mean()), float(y[here].mean()), int(here.sum())))
    return tuple(points)
