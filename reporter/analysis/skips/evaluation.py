"""How good a prediction is, and how sure that is: measures with a block bootstrap.

Plays of a session, and of a listener, are alike, so that whole blocks are resampled. A draw costs
no pass over the plays: AUC and PR-AUC come from counts in score bins, means from sums over blocks,
calibration from one Newton step; each is one matrix product for all draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import expit, logit
from sklearn.metrics import average_precision_score, roc_auc_score

from reporter.analysis.statistics.calibration import calibrate
from reporter.analysis.statistics.ranking import auc_of_counts, ratio
from reporter.results.facts import Estimate, Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

N_DRAWS = 1_000
N_BINS = 1_000
MIN_LISTENER_BLOCKS = 20
"""With fewer listeners the blocks are sessions: a handful of blocks has no distribution."""

EPSILON = 1e-6
"""Probabilities are kept this far from 0 and 1, so that a log-loss is finite."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Resamples of whole blocks, the same for everything that is compared.

    Attributes:
        block: number of each play's block.
        weights: shape (draws, blocks): how often each block was drawn.
    """

    block: NDArray[np.int64]
    weights: Floats

    def sums(self, columns: Floats) -> Floats:
        """Weighted sums over plays for each draw.

        Args:
            columns: shape (plays, k).

        Returns:
            Shape (draws, k).
        """
        n = len(self.block)
        members = csr_array(
            (np.ones(n), (self.block, np.arange(n))), shape=(self.weights.shape[1], n)
        )
        return np.asarray(self.weights @ (members @ columns))


def blocks(plays: pd.DataFrame, seed: int, n_draws: int = N_DRAWS) -> Blocks:
    """Draw blocks of plays (columns `listener` and `session`) with replacement."""
    block = block_of(plays)
    n = int(block.max(initial=-1)) + 1
    rng = np.random.default_rng(seed)
    weights = np.empty((n_draws, n))
    for draw in range(n_draws):
        weights[draw] = np.bincount(rng.integers(0, n, n), minlength=n)
    return Blocks(block, weights)


def block_of(plays: pd.DataFrame) -> NDArray[np.int64]:
    """The number of each play's block: of its listener, or session where listeners are few."""
    by = "listener" if plays["listener"].nunique() >= MIN_LISTENER_BLOCKS else "session"
    return pd.factorize(plays[by], sort=True)[0].astype(np.int64)


def auc_draws(y: Floats, score: Floats, resamples: Blocks) -> Floats:
    """The AUC in each resample; NaN where it has one class alone.

    Scores fall into up to 1,000 bins of equal size, equal scores into the same bin, and half of
    the pairs within a bin count as right: off by less than 1e-3.
    """
    return auc_of_counts(*_binned(y, score, resamples))


def _binned(y: Floats, score: Floats, resamples: Blocks) -> tuple[Floats, Floats]:
    """Skips and completes by draw and score bin, lowest scores first: shape (draws, bins)."""
    edges = np.unique(np.quantile(score, np.linspace(0, 1, N_BINS)))
    column = np.searchsorted(edges, score)
    shape = (resamples.weights.shape[1], len(edges))
    skips, completes = (
        np.asarray(resamples.weights @ csr_array((part, (resamples.block, column)), shape=shape))
        for part in (y, 1 - y)
    )
    return skips, completes


def _binned_pr_auc(skips: Floats, completes: Floats) -> Floats:
    """Average precision: each bin is one threshold, and the precision there counts for its skips.

    Source: scikit-learn, `average_precision_score`, which has a threshold at each score.
    """
    named = np.cumsum(skips[:, ::-1], axis=1)
    chosen = np.cumsum(completes[:, ::-1], axis=1)
    chosen += named
    precision = np.divide(named, chosen, out=named, where=chosen > 0)
    found = np.einsum("ij,ij->i", skips[:, ::-1], precision)
    return ratio(found, skips.sum(axis=1))


def interval(draws: Floats) -> tuple[float | None, float | None]:
    """95% percentile interval; none where most draws have no value."""
    valid = draws[~np.isnan(draws)]
    if 2 * len(valid) <= len(draws):
        return None, None
    low, high = np.quantile(valid, [0.025, 0.975])
    return float(low), float(high)


def auc(y: Floats, score: Floats, resamples: Blocks) -> Estimate:
    """The AUC with its block bootstrap interval; both classes must be there."""
    low, high = interval(auc_draws(y, score, resamples))
    value = float(roc_auc_score(y, score))
    return Estimate(value, Unit.SCORE, len(y), low, high)


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of one prediction, each with its block bootstrap interval.

    Attributes:
        accuracy: share of plays told right at probability 0.5.
        pr_auc: average precision.
        log_loss: in nats.
        brier: mean squared error of the probability.
        slope: calibration slope; none where all predictions are equal.
        intercept: calibration in the large; none where all predictions are equal.
        auc_draws: the AUC in each resample.
    """

    accuracy: Estimate
    auc: Estimate
    pr_auc: Estimate
    log_loss: Estimate
    brier: Estimate
    slope: Estimate | None
    intercept: Estimate | None
    auc_draws: Floats


def measures(y: Floats, p: Floats, resamples: Blocks) -> Measures:
    """Measure a prediction.

    Args:
        y: 0 or 1; both must be there.
        p: predicted chance of a skip, within (0, 1).
        resamples: draws of blocks of the plays.
    """
    skips, completes = _binned(y, p, resamples)
    aucs = auc_of_counts(skips, completes)
    losses = np.column_stack(
        [
            np.ones(len(y)),
            (p >= 0.5) == (y == 1),  # noqa: PLR2004 - one half
            -np.log(np.where(y == 1, p, 1 - p)),
            (p - y) ** 2,
        ]
    )
    n, *sums = resamples.sums(losses).T
    means = [
        _estimate(unit, len(y), float(column.mean()), ratio(total, n))
        for unit, column, total in zip(
            (Unit.SHARE, Unit.SCORE, Unit.SCORE), losses.T[1:], sums, strict=True
        )
    ]
    slope, intercept = _calibrated(y, p, resamples)
    return Measures(
        accuracy=means[0],
        auc=_estimate(Unit.SCORE, len(y), float(roc_auc_score(y, p)), aucs),
        pr_auc=_estimate(
            Unit.SCORE,
            len(y),
            float(average_precision_score(y, p)),
            _binned_pr_auc(skips, completes),
        ),
        log_loss=means[1],
        brier=means[2],
        slope=slope,
        intercept=intercept,
        auc_draws=aucs,
    )


def _estimate(unit: Unit, n: int, value: float, draws: Floats) -> Estimate:
    return Estimate(value, unit, n, *interval(draws))


def _calibrated(
    y: Floats, p: Floats, resamples: Blocks
) -> tuple[Estimate, Estimate] | tuple[None, None]:
    """Calibration slope and calibration in the large, with one Newton step for each draw."""
    line = calibrate(y, p)
    if line is None:
        return None, None
    linear = logit(p)
    mean, at_one = expit(line.base + line.slope * linear), expit(line.large + linear)
    curved, rest = mean * (1 - mean), y - mean
    columns = [rest, rest * linear, curved, curved * linear, curved * linear**2]
    g0, g1, h00, h01, h11, g, h = resamples.sums(
        np.column_stack([*columns, y - at_one, at_one * (1 - at_one)])
    ).T
    steps = ratio(h00 * g1 - h01 * g0, h00 * h11 - h01**2), ratio(g, h)
    return (
        _estimate(Unit.SCORE, len(y), line.slope, line.slope + steps[0]),
        _estimate(Unit.SCORE, len(y), line.large, line.large + steps[1]),
    )
