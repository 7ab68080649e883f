"""Intervals and tests of proportions, shared by the analyses. Pure functions of numbers.

Sample sizes may be fractions: a clustered sample counts as n / design effect independent ones.
All intervals are two-sided at 95%.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Z95 = 1.959963984540054
"""97.5% quantile of the standard normal distribution."""


def wilson(p: float, n: float) -> tuple[float, float]:
    """Wilson's score interval of a proportion.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927), without continuity correction.

    Args:
        p: observed proportion, 0 to 1.
        n: (effective) number of trials, 0 or more.

    Returns:
        (low, high) within [0, 1], around `p`; (0, 1), the limit, for no trials.

    Raises:
        ValueError: `p` is not a proportion, or `n` is negative.
    """
    if not 0 <= p <= 1:
        msg = f"a proportion of {p}"
        raise ValueError(msg)
    if n < 0:
        msg = f"a proportion of {n} trials"
        raise ValueError(msg)
    if n == 0:
        return 0.0, 1.0
    square = Z95 * Z95
    middle = p + square / (2 * n)
    half = Z95 * math.sqrt(p * (1 - p) / n + square / (4 * n * n))
    scale = 1 + square / n
    # Rounding may leave the ends on the wrong side of p by one bit where p is 0 or 1.
    return max(0.0, min(p, (middle - half) / scale)), min(1.0, max(p, (middle + half) / scale))


def newcombe(p1: float, n1: float, p2: float, n2: float) -> tuple[float, float]:
    """Newcombe's interval of a difference of independent proportions, `p1 - p2`.

    Source: R. G. Newcombe, "Interval estimation for the difference between independent
    proportions", Statistics in Medicine 17 (1998), method 10 (from Wilson's intervals).

    Args:
        p1: first proportion.
        n1: its (effective) number of trials.
        p2: second proportion.
        n2: its (effective) number of trials.

    Returns:
        (low, high) within [-1, 1].

    Raises:
        ValueError: as `wilson`.
    """
    low1, high1 = wilson(p1, n1)
    low2, high2 = wilson(p2, n2)
    difference = p1 - p2
    return (
        difference - math.hypot(p1 - low1, high2 - p2),
        difference + math.hypot(high1 - p1, p2 - low2),
    )


def two_proportion_z(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float]:
    """The z test that two independent proportions are equal, with the pooled variance.

    Args:
        x1: successes of the first sample.
        n1: its (effective) number of trials, above 0.
        x2: successes of the second sample.
        n2: its (effective) number of trials, above 0.

    Returns:
        (z, two-sided p). Samples of nothing but successes, or of none, do not differ: (0, 1).

    Raises:
        ValueError: a sample has no trials.
    """
    if n1 <= 0 or n2 <= 0:
        msg = f"a test of proportions of {n1} and {n2} trials"
        raise ValueError(msg)
    pooled = (x1 + x2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    if variance <= 0:
        return 0.0, 1.0
    z = (x1 / n1 - x2 / n2) / math.sqrt(variance)
    return z, two_sided_p(z)


def two_sided_p(z: float) -> float:
    """Two-sided p-value of a standard normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))


def student_p(t: float, df: float) -> float:
    """Two-sided p-value of a deviate of Student's t."""
    from scipy.special import stdtr  # noqa: PLC0415 - slow to load, and nothing early needs it

    return 2 * float(stdtr(df, -abs(t)))


def student_z95(df: float) -> float:
    """97.5% quantile of Student's t: what `Z95` becomes where the variance is an estimate.

    Args:
        df: degrees of freedom of the variance, above 0; often clusters - 1.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - as above

    return float(stdtrit(df, 0.975))


def p_of_interval(value: float, low: float, high: float) -> float:
    """Two-sided p-value of "the value is 0" that a 95% interval implies.

    Source: D. G. Altman, J. M. Bland, "How to obtain the P value from a confidence interval", BMJ
    343 (2011); the half of the interval that lies towards 0 gives the standard error.
    """
    half = value - low if value > 0 else high - value
    if half <= 0:
        return 0.0 if value else 1.0
    return two_sided_p(Z95 * value / half)


def benjamini_hochberg(p: Sequence[float]) -> tuple[float, ...]:
    """P-values adjusted for the false discovery rate, in the order given.

    Source: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995);
    a test is kept at rate q where its adjusted p is below q.

    Args:
        p: the p-values of one family.
    """
    order = sorted(range(len(p)), key=lambda i: p[i], reverse=True)
    adjusted = [1.0] * len(p)
    smallest = 1.0
    for rank, i in zip(range(len(p), 0, -1), order, strict=True):
        smallest = min(smallest, p[i] * len(p) / rank)
        adjusted[i] = smallest
    return tuple(adjusted)
