"""Survival of durations of which some have not ended yet: Kaplan-Meier and the log-rank test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.statistics.intervals import Z95, wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """A share that survives, with its 95% interval.

    Attributes:
        value: 0 to 1.
        n: subjects at risk where it starts from.
    """

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """The product-limit estimate: S(t), the share whose event comes after t.

    Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations",
    JASA 53 (1958).

    Attributes:
        times: distinct durations, ascending; shape (k,).
        events: durations that ended there.
        censored: durations that were last seen there, their end still to come.
    """

    times: Floats
    events: Floats
    censored: Floats

    @property
    def n(self) -> int:
        """Durations in all."""
        return int(self.events.sum() + self.censored.sum())

    @property
    def n_events(self) -> int:
        """Durations that ended."""
        return int(self.events.sum())

    @property
    def at_risk(self) -> Floats:
        """Durations of each of `times` or longer."""
        leaving = self.events + self.censored
        return np.asarray(leaving[::-1].cumsum()[::-1], float)

    @property
    def survival(self) -> Floats:
        """S at each of `times`."""
        return np.asarray(np.cumprod(1 - self.events / self.at_risk), float)

    def at(self, time: float) -> Share:
        """S(t) with its interval."""
        return self.after(-math.inf, time)

    def after(self, reached: float, time: float) -> Share:
        """S(t) / S(s): of those whose duration is above s, the share that lasts beyond t.

        The interval is Greenwood's variance on the scale of log(-log S) (J. D. Kalbfleisch and
        R. L. Prentice, The Statistical Analysis of Failure Time Data, 1980); where the share is 0
        or 1, which has no such variance, Wilson's over the durations not censored in between.

        Args:
            reached: s; minus infinity for all durations.
            time: t, s or more.

        Raises:
            ValueError: no duration is above `reached`.
        """
        inside = (self.times > reached) & (self.times <= time)
        n = int((self.events + self.censored)[self.times > reached].sum())
        if not n:
            msg = f"no duration is above {reached}"
            raise ValueError(msg)
        events, at_risk = self.events[inside], self.at_risk[inside]
        value = float(np.prod(1 - events / at_risk))
        if not 0 < value < 1:
            low, high = wilson(value, n - float(self.censored[inside].sum()))
            return Share(value, n, low, high)
        greenwood = float(np.sum(events / (at_risk * (at_risk - events))))
        error = Z95 * math.sqrt(greenwood) / abs(math.log(value))
        return Share(value, n, value ** math.exp(error), value ** math.exp(-error))

    def median(self) -> float | None:
        """The first time at which no more than half survive; none where it is not reached."""
        reached = np.flatnonzero(self.survival <= HALF)
        return float(self.times[reached[0]]) if len(reached) else None


def kaplan_meier(
    durations: ArrayLike, ended: ArrayLike, weights: ArrayLike | None = None
) -> KaplanMeier:
    """Count durations.

    Args:
        durations: each at least 0.
        ended: whether it ended; else it is censored there.
        weights: how many durations each stands for; 1 by default.
    """
    values = np.asarray(durations, float)
    dead = np.asarray(ended, float)
    number = np.ones(len(values)) if weights is None else np.asarray(weights, float)
    times, place = np.unique(values, return_inverse=True)
    events = np.bincount(place, dead * number, len(times))
    censored = np.bincount(place, (1 - dead) * number, len(times))
    return KaplanMeier(times, np.asarray(events, float), np.asarray(censored, float))


def log_rank(first: KaplanMeier, second: KaplanMeier) -> tuple[float, float] | None:
    """The log-rank test that two groups survive alike.

    Source: N. Mantel, Cancer Chemotherapy Reports 50 (1966), with the hypergeometric variance.

    Returns:
        (chi-square with 1 degree of freedom, p); none where no event could tell them apart.
    """
    times = np.union1d(first.times[first.events > 0], second.times[second.events > 0])
    (d1, n1), (d2, n2) = (_counts(group, times) for group in (first, second))
    d, n = d1 + d2, n1 + n2
    excess = float(np.sum(d1 - d * n1 / n))
    spread = np.divide(d * n1 * n2 * (n - d), n * n * (n - 1), out=np.zeros(len(n)), where=n > 1)
    variance = float(spread.sum())
    if variance <= 0:
        return None
    square = excess * excess / variance
    return square, math.erfc(math.sqrt(square / 2))


def _counts(group: KaplanMeier, times: Floats) -> tuple[Floats, Floats]:
    """Events at each time, and durations that reach it."""
    events = np.zeros(len(times))
    dead = group.events > 0
    events[np.searchsorted(times, group.times[dead])] = group.events[dead]
    at_risk = np.append(group.at_risk, 0.0)[np.searchsorted(group.times, times)]
    return events, at_risk
