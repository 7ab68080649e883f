"""Drivers of skips: adjusted effects from a context model of their own.

A logistic regression on factors. The effect of a level is the mean change of the predicted
chance of a skip, over all plays, if the level stood in place of the reference and all else stayed
as it was. Its interval comes from resampled blocks, with one Newton step for each draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_limits

from reporter.analysis.skips.context import Factor, factors, listener_surplus
from reporter.analysis.skips.evaluation import Blocks, auc, blocks, interval
from reporter.analysis.skips.splits import Folds, forward
from reporter.analysis.statistics.logistic import fit
from reporter.results.drivers import Driver, DriverGroup, Drivers
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.features import Sample
    from reporter.results.skips import SkipModel

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

RIDGE = 0.01
"""Next to nothing beside thousands of plays; keeps the effect of a level without skips finite."""

N_DRAWS = 500
N_PERMUTATIONS = 10


def drivers(sample: Sample, model: SkipModel | Gap, seed: int) -> Drivers | Gap:
    """What skips are associated with, strongest first.

    Args:
        sample: plays with features.
        model: the skip model of the same sample: where it is of no use there are no drivers.
        seed: of resamples and permutations.
    """
    if isinstance(model, Gap):
        return Gap(Part.DRIVERS, model.reason, model.have, model.need, model.name)
    if not model.usable:
        return Gap(Part.DRIVERS, Reason.NO_USABLE_SIGNAL)
    with threadpool_limits(1):  # as the skip model
        return effects(sample, seed)


def effects(sample: Sample, seed: int) -> Drivers | Gap:
    """The drivers, whatever the skip model is worth."""
    found, absent = factors(sample)
    folds = forward(sample.plays)
    if folds is None:
        return Gap(Part.DRIVERS, Reason.TOO_FEW_SESSIONS)
    if not found:
        return Gap(Part.DRIVERS, Reason.ONE_LEVEL)
    y = sample.plays["skip"].to_numpy(float)
    found = tuple(
        _surplus(sample, found, i, y, folds) if factor.name == "listener_rate" else factor
        for i, factor in enumerate(found)
    )
    design = _Design.of(found)
    test_blocks = blocks(sample.plays[folds.test], seed)
    past = fit(design.x[folds.known], y[folds.known], ridge=RIDGE)
    losses = {
        factor.name: _loss(design, i, past, y, folds, test_blocks, seed)
        for i, factor in enumerate(found)
    }
    fitted = _Fit.of(design, y, blocks(sample.plays, seed, N_DRAWS))
    groups = [_group(fitted, i, losses[factor.name]) for i, factor in enumerate(found)]
    return Drivers(
        n=len(y),
        auc=auc(y[folds.test], expit(design.x[folds.test] @ past), test_blocks),
        groups=tuple(sorted(groups, key=lambda group: (-group.loss.value, group.feature))),
        absent=absent,
    )


def _surplus(sample: Sample, found: tuple[Factor, ...], i: int, y: Floats, folds: Folds) -> Factor:
    """The listener's rate (the i-th factor) without what the other factors explain of it.

    What they explain comes from a first context model of the plays before test, with everybody's
    own rate at its mean.
    """
    design = _Design.of(found)
    beta = fit(design.x[folds.known], y[folds.known], ridge=RIDGE)
    own = design.coefficients(i, beta)[found[i].code]
    expected = expit(design.x @ beta - own + own.mean())
    surplus = listener_surplus(sample, y - expected)
    return found[i] if isinstance(surplus, Gap) else surplus


@dataclass(frozen=True, slots=True)
class _Design:
    """The factors as a matrix of zeros and ones.

    Attributes:
        x: shape (plays, columns); a column of ones, then a column for each part of each factor
            but its first.
        factors: in the order of their columns.
        first: for each factor its first column.
    """

    x: Floats
    factors: tuple[Factor, ...]
    first: tuple[int, ...]

    @classmethod
    def of(cls, found: tuple[Factor, ...]) -> _Design:
        columns, first = [np.ones(len(found[0].code))], []
        for factor in found:
            first.append(len(columns))
            columns += [factor.code == i for i in range(1, factor.n_parts)]
        return cls(np.column_stack(columns).astype(float), found, tuple(first))

    def columns(self, i: int) -> slice:
        """Columns of the i-th factor."""
        return slice(self.first[i], self.first[i] + self.factors[i].n_parts - 1)

    def coefficients(self, i: int, beta: Floats) -> Floats:
        """Of each part of the i-th factor, 0 for the first."""
        return np.concatenate([[0.0], beta[self.columns(i)]])


@dataclass(frozen=True, slots=True)
class _Fit:
    """The context model on all plays.

    Attributes:
        y: 0 or 1.
        beta: coefficients.
        resamples: draws of blocks.
        shifts: shape (draws, columns): how far the coefficients of each draw are from `beta`.
        sizes: plays of each draw.
    """

    design: _Design
    y: Floats
    beta: Floats
    resamples: Blocks
    shifts: Floats
    sizes: Floats

    @classmethod
    def of(cls, design: _Design, y: Floats, resamples: Blocks) -> _Fit:
        beta = fit(design.x, y, ridge=RIDGE)
        shifts = newton_shifts(design.x, y, beta, resamples)
        return cls(design, y, beta, resamples, shifts, resamples.sums(np.ones((len(y), 1)))[:, 0])

    def chances(self, i: int) -> tuple[Floats, Floats]:
        """Mean predicted chance of a skip if every play were in each part of the i-th factor.

        Returns:
            Shapes (parts,) and (draws, parts). A draw changes the plays, over which the mean
            is taken, and the coefficients; the second is linear in them (delta method).
        """
        x, code = self.design.x, self.design.factors[i].code
        own, columns = self.design.coefficients(i, self.beta), self.design.columns(i)
        p = expit((x @ self.beta - own[code])[:, None] + own)
        slope = p * (1 - p)
        gradient = np.asarray(x.T @ slope / len(x), float)
        gradient[columns] = np.diag(slope.mean(axis=0))[1:]
        draws = self.resamples.sums(p) / self.sizes[:, None] + self.shifts @ gradient
        return p.mean(axis=0), draws


def newton_shifts(x: Floats, y: Floats, beta: Floats, resamples: Blocks) -> Floats:
    """One Newton step from `beta` in each resample: shape (draws, columns).

    Gradients and Hessians add up over blocks, so that a draw costs one small system of equations.
    """
    p, k = expit(x @ beta), x.shape[1]
    weighted = x * (p * (1 - p))[:, None]
    gradients = resamples.sums(x * (y - p)[:, None]) - RIDGE * beta
    hessians = np.empty((len(gradients), k, k))
    for i in range(k):
        hessians[:, i, i:] = resamples.sums(weighted[:, i, None] * x[:, i:])
        hessians[:, i:, i] = hessians[:, i, i:]
    hessians += RIDGE * np.eye(k)
    return np.asarray(np.linalg.solve(hessians, gradients[:, :, None])[:, :, 0], float)


def _group(fitted: _Fit, i: int, loss: Estimate) -> DriverGroup:
    """All reported levels of the i-th factor."""
    factor, y = fitted.design.factors[i], fitted.y
    chances, draws = fitted.chances(i)
    base, at_reference = list(factor.parts[0]), factor.at(0)
    rows = []
    for level in factor.shown:
        parts, at_level = list(factor.parts[level]), factor.at(level)
        low, high = interval(100 * (draws[:, parts].mean(axis=1) - draws[:, base].mean(axis=1)))
        n, value = int(at_level.sum()), chances[parts].mean() - chances[base].mean()
        rows.append(
            Driver(
                feature=factor.name,
                level=factor.levels[level],
                reference=factor.reference,
                effect=Estimate(100 * float(value), Unit.POINTS, n, low, high),
                raw=100 * float(y[at_level].mean() - y[at_reference].mean()),
                share=n / len(y),
            )
        )
    return DriverGroup(factor.name, factor.reference, int(at_reference.sum()), loss, tuple(rows))


def _loss(
    design: _Design,
    i: int,
    beta: Floats,
    y: Floats,
    folds: Folds,
    resamples: Blocks,
    seed: int,
) -> Estimate:
    """Mean rise of the held-out log-loss when the i-th factor is permuted among held-out plays.

    Source: L. Breiman, "Random forests", Machine Learning 45 (2001), 10, for all columns of a
    factor at once; the interval is over resampled blocks of held-out plays.
    """
    factor = design.factors[i]
    code, truth = factor.code[folds.test], y[folds.test]
    own = design.coefficients(i, beta)
    linear = design.x[folds.test] @ beta
    rng = np.random.default_rng([seed, *factor.name.encode()])
    permuted = [
        _losses(truth, linear - own[code] + own[rng.permutation(code)])
        for _ in range(N_PERMUTATIONS)
    ]
    rise = np.mean(permuted, axis=0) - _losses(truth, linear)
    sums = resamples.sums(np.column_stack([rise, np.ones(len(rise))]))
    low, high = interval(sums[:, 0] / sums[:, 1])
    return Estimate(float(rise.mean()), Unit.SCORE, len(rise), low, high)


def _losses(y: Floats, linear: Floats) -> Floats:
    """Log-loss of each play from its linear predictor."""
    losses: Floats = np.logaddexp(0, linear) - y * linear
    return losses
