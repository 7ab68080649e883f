"""The skip model: can a skip be foreseen before the play starts, and how surely.

Three models and three baselines, forward in time. The model is chosen on the validation blocks
(the simplest within one standard error of the best), refitted on all before test, and reported
once on test. The other models stand beside it as they were for the last validation block:
`n_train` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from reporter.analysis.skips.evaluation import N_DRAWS, Measures, auc, blocks, interval, measures
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
from reporter.analysis.skips.splits import Folds, Origin, forward
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.skips import Block, ModelScore, SkipModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from reporter.analysis.skips.features import Sample

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

MIN_PLAYS = 500
"""Decided plays that a model needs: 100 of them are the test."""

MIN_SESSIONS = 30
"""Sessions that a model needs: fewer have no forward split worth an interval."""

VALIDATION_DRAWS = 400
"""Resamples of a validation block: enough for a standard error, which is all they are for."""

SUSPICIOUS_AUC = 0.95
"""No honest model comes near it on real histories: above it there is a leak to find."""

VALIDATION, TEST = "validation", "test"


def skip_model(sample: Sample, seed: int, least: int = 1) -> SkipModel | Gap:
    """Train, choose and judge the skip model.

    Args:
        sample: plays with features.
        seed: of models and resamples.
        least: listeners that every block of plays needs.

    Returns:
        The model, which may be of no use (`usable`); a gap where plays, sessions or one of the
        classes, or the listeners of a block, are too few.
    """
    folds = usable_folds(sample.plays)
    if isinstance(folds, Gap):
        return folds
    listener = sample.plays["listener"]
    judged = [*(origin.unseen for origin in folds.validation), folds.test]
    if any(listener[block].nunique() < least for block in judged):
        return Gap(Part.SKIP_MODEL, Reason.FEW_LISTENERS, need=least)
    # OpenMP's and BLAS's threads collapse when another process uses the core, and one thread's
    # sums are always in the same order.
    with threadpool_limits(1):
        return _modelled(sample, folds, seed)


def _modelled(sample: Sample, folds: Folds, seed: int) -> SkipModel:
    """Choose on validation, refit, report on test."""
    plays = sample.plays
    fitted: dict[Model, Fitted] = {}
    validation = []
    for origin in folds.validation:
        fitted = train_all(sample, origin.known, seed)
        validation.append(_judge(plays, origin, fitted, seed, VALIDATION_DRAWS))
    best, tied = _choose(validation)
    final = fitted | {best: train(best, sample, folds.known, seed)}
    test = _judge(plays, folds.final, final, seed)
    reference = max(Baseline, key=lambda name: test.found[name].auc.value)
    gain = _gain(test, best, reference)
    y, p = test.y, test.p[best]
    judged = [(VALIDATION, block) for block in validation] + [(TEST, test)]
    kind, table = importances(
        best, final[best], fitted[best], plays[folds.validation[-1].unseen], seed
    )
    return SkipModel(
        n_sample=sample.n_plays,
        n_history=sample.n_history,
        n_listeners=sample.n_listeners,
        n_features=len(final[best].encoding.names),
        blocks=tuple(
            Block(split, i, block.origin.first_day, int(block.origin.known.sum()), len(block.y))
            for i, (split, block) in enumerate(judged, start=1)
        ),
        skip_share=float(y.mean()),
        scores=tuple(
            replace(score, is_best=score.model == best)
            for i, (split, block) in enumerate(judged, start=1)
            for score in block.scores(split, i)
        ),
        best=best.value,
        tied=tied,
        best_baseline=reference.value,
        gain=gain,
        usable=gain.low is not None and gain.low > 0,
        suspicious=test.found[best].auc.value > SUSPICIOUS_AUC,
        without_overlaps=_without_overlaps(plays[folds.test], p, seed),
        report=classification(y, p),
        confusion=confusion(y, p),
        roc=roc(y, p),
        baseline_roc=roc(y, test.p[reference]),
        calibration=calibration_deciles(y, p),
        importances=table,
        importance_kind=kind,
    )


def usable_folds(plays: pd.DataFrame) -> Folds | Gap:
    """The forward split, or why there can be none; without validation blocks of one class."""
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
    if folds is None:  # a session so long that it leaves nothing for one of the blocks
        return Gap(Part.SKIP_MODEL, Reason.TOO_FEW_SESSIONS, n_sessions, n_sessions + 1)
    validation = tuple(origin for origin in folds.validation if _two_classes(plays, origin))
    if not validation or not _two_classes(plays, folds.final):
        return Gap(Part.SKIP_MODEL, Reason.ONE_CLASS)
    return Folds(validation, folds.final)


def _two_classes(plays: pd.DataFrame, origin: Origin) -> bool:
    """Whether there is something to tell apart before an origin and after it."""
    return not any(_one_class(plays["skip"][part]) for part in (origin.known, origin.unseen))


def _one_class(skip: pd.Series) -> bool:
    return bool(skip.min() == skip.max())


@dataclass(frozen=True, slots=True)
class _Judged:
    """Predictions of every model and baseline on one block, with their measures.

    Attributes:
        origin: where the block starts.
        y: 0 or 1.
        p: chance of a skip, by name, models before baselines.
        found: measures by name, all on the same resamples.
        n_train: plays that each model learned from; baselines from all before the block.
    """

    origin: Origin
    y: Floats
    p: dict[str, Floats]
    found: dict[str, Measures]
    n_train: dict[str, int]

    def scores(self, split: str, number: int) -> Iterator[ModelScore]:
        """As values of the report."""
        n_known = int(self.origin.known.sum())
        for name, found in self.found.items():
            n, is_baseline = self.n_train.get(name, n_known), name in set(Baseline)
            yield model_score(name, split, number, n, found, is_baseline=is_baseline)


def _judge(
    plays: pd.DataFrame,
    origin: Origin,
    fitted: dict[Model, Fitted],
    seed: int,
    n_draws: int = N_DRAWS,
) -> _Judged:
    """Apply models and baselines to a block; baselines learn from all before it."""
    block = plays[origin.unseen]
    y, resamples = block["skip"].to_numpy(float), blocks(block, seed, n_draws)
    encodings = {one.encoding for one in fitted.values()}
    matrix = {encoding: encoding.matrix(block) for encoding in encodings}
    p: dict[str, Floats] = {
        model.value: one.of_matrix(matrix[one.encoding]) for model, one in fitted.items()
    }
    p |= {kind.value: baseline(kind, plays, origin.known)[origin.unseen] for kind in Baseline}
    found = {name: measures(y, chance, resamples) for name, chance in p.items()}
    return _Judged(origin, y, p, found, {model.value: one.n for model, one in fitted.items()})


def _choose(validation: list[_Judged]) -> tuple[Model, tuple[str, ...]]:
    """The simplest model within one standard error of the best, by mean AUC, and all such.

    Source: L. Breiman et al., Classification and Regression Trees (1984), 3.4.3: the one standard
    error rule; the error is that of the best model's mean AUC over resamples of each block.
    """
    values = {
        model: float(np.mean([block.found[model].auc.value for block in validation]))
        for model in Model
    }
    leader = max(Model, key=lambda model: values[model])
    draws = np.mean([block.found[leader].auc_draws for block in validation], axis=0)
    valid = draws[~np.isnan(draws)]
    error = float(valid.std()) if len(valid) else 0.0
    tied = [model for model in Model if values[model] >= values[leader] - error]
    return tied[0], tuple(model.value for model in tied)


def _gain(test: _Judged, best: Model, reference: Baseline) -> Estimate:
    """AUC of the model - AUC of the baseline, both on the same resamples of test."""
    model, simple = test.found[best], test.found[reference]
    low, high = interval(model.auc_draws - simple.auc_draws)
    return Estimate(model.auc.value - simple.auc.value, Unit.SCORE, len(test.y), low, high)


def _without_overlaps(test: pd.DataFrame, p: Floats, seed: int) -> Estimate | None:
    """The AUC on plays whose order is beyond doubt; none where one class is left."""
    clean = ~test["overlaps"].to_numpy()
    kept = test[clean]
    if kept.empty or _one_class(kept["skip"]):
        return None
    return auc(kept["skip"].to_numpy(float), p[clean], blocks(kept, seed))
