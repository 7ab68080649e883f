"""Bootstraps: counts by days of the same weekday, rates by blocks of plays that hang together.

A percentile interval of n resampled blocks is too narrow by sqrt((n - 1) / n), and by what t has
over the normal distribution: draws are stretched by both about the change (T. C. Hesterberg,
"What teachers should know about the bootstrap", The American Statistician 69, 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.statistics.intervals import Z95, student_p, student_z95

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

N_DRAWS = 2_000
WEEK_DAYS = 7
LEAST_BLOCKS = 5
"""Fewer say nothing of their spread."""


@dataclass(frozen=True, slots=True)
class CountChange:
    """A change of a total and how sure it is; in the unit of the counts."""

    change: float
    low: float
    high: float
    p: float


def count_change(now: Sequence[float], before: Sequence[float], seed: int) -> CountChange | None:
    """Change of the total of two spans of days by a weekday-matched bootstrap.

    Both spans start on their first day; day i of one is matched with day i of the other where
    both have whole weeks (so weekdays match), and the daily differences are resampled. Longer spans
    (months) resample the days of each weekday within each span, shorter ones all their days. p is
    that of the change over the draws' standard error, and no smaller than the draws can tell.

    Args:
        now: daily totals of the period, oldest first.
        before: daily totals of the period before.
        seed: seed of the draws.

    Returns:
        The change with its 95% interval; none for spans under a week.
    """
    n = min(len(now), len(before))
    if n < WEEK_DAYS:
        return None
    rng = np.random.default_rng(seed)
    new, old = np.asarray(now, float), np.asarray(before, float)
    change = float(new.sum() - old.sum())
    if len(new) == len(old) and n % WEEK_DAYS == 0:
        draws, df, shrunk = _totals(new - old, rng), n - 1, (n - 1) / n
    elif n >= 2 * WEEK_DAYS:
        weeks = n // WEEK_DAYS
        draws = _by_weekday(new, rng) - _by_weekday(old, rng)
        df, shrunk = n - WEEK_DAYS, (weeks - 1) / weeks
    else:
        draws, df, shrunk = _totals(new, rng) - _totals(old, rng), n - 1, (n - 1) / n
    spread = (draws - change) / math.sqrt(shrunk)
    low, high = _interval(spread, df)
    return CountChange(
        change, change + low, change + high, _p_value(change, float(spread.std()), df)
    )


def rate_change(
    now: NDArray[np.int64], before: NDArray[np.int64], seed: int, *, shared: bool
) -> tuple[float, float] | None:
    """95% interval of a change of a rate by resampling whole blocks.

    Args:
        now: skips and decided plays of each block in the period, (n_blocks, 2).
        before: the same of the period before; the same blocks where they are shared.
        seed: seed of the draws.
        shared: a block is in both periods, as a listener is, and is drawn for both at once;
            otherwise each period draws its own.

    Returns:
        The interval as a difference of shares; none with fewer than `LEAST_BLOCKS` blocks, or where
        a draw leaves a period without decided plays.
    """
    n = min(len(now), len(before))
    if n < LEAST_BLOCKS:
        return None
    rng = np.random.default_rng(seed)
    weights = _weights(len(now), rng)
    new = weights @ now
    old = (weights if shared else _weights(len(before), rng)) @ before
    possible = (new[:, 1] > 0) & (old[:, 1] > 0)
    if not possible.all():
        return None
    change = float(now[:, 0].sum() / now[:, 1].sum() - before[:, 0].sum() / before[:, 1].sum())
    draws = new[:, 0] / new[:, 1] - old[:, 0] / old[:, 1]
    df = n - 1 if shared else len(now) + len(before) - 2
    low, high = _interval((draws - change) * math.sqrt(n / (n - 1)), df)
    return max(change + low, -1.0), min(change + high, 1.0)


def _interval(spread: NDArray[np.float64], df: float) -> tuple[float, float]:
    """95% percentiles of the draws' distances from the change, as Student's t stretches them."""
    low, high = np.quantile(spread, (0.025, 0.975)) * (student_z95(df) / Z95)
    return float(low), float(high)


def _p_value(change: float, error: float, df: float) -> float:
    if not change:
        return 1.0
    least = 2 / (N_DRAWS + 1)
    return max(student_p(change / error, df), least) if error else least


def _weights(n_blocks: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """How often each draw holds each block, (N_DRAWS, n_blocks)."""
    picks = rng.integers(0, n_blocks, size=(N_DRAWS, n_blocks))
    picks += n_blocks * np.arange(N_DRAWS)[:, None]
    counts = np.bincount(picks.ravel(), minlength=N_DRAWS * n_blocks)
    return counts.reshape(N_DRAWS, n_blocks).astype(np.float64)


def _totals(days: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Bootstrap totals: each day replaced by any day of the span."""
    totals: NDArray[np.float64] = days[rng.integers(0, len(days), size=(N_DRAWS, len(days)))].sum(
        axis=1
    )
    return totals


def _by_weekday(days: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Bootstrap totals: each day replaced by a day of the same weekday of the same span."""
    total = np.zeros(N_DRAWS)
    for weekday in range(WEEK_DAYS):
        total += _totals(days[weekday::WEEK_DAYS], rng)
    return total
