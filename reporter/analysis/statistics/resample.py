"""Changes of counts: days resampled against days of the same weekday."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

N_DRAWS = 2_000
WEEK_DAYS = 7


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
    both have whole weeks (so weekdays match), and the daily differences are resampled. Spans of
    other lengths (months) resample the days of each weekday within each span. The draws are
    stretched by sqrt(n / (n - 1)) about the change, because resampling n days understates their
    spread by that factor (Davison and Hinkley, Bootstrap Methods, 1997, 2.5).

    Args:
        now: daily totals of the period, oldest first.
        before: daily totals of the period before.
        seed: seed of the draws.

    Returns:
        The change with its 95% percentile interval; none for spans under a week.
    """
    if min(len(now), len(before)) < WEEK_DAYS:
        return None
    rng = np.random.default_rng(seed)
    new, old = np.asarray(now, float), np.asarray(before, float)
    change = float(new.sum() - old.sum())
    if len(new) == len(old) and len(new) % WEEK_DAYS == 0:
        differences = new - old
        picks = rng.integers(0, len(differences), size=(N_DRAWS, len(differences)))
        draws, n = differences[picks].sum(axis=1), len(differences)
    else:
        draws, n = _by_weekday(new, rng) - _by_weekday(old, rng), min(len(new), len(old)) // 7
    draws = change + (draws - change) * np.sqrt(n / (n - 1))
    low, high = np.quantile(draws, (0.025, 0.975))
    tail = min(np.mean(draws <= 0), np.mean(draws >= 0))
    p = min(1.0, 2 * (float(tail) * N_DRAWS + 1) / (N_DRAWS + 1))
    return CountChange(change, float(low), float(high), p)


def _by_weekday(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Bootstrap totals: each day replaced by a day of the same weekday of the same span."""
    total = np.zeros(N_DRAWS)
    for weekday in range(WEEK_DAYS):
        own = days[weekday::WEEK_DAYS]
        total += own[rng.integers(0, len(own), size=(N_DRAWS, len(own)))].sum(axis=1)
    return total
