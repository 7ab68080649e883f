"""How much worse the context model predicts held-out plays when drivers are permuted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.skips.evaluation import interval
from reporter.results.facts import Estimate, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from reporter.analysis.skips.context import Factor
    from reporter.analysis.skips.evaluation import Blocks

    Floats = NDArray[np.float64]

N_PERMUTATIONS = 10
CORRELATED = 0.7
"""Drivers whose absolute rank correlation is above it are permuted together."""


def clusters(found: Sequence[Factor], y: Floats) -> tuple[tuple[int, ...], ...]:
    """Drivers that move together: those that a chain of correlations above 0.7 connects.

    The correlation is Spearman's, with the parts of each driver in the order of their skip rates:
    so it has a meaning for names, too, and is high where two drivers tell the same of skips.

    Args:
        found: the drivers.
        y: outcomes, from which the order of the parts comes.

    Returns:
        Numbers of the drivers, each in one cluster, in order.
    """
    ranks = np.column_stack([_ranks(factor, y) for factor in found])
    ranks -= ranks.mean(axis=0)
    products, spread = ranks.T @ ranks, np.linalg.norm(ranks, axis=0)
    related = np.abs(products) > CORRELATED * np.outer(spread, spread)
    label = list(range(len(found)))
    for i, j in zip(*np.nonzero(related), strict=True):
        old, new = max(label[i], label[j]), min(label[i], label[j])
        label = [new if one == old else one for one in label]
    return tuple(
        tuple(i for i, one in enumerate(label) if one == first) for first in sorted(set(label))
    )


def _ranks(factor: Factor, y: Floats) -> Floats:
    """Mid-ranks of the plays by the skip rate of their part; equal rates share their rank."""
    n = np.bincount(factor.code, minlength=factor.n_parts)
    rate = np.bincount(factor.code, y, minlength=factor.n_parts) / np.maximum(n, 1)
    _, place = np.unique(rate, return_inverse=True)
    size = np.bincount(place, n)
    ranks: Floats = (np.cumsum(size) - size / 2)[place][factor.code]
    return ranks


def loss(
    linear: Floats, own: Floats, y: Floats, resamples: Blocks, rng: np.random.Generator
) -> Estimate:
    """Mean rise of the held-out log-loss when part of the linear predictor is permuted.

    Source: L. Breiman, "Random forests", Machine Learning 45 (2001), 10, for all columns of
    the drivers at once; the interval is over resampled blocks of held-out plays.

    Args:
        linear: linear predictor of the held-out plays.
        own: what the drivers that are permuted together add to it.
        y: their outcomes.
        resamples: of the held-out plays.
        rng: of the permutations.
    """
    rest = linear - own
    permuted = [_losses(y, rest + rng.permutation(own)) for _ in range(N_PERMUTATIONS)]
    rise = np.mean(permuted, axis=0) - _losses(y, linear)
    sums = resamples.sums(np.column_stack([rise, np.ones(len(rise))]))
    low, high = interval(sums[:, 0] / sums[:, 1])
    return Estimate(float(rise.mean()), Unit.SCORE, len(rise), low, high)


def _losses(y: Floats, linear: Floats) -> Floats:
    """Log-loss of each play from its linear predictor."""
    losses: Floats = np.logaddexp(0, linear) - y * linear
    return losses
