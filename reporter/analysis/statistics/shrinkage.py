"""Empirical Bayes: rates of few plays drawn towards what all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_STRENGTH = 1_000.0
"""Upper bound of the prior's weight in plays: where rates hardly differ, it would be infinite."""


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
    effects: Sequence[tuple[float, float]], centre: float = 0.0
) -> tuple[tuple[float, float], ...]:
    """Effects drawn towards a centre, the more so the less sure they are.

    Source: C. Morris, "Parametric empirical Bayes inference", JASA 78 (1983), with the method of
    moments for the spread of the true effects (DerSimonian and Laird, Controlled Clinical Trials 7,
    1986, with a known centre). Effects that differ from it no more than by chance become the
    centre.

    Args:
        effects: (estimate, standard error) of each.
        centre: what they are drawn to; 0 is no effect.

    Returns:
        (posterior mean, posterior standard deviation) of each.
    """
    known = [(value, error) for value, error in effects if error > 0]
    weights = sum(1 / error**2 for _, error in known)
    scatter = sum(((value - centre) / error) ** 2 for value, error in known)
    spread = max(0.0, (scatter - len(known)) / weights) if known else 0.0
    return tuple(
        (centre + (value - centre) * keep, error * keep**0.5)
        for value, error in effects
        for keep in (spread / (spread + error**2) if error > 0 else 1.0,)
    )
