"""The activity trend and its risk level, calibrated on the history's own weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.results.facts import Gap, Part, Reason
from reporter.results.retention import HIGH, Risk, Trend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

N_DAYS = 14
HALF = 7
MEDIUM = -0.10
ALARM_QUANTILE = 0.05
MIN_WEEKS = 8


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the change between two weeks of this history looks like when nothing is the matter.

    Attributes:
        alarm: 5% quantile of the change.
        false_alarms: share of pairs in which the rule says High.
        plain_false_alarms: share of pairs in which a change below -20% alone would say it.
    """

    alarm: float
    false_alarms: float
    plain_false_alarms: float


def trend(plays: Sequence[int]) -> Trend:
    """The last 7 days against the 7 before, and what that means.

    Low down to -10%, medium below it. High takes a change below -20% **and** below the alarm, the
    5% quantile of `calibrate` over the days before the last 7. Where these are under 8 weeks there
    is no alarm, and the level is medium at most, because the plain rule alone cries High in 8 to
    31% of quiet weeks.

    Args:
        plays: plays of each complete local day, zeros included, oldest first.
    """
    recent, previous = _mean(plays[-HALF:]), _mean(plays[-N_DAYS:-HALF])
    gap = _gap(plays, previous)
    if gap is not None:
        return Trend(recent, previous, None, None, None, None, Risk.INSUFFICIENT, gap)
    change = recent / previous - 1
    found = calibrate(plays[:-HALF])
    if found is None:
        return Trend(recent, previous, change, None, None, None, level(change, None), None)
    return Trend(
        recent,
        previous,
        change,
        found.alarm,
        found.false_alarms,
        found.plain_false_alarms,
        level(change, found.alarm),
        None,
    )


def untold_trend(least: int) -> Trend:
    """No trend, because a half of it has too few listeners."""
    gap = Gap(Part.TREND, Reason.FEW_LISTENERS, need=least)
    return Trend(None, None, None, None, None, None, Risk.INSUFFICIENT, gap)


def level(change: float, alarm: float | None) -> Risk:
    """The risk level of a change, given the alarm; without one it is never high."""
    if alarm is not None and change < min(HIGH, alarm):
        return Risk.HIGH
    return Risk.MEDIUM if change < MEDIUM else Risk.LOW


def calibrate(plays: Sequence[int]) -> Calibration | None:
    """Resample weeks: the change between every two different 7-day blocks of quiet history.

    The blocks are cut back from the last day and do not overlap. Weeks resampled with replacement
    follow one another in every order alike, so that all ordered pairs are what 52 resampled weeks
    estimate, without the noise of a draw. A pair whose first block has no plays has no change and
    is left out. Where weeks often fall to nothing the quantile is -1, below which nothing can
    fall: no week of such a history is alarming by itself.

    Args:
        plays: as `trend`, without the week that is judged: in a short history it would be its own
            quantile, so that no fall could ever be alarming.

    Returns:
        None for fewer than 8 blocks, or none with plays.
    """
    changes = week_changes(plays)
    if changes is None:
        return None
    alarm = float(np.quantile(changes, ALARM_QUANTILE))
    high = (float(np.mean(changes < bound)) for bound in (min(HIGH, alarm), HIGH))
    return Calibration(alarm, *high)


def week_changes(plays: Sequence[int]) -> NDArray[np.float64] | None:
    """The change between every two different 7-day blocks, as `calibrate` takes them.

    Args:
        plays: as `calibrate`.

    Returns:
        (n_pairs,); none for fewer than 8 blocks, or none with plays.
    """
    n_weeks = len(plays) // HALF
    if n_weeks < MIN_WEEKS:
        return None
    weeks = np.asarray(plays[len(plays) - n_weeks * HALF :], dtype=np.int64)
    totals = weeks.reshape(n_weeks, HALF).sum(axis=1)
    before = np.flatnonzero(totals)
    if not len(before):
        return None
    ratio = totals[np.newaxis, :] / totals[before, np.newaxis]
    changes: NDArray[np.float64] = ratio[before[:, np.newaxis] != np.arange(n_weeks)] - 1
    return changes


def _gap(plays: Sequence[int], previous: float) -> Gap | None:
    if len(plays) < N_DAYS:
        return Gap(Part.TREND, Reason.TOO_FEW_DAYS, have=len(plays), need=N_DAYS)
    return Gap(Part.TREND, Reason.EMPTY_WEEK_BEFORE) if previous == 0 else None


def _mean(plays: Sequence[int]) -> float:
    return sum(plays) / len(plays) if plays else 0.0
