"""The skip model: can a skip be foreseen before the play starts, and how surely.

Three models and three baselines, forward in time. The model is chosen on validation (the
simplest within one standard error of the best), refitted on all before test, and reported once
on test. The other models stand beside it as they were on validation: `n_train` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from reporter.analysis.skips.evaluation import Blocks, auc, auc_draws, blocks, interval
from reporter.analysis.skips.importances import importances
from reporter.analysis.skips.models import (
    Baseline,
    Fitted,
    Model,
    baseline,
    train,
    train_all,
)
from reporter.analysis.skips.scores import (
    calibration_deciles,
    classification,
    confusion,
    model_score,
    roc,
)
from reporter.analysis.skips.splits import Folds, forward
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.skips import ModelScore, SkipModel

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reporter.analysis.skips.features import Sample

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

MIN_PLAYS = 500
"""Decided plays that a model needs: 100 of them are the test."""

MIN_SESSIONS = 30
"""Sessions that a model needs: fewer have no forward split worth an interval."""

VALIDATION, TEST = "validation", "test"


def skip_model(sample: Sample, seed: int) -> SkipModel | Gap:
    """Train, choose and judge the skip model.

    Args:
        sample: plays with features.
        seed: of models and resamples.

    Returns:
        The model, which may be of no use (`usable`); a gap where plays, sessions or one of the
        classes are too few.
    """
    folds = _folds(sample.plays)
    if isinstance(folds, Gap):
        return folds
    # OpenMP's and BLAS's threads collapse when another process uses the core, and one thread's
    # sums are always in the same order. The models are fitted side by side instead.
    with threadpool_limits(1):
        return _modelled(sample, folds, seed)


def _modelled(sample: Sample, folds: Folds, seed: int) -> SkipModel:
    """Choose on validation, refit, report on test."""
    plays = sample.plays
    trained = train_all(sample, folds.train, seed)
    validation = _judge(VALIDATION, plays, folds.train, folds.validation, trained, seed)
    best, tied = _choose(validation)
    final = trained | {best: train(best, sample, folds.known, seed)}
    test = _judge(TEST, plays, folds.known, folds.test, final, seed)
    reference = max(Baseline, key=lambda name: test.scores[name].auc.value)
    gain = _gain(test, best, reference)
    y, p = test.y, test.p[best]
    kind, table = importances(best, final[best], trained[best], plays[folds.validation], seed)
    return SkipModel(
        n_sample=sample.n_plays,
        n_history=sample.n_history,
        n_listeners=sample.n_listeners,
        n_features=len(final[best].encoding.names),
        train_end=folds.train_end,
        validation_end=folds.validation_end,
        skip_share=float(y.mean()),
        scores=tuple(
            replace(score, is_best=score.model == best)
            for fold in (validation, test)
            for score in fold.scores.values()
        ),
        best=best.value,
        tied=tied,
        best_baseline=reference.value,
        gain=gain,
        usable=gain.low is not None and gain.low > 0,
        without_overlaps=_without_overlaps(plays[folds.test], p, seed),
        report=classification(y, p),
        confusion=confusion(y, p),
        roc=roc(y, p),
        baseline_roc=roc(y, test.p[reference]),
        calibration=calibration_deciles(y, p),
        importances=table,
        importance_kind=kind,
    )


def _folds(plays: pd.DataFrame) -> Folds | Gap:
    """The forward split, or why there can be none."""
    n_sessions = plays["session"].nunique()
    gap: tuple[Reason, int | None, int | None] | None = None
    if plays.empty:
        gap = Reason.NO_OUTCOMES, None, None
    elif _one_class(plays["skip"]):
        gap = Reason.ONE_CLASS, None, None
    elif len(plays) < MIN_PLAYS:
        gap = Reason.TOO_FEW_PLAYS, len(plays), MIN_PLAYS
    elif n_sessions < MIN_SESSIONS:
        gap = Reason.TOO_FEW_SESSIONS, n_sessions, MIN_SESSIONS
    if gap is not None:
        return Gap(Part.SKIP_MODEL, *gap)
    folds = forward(plays)
    if folds is None:  # a session so long that it leaves nothing for one of the folds
        return Gap(Part.SKIP_MODEL, Reason.TOO_FEW_SESSIONS, n_sessions, n_sessions + 1)
    if any(_one_class(plays["skip"][fold]) for fold in (folds.train, folds.validation, folds.test)):
        return Gap(Part.SKIP_MODEL, Reason.ONE_CLASS)
    return folds


def _one_class(skip: pd.Series) -> bool:
    return bool(skip.min() == skip.max())


@dataclass(frozen=True, slots=True)
class _Judged:
    """Predictions of every model and baseline on one fold, with their scores.

    Attributes:
        y: 0 or 1.
        p: chance of a skip, by name.
        resamples: draws of blocks of the fold.
        scores: by name, models before baselines.
    """

    y: Floats
    p: dict[str, Floats]
    resamples: Blocks
    scores: dict[str, ModelScore]

    def draws(self, name: str) -> Floats:
        """AUC of each resample."""
        return auc_draws(self.y, self.p[name], self.resamples)


def _judge(
    split: str,
    plays: pd.DataFrame,
    known: Booleans,
    unseen: Booleans,
    fitted: dict[Model, Fitted],
    seed: int,
) -> _Judged:
    """Apply models and baselines to a fold; baselines learn from all `known` before it."""
    fold = plays[unseen]
    y, resamples = fold["skip"].to_numpy(float), blocks(fold, seed)
    p: dict[str, Floats] = {model.value: found.probability(fold) for model, found in fitted.items()}
    p |= {kind.value: baseline(kind, plays, known)[unseen] for kind in Baseline}
    n_known = {model.value: found.n for model, found in fitted.items()}
    scores = {
        name: model_score(
            name,
            split,
            n_known.get(name, int(known.sum())),
            y,
            chance,
            resamples,
            is_baseline=name in set(Baseline),
        )
        for name, chance in p.items()
    }
    return _Judged(y, p, resamples, scores)


def _choose(validation: _Judged) -> tuple[Model, tuple[str, ...]]:
    """The simplest model within one standard error of the best AUC on validation, and all such.

    Source: L. Breiman et al., Classification and Regression Trees (1984), 3.4.3: the one standard
    error rule; the error is that of the best model's AUC over resampled blocks.
    """
    values = {model: validation.scores[model].auc.value for model in Model}
    leader = max(Model, key=lambda model: values[model])
    draws = validation.draws(leader)
    valid = draws[~np.isnan(draws)]
    error = float(valid.std()) if len(valid) else 0.0
    tied = [model for model in Model if values[model] >= values[leader] - error]
    return tied[0], tuple(model.value for model in tied)


def _gain(test: _Judged, best: Model, reference: Baseline) -> Estimate:
    """AUC of the model - AUC of the baseline, both on the same resamples of test."""
    low, high = interval(test.draws(best) - test.draws(reference))
    value = test.scores[best].auc.value - test.scores[reference].auc.value
    return Estimate(value, Unit.SCORE, len(test.y), low, high)


def _without_overlaps(test: pd.DataFrame, p: Floats, seed: int) -> Estimate | None:
    """The AUC on plays whose order is beyond doubt; none where one class is left."""
    clean = ~test["overlaps"].to_numpy()
    kept = test[clean]
    if kept.empty or _one_class(kept["skip"]):
        return None
    return auc(kept["skip"].to_numpy(float), p[clean], blocks(kept, seed))
