"""Empirical Bayes: rates of few plays drawn towards what all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_STRENGTH = 1_000.0
"""Upper bound of the prior's weight in plays: where rates hardly differ, it would be infinite."""

SHRINKAGES = (np.arange(100) + 0.5) / 100
"""Shares of the way to the centre that an effect of the usual error may be drawn, all as likely."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A beta distribution of skip rates: `alpha` skips and `beta` completes seen beforehand."""

    alpha: float
    beta: float


def beta_prior(counts: Sequence[tuple[int, int]]) -> Prior:
    """The prior that (skips, decided) pairs share, by the method of moments.

    Source: the beta-binomial's intraclass correlation from the weighted between-group sum of
    squares (Kleinman, JASA 68, 1973). Rates that differ no more than chance give the strongest
    prior, one group the uniform one.

    Args:
        counts: one pair a group, decided > 0.
    """
    n = sum(decided for _, decided in counts)
    mean = sum(skips for skips, _ in counts) / n if n else 0.5
    simple = mean * (1 - mean)
    groups = len(counts)
    if groups < 2 or simple <= 0:  # noqa: PLR2004 - one group says nothing of a spread
        return Prior(1.0, 1.0)
    between = sum(decided * (skips / decided - mean) ** 2 for skips, decided in counts)
    spread = n - sum(decided**2 for _, decided in counts) / n - (groups - 1)
    excess = between - simple * (groups - 1)
    strength = MAX_STRENGTH
    if excess > 0 and spread > 0:
        correlation = min(excess / (simple * spread), 1.0)
        strength = min(max(1 / correlation - 1, 1.0), MAX_STRENGTH)
    return Prior(mean * strength, (1 - mean) * strength)


def shrink(
    effects: Sequence[tuple[float, float]], centre: float | None = 0.0
) -> tuple[tuple[float, float], ...]:
    """Effects drawn towards a centre, the more so the less sure they are.

    How far the true effects lie apart is not known: every spread counts by how well it explains
    all effects, so that those that happen to be alike do not seem sure.

    Source: A. Gelman et al., Bayesian Data Analysis (2013), 5.4, with the uniform shrinkage prior
    of M. J. Daniels, "A prior for the variance in hierarchical models", Canadian Journal of
    Statistics 27 (1999).

    Args:
        effects: (estimate, standard error) of each.
        centre: what they are drawn to, 0 is no effect; none for their own mean.

    Returns:
        (posterior mean, posterior standard deviation) of each; what has no error stays.
    """
    known = np.array([one for one in effects if one[1] > 0], dtype=float).reshape(-1, 2)
    if not len(known):
        return tuple(effects)
    y, error = known.T
    typical = len(y) / np.sum(1 / error**2)
    spread = typical * (1 - SHRINKAGES[:, None]) / SHRINKAGES[:, None]
    variance = error**2 + spread
    precision = np.sum(1 / variance, axis=1, keepdims=True)
    middle, unsure = np.full_like(precision, centre or 0.0), np.zeros_like(precision)
    if centre is None:
        middle, unsure = np.sum(y / variance, axis=1, keepdims=True) / precision, 1 / precision
    fit = -0.5 * np.sum(np.log(variance) + (y - middle) ** 2 / variance, axis=1)
    fit += 0.5 * np.log(np.where(unsure > 0, unsure, 1.0))[:, 0]
    weight = np.exp(fit - fit.max())
    weight /= weight.sum()
    kept = spread / variance
    means = middle + kept * (y - middle)
    mean = weight @ means
    within = kept * error**2 + (1 - kept) ** 2 * unsure
    deviation = np.sqrt(weight @ (within + (means - mean) ** 2))
    drawn = iter(zip(mean.tolist(), deviation.tolist(), strict=True))
    return tuple(next(drawn) if error > 0 else (value, 0.0) for value, error in effects)
