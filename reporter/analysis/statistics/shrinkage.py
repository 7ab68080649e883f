"""Empirical Bayes: rates of few plays drawn towards what all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.results.facts import Estimate, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_STRENGTH = 1_000.0
"""Upper bound of the prior's weight in plays: where rates hardly differ, it would be infinite."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A beta distribution of skip rates: `alpha` skips and `beta` completes seen beforehand."""

    alpha: float
    beta: float

    def posterior(self, skips: int, decided: int) -> Estimate:
        """Shrunk rate with its 95% credible interval."""
        from scipy.special import betaincinv  # noqa: PLC0415 - slow to load, and seldom needed

        a, b = self.alpha + skips, self.beta + decided - skips
        low, high = (float(betaincinv(a, b, q)) for q in (0.025, 0.975))
        return Estimate(a / (a + b), Unit.SHARE, decided, low, high)


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
