"""Rates of many groups at once: each is drawn to what all share, as far as they seem to share it.

How much the groups' true rates differ is itself not known. Where one best guess of it stands for
the truth, as in plain empirical Bayes, the intervals are too narrow, and collapse where the groups
happen to be alike. Here every spread counts by how well it explains the counts of all groups.

Source: A. Gelman et al., Bayesian Data Analysis (2013), 5.3, with the uniform shrinkage prior of
C. L. Christiansen and C. N. Morris, "Hierarchical Poisson regression modeling", JASA 92 (1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.results.facts import Estimate, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STRENGTHS = np.geomspace(0.5, 5_000, 24)
"""Weights of the shared rate, in plays: from groups that have nothing in common to equal ones."""

ERRORS = np.linspace(-3, 3, 7)
"""Standard errors of the shared rate from the pooled one."""


@dataclass(frozen=True, slots=True)
class RatePrior:
    """Beta distributions that the groups' true rates may come from.

    Attributes:
        alpha: shape (k,): successes that each is worth.
        beta: shape (k,): failures.
        weight: shape (k,): how well each explains the counts of all groups; they sum to 1.
    """

    alpha: Floats
    beta: Floats
    weight: Floats

    def posteriors(self, counts: Sequence[tuple[int, int]]) -> list[Estimate]:
        """The rate of each group with its 95% credible interval.

        The interval is that of the beta distribution with the mixture's mean and variance.

        Args:
            counts: (successes, trials) of each group, among those that the prior was learned from.
        """
        from scipy.special import betaincinv  # noqa: PLC0415 - slow to load, and seldom needed

        pairs = np.array(counts, dtype=float).reshape(-1, 2)
        a = self.alpha + pairs[:, :1]
        n = self.alpha + self.beta + pairs[:, 1:]
        means = a / n
        mean = means @ self.weight
        within = means * (1 - means) / (n + 1)
        variance = (within + (means - mean[:, None]) ** 2) @ self.weight
        worth = mean * (1 - mean) / variance - 1
        low, high = (betaincinv(mean * worth, (1 - mean) * worth, q) for q in (0.025, 0.975))
        rates = np.stack([mean, low, high], axis=1).tolist()
        return [
            Estimate(value, Unit.SHARE, trials, lowest, highest)
            for (value, lowest, highest), (_, trials) in zip(rates, counts, strict=True)
        ]


def rate_prior(counts: Sequence[tuple[int, int]]) -> RatePrior:
    """Learn from all groups what their rates have in common.

    Args:
        counts: (successes, trials) of each group, trials > 0.

    Returns:
        The uniform distribution where there is one group, or all trials went the same way.
    """
    from scipy.special import betaln, expit, logit  # noqa: PLC0415 - as above

    pairs, times = np.unique(
        np.array(counts, dtype=float).reshape(-1, 2), axis=0, return_counts=True
    )
    successes, trials = pairs.T
    total = float(times @ trials)
    pooled = float(times @ successes) / total if total else 0.0
    if len(counts) < 2 or not 0 < pooled < 1:  # noqa: PLR2004 - one group has nothing to share
        return RatePrior(np.ones(1), np.ones(1), np.ones(1))
    size = float(times @ trials**2) / total
    error = np.sqrt((1 + (size - 1) / (STRENGTHS + 1)) / (total * pooled * (1 - pooled)))
    mean = expit(logit(pooled) + error[:, None] * ERRORS)
    strength = np.broadcast_to(STRENGTHS[:, None], mean.shape)
    alpha, beta = (mean * strength).ravel(), ((1 - mean) * strength).ravel()
    fits = betaln(alpha[:, None] + successes, beta[:, None] + trials - successes)
    # uniform in typical / (typical + strength) and in the logit; both grids' steps count
    typical = total / len(counts)
    step = np.log(error * STRENGTHS / (typical + STRENGTHS) ** 2)
    worth = (fits @ times) - len(counts) * betaln(alpha, beta) + np.repeat(step, len(ERRORS))
    weight = np.exp(worth - worth.max())
    return RatePrior(alpha, beta, weight / weight.sum())
