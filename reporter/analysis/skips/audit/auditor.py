"""The leakage auditor.

It refits one model, gradient boosting, whichever was chosen for the report: it is quick, and finds
a leak of any shape. The honest features stand against the same with each banned column and each
suspect recipe; the features themselves are watched while outcomes change; and labels are permuted
over all listeners before features are built, which must leave nothing to be foreseen. A permutation
cannot see a leak from the row itself, such as its length: hence the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from reporter.analysis.skips.audit.suspects import (
    CHECKS,
    COLUMNS,
    REBUILT,
    RECIPES,
)
from reporter.analysis.skips.audit.trial import exposed, trial
from reporter.analysis.skips.audit.watch import watch
from reporter.analysis.skips.evaluation import auc_draws, blocks, interval
from reporter.analysis.skips.features import with_features
from reporter.analysis.skips.model import usable_folds
from reporter.analysis.skips.models import Model, train
from reporter.analysis.skips.splits import forward
from reporter.results.audit import Audit, Permutation, Suspect, SuspectKind
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from reporter.analysis.skips.audit.evidence import Evidence
    from reporter.analysis.skips.audit.suspects import Column
    from reporter.analysis.skips.audit.trial import Build, Trial
    from reporter.analysis.skips.evaluation import Blocks
    from reporter.analysis.skips.features import Sample
    from reporter.analysis.skips.splits import Folds

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

MODEL = Model.GRADIENT_BOOSTING
MIN_OF_CLASS = 20
"""Skips and completes that known plays and test need, so that permuted labels have them too."""

MIN_KNOWN = 500
"""Plays of which a banned column has to be known."""

TEST_SHARE = 0.2
CHANCE = 0.5

_KINDS: tuple[tuple[SuspectKind, dict[str, Column]], ...] = (
    (SuspectKind.COLUMN, dict(COLUMNS)),
    (SuspectKind.RECIPE, dict(RECIPES)),
    (SuspectKind.CHECK, dict(CHECKS)),
)


def audit(evidence: Evidence, seed: int, build: Build = with_features) -> Audit | Gap:
    """Audit the features of the skip model.

    Args:
        evidence: the sample, and how its plays ended.
        seed: of models, resamples and exchanges.
        build: makes the features that are audited.

    Returns:
        The audit; a gap where there can be no skip model.
    """
    honest = trial(build, exposed(evidence))
    folds = usable_folds(honest.sample.plays)
    if isinstance(folds, Gap):
        return replace(folds, part=Part.AUDIT)
    if _rarer(honest.sample.plays[folds.known], honest.sample.plays[folds.test]) < MIN_OF_CLASS:
        return Gap(Part.AUDIT, Reason.ONE_CLASS)
    with threadpool_limits(1):
        watched = watch(evidence, build, seed)
        bench = _Bench.of(honest, folds, seed)
        absent = _absent(evidence)
        suspects = (
            *_added(evidence, bench, absent),
            *_rebuilt(evidence, build, bench),
            _shuffled(bench),
        )
        permutation = _permutation(evidence, build, seed)
    return Audit(
        model=MODEL.value,
        auc=bench.auc,
        n_columns=watched.n_columns,
        n_cuts=watched.n_cuts,
        n_watched=watched.n_plays,
        leaking=watched.leaking,
        suspects=tuple(sorted(suspects, key=lambda one: (-one.gain.value, one.name))),
        absent=tuple(Gap(Part.AUDIT, Reason.NO_COLUMN, name=name) for name in absent),
        permutation=permutation,
        clean=not watched.leaking and permutation.fair,
    )


@dataclass(frozen=True, slots=True)
class _Bench:
    """The honest model that every suspect is measured against.

    Attributes:
        rows: for each play of the sample its row in the evidence.
        resamples: draws of blocks of test.
        draws: the honest AUC in each of them.
    """

    sample: Sample
    rows: NDArray[np.int64]
    folds: Folds
    seed: int
    resamples: Blocks
    auc: Estimate
    draws: Floats

    @classmethod
    def of(cls, honest: Trial, folds: Folds, seed: int) -> _Bench:
        test = honest.sample.plays[folds.test]
        resamples = blocks(test, seed)
        y, p = _judged(honest.sample, folds.known, folds.test, seed)
        draws = auc_draws(y, p, resamples)
        return cls(honest.sample, honest.rows, folds, seed, resamples, _auc(y, p, draws), draws)

    def suspect(self, name: str, kind: SuspectKind, sample: Sample) -> Suspect:
        """Measure a sample whose plays are those of the honest one, in its order."""
        y, p = _judged(sample, self.folds.known, self.folds.test, self.seed)
        draws = auc_draws(y, p, self.resamples)
        return self.against(name, kind, _auc(y, p, draws), draws - self.draws)

    def against(self, name: str, kind: SuspectKind, auc: Estimate, gains: Floats) -> Suspect:
        """The suspect with its gain over the honest model."""
        low, high = interval(gains)
        gain = Estimate(auc.value - self.auc.value, Unit.SCORE, auc.n, low, high)
        leaks = kind is not SuspectKind.CHECK and low is not None and low > 0
        return Suspect(name, kind, auc, gain, leaks)


def _judged(sample: Sample, known: Booleans, unseen: Booleans, seed: int) -> tuple[Floats, Floats]:
    """Outcomes and predicted chances of the unseen plays."""
    plays = sample.plays[unseen]
    fitted = train(MODEL, sample, known, seed)
    return plays["skip"].to_numpy(float), fitted.probability(plays)


def _auc(y: Floats, p: Floats, draws: Floats) -> Estimate:
    return Estimate(float(roc_auc_score(y, p)), Unit.SCORE, len(y), *interval(draws))


def _absent(evidence: Evidence) -> tuple[str, ...]:
    """Suspects that the source has no data for."""
    banned = evidence.banned.to_pandas()
    n_known = {
        "reason_end": banned["reason_end"].count(),
        "stated_gap": banned["exact_start"].sum(),
    }
    return tuple(name for name, n in n_known.items() if n < MIN_KNOWN)


def _added(evidence: Evidence, bench: _Bench, absent: tuple[str, ...]) -> Iterator[Suspect]:
    """The honest features with one more column."""
    plays = exposed(evidence).plays
    wanted = (
        (kind, name, column)
        for kind, columns in _KINDS
        for name, column in columns.items()
        if name not in absent
    )
    for kind, name, column in wanted:
        values = column(plays).to_numpy(float)[bench.rows]
        yield bench.suspect(name, kind, _with(bench.sample, f"suspect_{name}", values))


def _with(sample: Sample, name: str, values: Floats) -> Sample:
    plays = sample.plays.assign(**{name: values})
    return replace(sample, plays=plays, features=(*sample.features, name))


def _rebuilt(evidence: Evidence, build: Build, bench: _Bench) -> Iterator[Suspect]:
    """Features that are built from plays in another order, or in other sessions."""
    for name, recipe in REBUILT.items():
        rebuilt = recipe(build, exposed(evidence))
        plays = rebuilt.sample.plays.set_axis(rebuilt.rows).loc[bench.rows].reset_index(drop=True)
        yield bench.suspect(name, SuspectKind.RECIPE, replace(rebuilt.sample, plays=plays))


def _shuffled(bench: _Bench) -> Suspect:
    """The honest features on plays that were split at random, neighbours into different parts."""
    n = len(bench.sample.plays)
    unseen = np.random.default_rng(bench.seed).random(n) < TEST_SHARE
    y, p = _judged(bench.sample, ~unseen, unseen, bench.seed)
    draws = auc_draws(y, p, blocks(bench.sample.plays[unseen], bench.seed + 1))
    auc = _auc(y, p, draws)
    return bench.against("random_split", SuspectKind.RECIPE, auc, draws - bench.draws)


def _permutation(evidence: Evidence, build: Build, seed: int) -> Permutation:
    """The AUC on labels that were permuted over all listeners before features were built."""
    values = []
    for outcomes in evidence.permuted:
        sample = build(exposed(evidence, outcomes))
        folds = forward(sample.plays)
        if folds is None or not _rarer(sample.plays[folds.known], sample.plays[folds.test]):
            continue
        values.append(roc_auc_score(*_judged(sample, folds.known, folds.test, seed)))
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(len(values)))
    low, high = mean - 2 * error, mean + 2 * error
    return Permutation(Estimate(mean, Unit.SCORE, len(values), low, high), low <= CHANCE <= high)


def _rarer(*parts: pd.DataFrame) -> int:
    """Plays of the rarer outcome in the part that has the fewest of it."""
    return min(min(int(part["skip"].sum()), int((1 - part["skip"]).sum())) for part in parts)
