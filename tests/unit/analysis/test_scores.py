"""Scores and curves against scikit-learn's own reports and plain arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import auc as area
from sklearn.metrics import classification_report, roc_auc_score

from reporter.analysis.skips.evaluation import blocks, measures
from reporter.analysis.skips.scores import (
    calibration_deciles,
    classification,
    confusion,
    model_score,
    roc,
)

RNG = np.random.default_rng(4)
ETA = RNG.normal(size=2_000)
Y = (RNG.random(2_000) < 1 / (1 + np.exp(-ETA))).astype(float)
P = 1 / (1 + np.exp(-ETA))
PLAYS = pd.DataFrame({"listener": 0, "session": np.arange(2_000) // 10})


def test_all_scores_of_a_model() -> None:
    found = measures(Y, P, blocks(PLAYS, 0))
    score = model_score("m", "test", 3, 77, found, is_baseline=False)
    assert (score.model, score.split, score.origin) == ("m", "test", 3)
    assert (score.n_train, score.n_test) == (77, 2_000)
    assert (score.auc, score.calibration_slope) == (found.auc, found.slope)
    assert score.accuracy.value == pytest.approx(np.mean((P >= 0.5) == Y))
    log_loss = -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))
    assert score.log_loss.value == pytest.approx(log_loss)
    assert score.brier.value == pytest.approx(np.mean((Y - P) ** 2))
    order = np.argsort(-P)
    precision = np.cumsum(Y[order]) / np.arange(1, 2_001)
    assert score.pr_auc.value == pytest.approx(precision[Y[order] == 1].mean())
    assert not score.is_best


def test_classification_report() -> None:
    names = ["complete", "skip"]
    expected = classification_report(Y, P >= 0.5, target_names=names, output_dict=True)
    for row in classification(Y, P):
        wanted = expected[row.label]
        found = (row.precision, row.recall, row.f1, row.support)
        assert found == pytest.approx(
            tuple(wanted[k] for k in ("precision", "recall", "f1-score", "support"))
        )


def test_a_class_that_is_never_predicted() -> None:
    complete, skip, *_ = classification(np.array([0.0, 1.0]), np.array([0.1, 0.2]))
    assert (complete.recall, skip.precision, skip.recall, skip.support) == (1.0, 0.0, 0.0, 1)


def test_confusion_matrix() -> None:
    found = confusion(np.array([0.0, 0, 0, 1, 1, 1.0]), np.array([0.1, 0.5, 0.9, 0.2, 0.6, 0.7]))
    assert (found.true_complete, found.false_skip) == (1, 2)
    assert (found.false_complete, found.true_skip) == (1, 2)


@pytest.mark.parametrize("digits", [1, 2, 16])
def test_roc_curve_is_short_and_true(digits: int) -> None:
    p = P.round(digits)
    points = roc(Y, p)
    assert len(points) <= 200
    assert (points[0].x, points[0].y, points[-1].x, points[-1].y) == (0, 0, 1, 1)
    xs, ys = [point.x for point in points], [point.y for point in points]
    assert xs == sorted(xs)
    assert ys == sorted(ys)
    assert area(xs, ys) == pytest.approx(roc_auc_score(Y, p), abs=2e-3)


def test_calibration_deciles() -> None:
    points = calibration_deciles(Y, P)
    assert [point.n for point in points] == [200] * 10
    assert [point.x for point in points] == sorted(point.x for point in points)
    assert all(abs(point.x - point.y) < 0.12 for point in points)
    assert sum(point.n * point.y for point in points) == pytest.approx(Y.sum())


def test_equal_predictions_share_a_decile() -> None:
    points = calibration_deciles(np.array([0.0, 1, 1, 0]), np.array([0.3, 0.3, 0.3, 0.8]))
    assert [(point.x, point.n) for point in points] == [(pytest.approx(0.3), 3), (0.8, 1)]
    (only,) = calibration_deciles(np.array([0.0, 1.0]), np.array([0.4, 0.4]))
    assert (only.x, only.y, only.n) == (0.4, 0.5, 2)
