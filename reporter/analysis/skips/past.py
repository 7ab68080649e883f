"""What was known before: for each play, the earlier plays of its group, without loops.

A play sees the plays of its group that stopped strictly before a moment. Moments are row numbers
of plays in listener order, so that every question is a search in one sorted array.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Past:
    """For each of n plays, a slice of the plays that it may look back on.

    Attributes:
        rows: row numbers of the plays that count, by group, then in listener order.
        start: for each play, where its group starts in `rows`.
        end: for each play, the end (exclusive) of what was there before its moment.
    """

    rows: Integers
    start: Integers
    end: Integers

    @property
    def n(self) -> Integers:
        """Earlier plays of the group."""
        return self.end - self.start

    def total(self, values: Floats, last: int | None = None) -> Floats:
        """Sum of `values` (one a row) over the earlier plays, or over the `last` of them."""
        sums = np.concatenate([[0.0], np.cumsum(values[self.rows])])
        start = self.start if last is None else np.maximum(self.start, self.end - last)
        total: Floats = sums[self.end] - sums[start]
        return total

    def rate(
        self, values: Floats, prior: Floats | float, weight: float, last: int | None
    ) -> Floats:
        """Mean of `values` over the earlier plays, shrunk towards `prior`.

        Args:
            values: one a row.
            prior: the mean without any earlier play.
            weight: how many plays the prior counts as.
            last: only that many plays, or all where none.
        """
        n = self.n if last is None else np.minimum(self.n, last)
        rate: Floats = (self.total(values, last) + weight * prior) / (n + weight)
        return rate

    def nth(self, values: Floats, k: int, missing: float) -> Floats:
        """The value of the k-th last earlier play, 1 being the last; `missing` if there is none."""
        found = np.full(len(self.end), missing)
        there = self.n >= k
        found[there] = values[self.rows[self.end[there] - k]]
        return found

    def streak(self, values: Floats) -> Integers:
        """How many of the last earlier plays in a row have a value above 0."""
        index = np.arange(len(self.rows))
        broken = np.maximum.accumulate(np.where(values[self.rows] > 0, -1, index))
        streak = np.zeros(len(self.end), np.int64)
        there = self.n > 0
        before = np.maximum(broken[self.end[there] - 1], self.start[there] - 1)
        streak[there] = self.end[there] - 1 - before
        return streak


def past(group: Integers, counts: NDArray[np.bool_], moment: Integers) -> Past:
    """Look back from each play on its group.

    Args:
        group: number of each play's group, 0 or more; rows in listener order.
        counts: which plays may be looked at.
        moment: for each play a row number; it sees the plays of rows before that.
    """
    n = len(group) + 1
    rows = np.flatnonzero(counts)
    rows = rows[np.argsort(group[rows], kind="stable")]
    place = group[rows] * n + rows
    return Past(rows, np.searchsorted(place, group * n), np.searchsorted(place, group * n + moment))


def first_of_run(*keys: Integers) -> Integers:
    """For each row, the row number at which its run of equal keys starts."""
    n = len(keys[0])
    new = np.ones(n, bool)
    new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in keys])
    starts: Integers = np.maximum.accumulate(np.where(new, np.arange(n), 0))
    return starts
