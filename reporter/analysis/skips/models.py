"""The three models and the three baselines that the skip model is chosen from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from reporter.analysis.skips.encoding import Encoding, learn
from reporter.analysis.skips.evaluation import EPSILON

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reporter.analysis.skips.features import Sample

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]


class Model(StrEnum):
    """The models, simplest first."""

    LOGISTIC_REGRESSION = "logistic_regression"
    GRADIENT_BOOSTING = "gradient_boosting"
    RANDOM_FOREST = "random_forest"


class Baseline(StrEnum):
    """What a model has to beat."""

    PREVALENCE = "prevalence"
    LAST_ACTION = "last_action"
    TRACK_RATE = "track_rate"


FOREST_THREADS = 2
"""Trees that are grown at once; each has a seed of its own."""

PRIOR_PLAYS = 5
"""A track's or action's rate is shrunk to the mean as if that had been seen so often."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model that has learned.

    Attributes:
        encoding: its columns.
        estimator: the scikit-learn estimator.
        n: plays that it learned from.
    """

    encoding: Encoding
    estimator: Any
    n: int

    def probability(self, plays: pd.DataFrame) -> Floats:
        """Chance of a skip for each play."""
        return self.of_matrix(self.encoding.matrix(plays))

    def of_matrix(self, matrix: Floats) -> Floats:
        """Chance of a skip for each row of a matrix."""
        return _bounded(self.estimator.predict_proba(matrix)[:, 1])


def train(model: Model, sample: Sample, rows: Booleans, seed: int) -> Fitted:
    """Fit a model on some plays of the sample.

    Args:
        model: which.
        sample: plays with features.
        rows: the plays to learn from; both classes must be among them.
        seed: of forest and boosting.
    """
    return _taught(model, _lesson(sample, rows), seed)


def train_all(sample: Sample, rows: Booleans, seed: int) -> dict[Model, Fitted]:
    """Fit every model on the same plays, one after the other.

    Side by side they would be no faster beside the engine, and scikit-learn's forests change the
    process' warning filters while they fit, which other threads then find empty.
    """
    lesson = _lesson(sample, rows)
    return {model: _taught(model, lesson, seed) for model in Model}


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What models learn from: the plays' columns, their matrix, and which were skipped."""

    encoding: Encoding
    matrix: Floats
    skip: NDArray[np.int64]


def _lesson(sample: Sample, rows: Booleans) -> _Lesson:
    plays = sample.plays[rows]
    encoding = learn(plays, sample.features)
    return _Lesson(encoding, encoding.matrix(plays), plays["skip"].to_numpy())


def _taught(model: Model, lesson: _Lesson, seed: int) -> Fitted:
    estimator = _estimator(model, seed)
    estimator.fit(lesson.matrix, lesson.skip)
    if model is Model.RANDOM_FOREST:
        estimator.n_jobs = None  # threads would sum the trees' answers in any order
    return Fitted(lesson.encoding, estimator, len(lesson.skip))


def _estimator(model: Model, seed: int) -> Any:  # noqa: ANN401 - scikit-learn is untyped
    match model:
        case Model.LOGISTIC_REGRESSION:
            return make_pipeline(
                StandardScaler(), LogisticRegression(solver="newton-cholesky", C=0.005)
            )
        case Model.GRADIENT_BOOSTING:
            return HistGradientBoostingClassifier(
                max_leaf_nodes=8,
                learning_rate=0.22,
                max_iter=35,
                min_samples_leaf=50,
                l2_regularization=50.0,
                max_features=0.2,
                early_stopping=False,
                random_state=seed,
            )
        case Model.RANDOM_FOREST:
            return RandomForestClassifier(
                n_estimators=40,
                min_samples_leaf=20,
                max_features=8,
                max_samples=0.2,
                random_state=seed,
                n_jobs=FOREST_THREADS,
            )


def baseline(kind: Baseline, plays: pd.DataFrame, rows: Booleans) -> Floats:
    """A baseline's chance of a skip for every play.

    Args:
        kind: `prevalence` - the mean of `rows`; `last_action` - the listener's last outcome
            repeated, as the share of skips that followed it in `rows`; `track_rate` - the track's
            earlier rate, shrunk to the mean of `rows`.
        plays: the sample's plays.
        rows: the plays to learn from.
    """
    known = plays[rows]
    mean = float(known["skip"].mean())
    match kind:
        case Baseline.PREVALENCE:
            return _bounded(np.full(len(plays), mean))
        case Baseline.LAST_ACTION:
            after = known.groupby("last_1")["skip"].agg(["sum", "size"])
            rate = (after["sum"] + PRIOR_PLAYS * mean) / (after["size"] + PRIOR_PLAYS)
            return _bounded(plays["last_1"].map(rate).fillna(mean).to_numpy(float))
        case Baseline.TRACK_RATE:
            skips, n = plays["track_skips"], plays["track_outcomes"]
            return _bounded(((skips + PRIOR_PLAYS * mean) / (n + PRIOR_PLAYS)).to_numpy(float))


def _bounded(p: Floats) -> Floats:
    return np.clip(p, EPSILON, 1 - EPSILON)
