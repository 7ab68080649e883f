"""How good a prediction is, and how sure that is: AUC with a block bootstrap, calibration.

Plays of a session, and of a listener, are alike, so that whole blocks are resampled. The AUC of
each draw comes from counts in score bins: one matrix product for all draws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import logit
from sklearn.metrics import roc_auc_score

from reporter.analysis.statistics.logistic import fit
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
    """Draw blocks with replacement: listeners, or sessions where listeners are few.

    Args:
        plays: columns `listener` and `session`.
        seed: of the draws.
        n_draws: number of resamples.
    """
    by = "listener" if plays["listener"].nunique() >= MIN_LISTENER_BLOCKS else "session"
    block, names = pd.factorize(plays[by], sort=True)
    rng = np.random.default_rng(seed)
    weights = np.empty((n_draws, len(names)))
    for draw in range(n_draws):
        weights[draw] = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
    return Blocks(block.astype(np.int64), weights)


def auc_draws(y: Floats, score: Floats, resamples: Blocks) -> Floats:
    """The AUC in each resample; NaN where it has one class alone.

    Scores fall into up to 1,000 bins of equal size, equal scores into the same bin, and half of
    the pairs within a bin count as right: off by less than 1e-3.
    """
    edges = np.unique(np.quantile(score, np.linspace(0, 1, N_BINS)))
    column = np.searchsorted(edges, score)
    shape = (resamples.weights.shape[1], len(edges) + 1)
    skips, completes = (
        np.asarray(resamples.weights @ csr_array((part, (resamples.block, column)), shape=shape))
        for part in (y, 1 - y)
    )
    below = np.cumsum(completes, axis=1) - completes / 2
    pairs = skips.sum(axis=1) * completes.sum(axis=1)
    right = np.sum(skips * below, axis=1)
    draws: Floats = np.divide(right, pairs, out=np.full(len(right), np.nan), where=pairs > 0)
    return draws


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


def calibration(y: Floats, p: Floats) -> tuple[float | None, float | None]:
    """Calibration slope, and calibration in the large (the intercept at slope 1).

    Source: D. R. Cox, "Two further applications of a model for binary regression", Biometrika 45
    (1958). None for both where all predictions are equal.
    """
    if np.ptp(p) == 0:
        return None, None
    linear = logit(p)
    ones = np.ones((len(p), 1))
    slope = fit(np.column_stack([ones, linear]), y, ridge=EPSILON)[1]
    intercept = fit(ones, y, ridge=EPSILON, offset=linear)[0]
    return float(slope), float(intercept)
