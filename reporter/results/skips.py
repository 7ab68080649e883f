"""The skip model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporter.results.facts import Estimate


@dataclass(frozen=True, slots=True)
class ModelScore:
    """One model or baseline on one block of plays.

    The intervals come from resamples of whole sessions, or of whole listeners where there are 20
    or more.

    Attributes:
        model: `random_forest`, `logistic_regression`, `gradient_boosting`, or a baseline:
            `prevalence`, `last_action`, `track_rate`.
        split: `validation` or `test`.
        origin: number of the block in time, from 1; the test is the last.
        n_train: plays that it learned from.
        n_test: plays of the block.
        accuracy: share of plays classified right at probability 0.5.
        auc: area under the ROC curve.
        pr_auc: average precision.
        log_loss: in nats.
        brier: mean squared error of the probability.
        calibration_slope: of the logit of the prediction; 1 is perfect.
        calibration_intercept: calibration in the large; 0 is perfect.
        is_baseline: a baseline, not a model.
        is_best: the model chosen on validation.
    """

    model: str
    split: str
    origin: int
    n_train: int
    n_test: int
    accuracy: Estimate
    auc: Estimate
    pr_auc: Estimate
    log_loss: Estimate
    brier: Estimate
    calibration_slope: Estimate | None
    calibration_intercept: Estimate | None
    is_baseline: bool
    is_best: bool


@dataclass(frozen=True, slots=True)
class Block:
    """One block of plays that models were judged on, having learned from all before it.

    Attributes:
        split: `validation` or `test`.
        origin: its number in time, from 1.
        first_day: local day on which its first session starts.
        n_train: plays before it.
        n_test: plays of the block.
    """

    split: str
    origin: int
    first_day: date
    n_train: int
    n_test: int


@dataclass(frozen=True, slots=True)
class ClassScore:
    """One row of the classification report of the chosen model on test.

    Attributes:
        label: `complete`, `skip`, or `macro avg`, `weighted avg`.
        support: plays.
    """

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Confusion matrix at probability 0.5, in plays."""

    true_complete: int
    false_skip: int
    false_complete: int
    true_skip: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of a curve: (false positive rate, true positive rate), or (predicted, observed)."""

    x: float
    y: float
    n: int = 0


@dataclass(frozen=True, slots=True)
class Importance:
    """Impurity importance (or absolute standardised coefficient): the notebook's table.

    It is not a driver: it favours features with many values.
    """

    feature: str
    importance: float


@dataclass(frozen=True, slots=True)
class SkipModel:
    """The skip model: three models and three baselines, forward in time.

    Attributes:
        n_sample: plays in the bounded sample.
        n_history: plays up to the cut-off that it was drawn from.
        n_listeners: listeners in the sample.
        n_features: columns of the model matrix.
        blocks: the validation blocks in time, then the test.
        skip_share: skips among the decided test plays: the majority class has max(p, 1 - p).
        scores: every model and baseline on every block, in order of `blocks`. On test the chosen
            model has learned from all before it, the others from what came before the last
            validation block.
        best: name of the chosen model.
        tied: the models within one standard error of the best on validation, simplest first.
        best_baseline: the baseline with the highest AUC on test.
        gain: AUC of the chosen model - AUC of the best baseline, with interval.
        usable: whether that interval excludes 0.
        suspicious: the chosen model's test AUC is higher than honest features reach on real
            histories (above 0.95), so that a leak is likely.
        without_overlaps: the chosen model's test AUC without overlapping and tied plays.
        report: classification report of the chosen model on test.
        confusion: of the chosen model on test.
        roc: its ROC curve, at most 200 points, from (0, 0) to (1, 1).
        baseline_roc: the best baseline's.
        calibration: deciles of prediction, (mean predicted, observed share, n).
        importances: the notebook's importance table, highest first.
        importance_kind: `impurity`, `coefficient` or `permutation`.
    """

    n_sample: int
    n_history: int
    n_listeners: int
    n_features: int
    blocks: tuple[Block, ...]
    skip_share: float
    scores: tuple[ModelScore, ...]
    best: str
    tied: tuple[str, ...]
    best_baseline: str
    gain: Estimate
    usable: bool
    suspicious: bool
    without_overlaps: Estimate | None
    report: tuple[ClassScore, ...]
    confusion: Confusion
    roc: tuple[CurvePoint, ...]
    baseline_roc: tuple[CurvePoint, ...]
    calibration: tuple[CurvePoint, ...]
    importances: tuple[Importance, ...]
    importance_kind: str
