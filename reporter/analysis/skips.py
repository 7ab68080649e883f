"""The skip model: can a skip be foreseen before the play starts, and how surely.

Three models and three baselines, forward in time. The model is chosen on validation (the
simplest within one standard error of the best), refitted on all before test, and reported once
on test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.evaluation import Blocks, auc, auc_draws, blocks, interval
from reporter.analysis.importances import importances
from reporter.analysis.models import Baseline, Fitted, Model, baseline, train
from reporter.analysis.scores import (
    calibration_deciles,
    classification,
    confusion,
    model_score,
    roc,
)
from reporter.analysis.splits import Folds, forward
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.skips import ModelScore, SkipModel

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from reporter.analysis.features import Sample
    from reporter.analysis.history import History

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

MIN_PLAYS = 500
"""Decided plays that a model needs: 100 of them are the test."""

MIN_SESSIONS = 30
"""Sessions that a model needs: fewer have no forward split worth an interval."""

VALIDATION, TEST = "validation", "test"


def skip_model(history: History, sample: Sample) -> SkipModel | Gap:
    """Train, choose and judge the skip model.

    Args:
        history: prepared plays; its seed is used.
        sample: plays with features.

    Returns:
        The model, which may be of no use (`usable`); a gap where plays, sessions or one of the
        classes are too few.
    """
    folds = _folds(sample.plays)
    if isinstance(folds, Gap):
        return folds
    trial = _Trial.run(sample, folds, history.scope.seed)
    best, tied = _choose(trial)
    reference = max(Baseline, key=lambda name: trial.score(name, TEST).auc.value)
    gain = _gain(trial, best, reference)
    final, y = trial.test_p[best], trial.test_y
    kind, table = importances(
        best, trial.final[best], trial.fitted[best], sample.plays[folds.validation], trial.seed
    )
    return SkipModel(
        n_sample=sample.n_plays,
        n_history=sample.n_history,
        n_listeners=sample.n_listeners,
        n_features=len(trial.final[best].encoding.names),
        train_end=folds.train_end,
        validation_end=folds.validation_end,
        skip_share=float(y.mean()),
        scores=trial.rows(best),
        best=best,
        tied=tied,
        best_baseline=reference,
        gain=gain,
        usable=gain.low is not None and gain.low > 0,
        without_overlaps=_without_overlaps(sample.plays[folds.test], final, trial.seed),
        report=classification(y, final),
        confusion=confusion(y, final),
        roc=roc(y, final),
        baseline_roc=roc(y, trial.test_p[reference]),
        calibration=calibration_deciles(y, final),
        importances=table,
        importance_kind=kind,
    )


def _folds(plays: pd.DataFrame) -> Folds | Gap:
    """The forward split, or why there can be none."""

    def gap(reason: Reason, have: int | None = None, need: int | None = None) -> Gap:
        return Gap(Part.SKIP_MODEL, reason, have, need)

    if plays.empty:
        return gap(Reason.NO_OUTCOMES)
    if plays["skip"].nunique() == 1:
        return gap(Reason.ONE_CLASS)
    if len(plays) < MIN_PLAYS:
        return gap(Reason.TOO_FEW_PLAYS, len(plays), MIN_PLAYS)
    n_sessions = plays["session"].nunique()
    if n_sessions < MIN_SESSIONS:
        return gap(Reason.TOO_FEW_SESSIONS, n_sessions, MIN_SESSIONS)
    folds = forward(plays)
    if folds is None:
        return gap(Reason.TOO_FEW_SESSIONS)
    parts = (folds.train, folds.validation, folds.test)
    if any(plays["skip"][part].nunique() == 1 for part in parts):
        return gap(Reason.ONE_CLASS)
    return folds


@dataclass(frozen=True, slots=True)
class _Trial:
    """All models and baselines, trained and applied to both splits.

    Attributes:
        fitted: models that learned from the training fold.
        final: models that learned from all before test.
        validation_p: chances on validation, by name of model or baseline.
        test_p: chances on test.
    """

    seed: int
    n_train: int
    n_known: int
    fitted: dict[Model, Fitted]
    final: dict[Model, Fitted]
    validation_y: Floats
    test_y: Floats
    validation_p: dict[str, Floats]
    test_p: dict[str, Floats]
    validation_blocks: Blocks
    test_blocks: Blocks

    @classmethod
    def run(cls, sample: Sample, folds: Folds, seed: int) -> _Trial:
        """Train everything."""
        plays = sample.plays
        y = plays["skip"].to_numpy(float)
        validation, test = plays[folds.validation], plays[folds.test]
        fitted = {model: train(model, sample, folds.train, seed) for model in Model}
        final = {model: train(model, sample, folds.known, seed) for model in Model}
        first = {kind: baseline(kind, plays, folds.train)[folds.validation] for kind in Baseline}
        second = {kind: baseline(kind, plays, folds.known)[folds.test] for kind in Baseline}
        return cls(
            seed=seed,
            n_train=int(folds.train.sum()),
            n_known=int(folds.known.sum()),
            fitted=fitted,
            final=final,
            validation_y=y[folds.validation],
            test_y=y[folds.test],
            validation_p={name: model.probability(validation) for name, model in fitted.items()}
            | first,
            test_p={name: model.probability(test) for name, model in final.items()} | second,
            validation_blocks=blocks(validation, seed),
            test_blocks=blocks(test, seed),
        )

    def score(self, name: str, split: str, best: str | None = None) -> ModelScore:
        """One row of the table of models."""
        on_test = split == TEST
        return model_score(
            name,
            split,
            self.n_known if on_test else self.n_train,
            self.test_y if on_test else self.validation_y,
            (self.test_p if on_test else self.validation_p)[name],
            self.test_blocks if on_test else self.validation_blocks,
            is_baseline=name in set(Baseline),
            is_best=name == best,
        )

    def rows(self, best: str) -> tuple[ModelScore, ...]:
        """The table: validation first, then test; models before baselines."""
        names = (*Model, *Baseline)
        return tuple(
            self.score(name, split, best) for split in (VALIDATION, TEST) for name in names
        )


def _choose(trial: _Trial) -> tuple[Model, tuple[str, ...]]:
    """The simplest model within one standard error of the best AUC on validation, and all such.

    Source: L. Breiman et al., Classification and Regression Trees (1984), 3.4.3: the one standard
    error rule; the error is that of the best model's AUC over resampled blocks.
    """
    values = {model: trial.score(model, VALIDATION).auc.value for model in Model}
    leader = max(Model, key=lambda model: values[model])
    draws = auc_draws(
        trial.validation_y, trial.validation_p[leader], trial.validation_blocks
    )
    error = float(np.nanstd(draws)) if np.isfinite(draws).any() else 0.0
    tied = tuple(model for model in Model if values[model] >= values[leader] - error)
    return tied[0], tied


def _gain(trial: _Trial, best: Model, reference: Baseline) -> Estimate:
    """AUC of the model - AUC of the baseline, both on the same resamples of test."""
    y, resamples = trial.test_y, trial.test_blocks
    draws = auc_draws(y, trial.test_p[best], resamples)
    others = auc_draws(y, trial.test_p[reference], resamples)
    low, high = interval(draws - others)
    value = trial.score(best, TEST).auc.value - trial.score(reference, TEST).auc.value
    return Estimate(value, Unit.SCORE, len(y), low, high)


def _without_overlaps(test: pd.DataFrame, p: Floats, seed: int) -> Estimate | None:
    """The AUC on plays whose order is beyond doubt; none where one class is left."""
    clean = ~test["overlaps"].to_numpy()
    kept = test[clean]
    if kept["skip"].nunique() < 2:  # noqa: PLR2004 - both classes
        return None
    return auc(kept["skip"].to_numpy(float), p[clean], blocks(kept, seed))
