"""Listeners: what kind each is, when each comes and goes, and how much each plays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.errors import UsageError
from reporter.sample import world
from reporter.sample.names import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLOSING_PHASE_HOURS = 22.1 - (world.SLOTS_A_DAY - 1) * world.SLOT_HOURS
"""Listener 0's last slot of a day opens so late that the last day of the data is whole."""


@dataclass(frozen=True, slots=True)
class Population:
    """One value for each listener in each field. Weeks count from 0.

    Attributes:
        segment: index into `world.SEGMENTS`.
        intercept: log-odds of a skip.
        shuffle_share: chance that a session has shuffle on.
        early_skips: share of skips within the first seconds, not anywhere in the track.
        plays_a_week: how much the listener plays, relative to the others.
        platform: index into `world.PLATFORMS` of the one liked best.
        second_platform: index of the other one.
        country: index into `world.COUNTRIES`.
        phase_hours: when the first slot of each day opens.
        first_week: the week in which the listener joins.
        last_week: the last week with plays (inclusive).
        break_from: first week of a pause.
        break_until: the week after it (exclusive); `break_from` where there is none.
        churned: left for good before the last week of the data.
    """

    segment: NDArray[np.int64]
    intercept: NDArray[np.float64]
    shuffle_share: NDArray[np.float64]
    early_skips: NDArray[np.float64]
    plays_a_week: NDArray[np.float64]
    platform: NDArray[np.int64]
    second_platform: NDArray[np.int64]
    country: NDArray[np.int64]
    phase_hours: NDArray[np.float64]
    first_week: NDArray[np.int64]
    last_week: NDArray[np.int64]
    break_from: NDArray[np.int64]
    break_until: NDArray[np.int64]
    churned: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.segment)

    def weeks_there(self) -> NDArray[np.int64]:
        """Weeks in which the listener may play: at least 1."""
        return 1 + self.last_week - self.first_week - (self.break_until - self.break_from)

    def there(self, listeners: slice, n_weeks: int) -> NDArray[np.bool_]:
        """Whether each of `listeners` (rows) may play in each week (columns)."""
        week = np.arange(n_weeks)
        first, last = self.first_week[listeners, None], self.last_week[listeners, None]
        pause, back = self.break_from[listeners, None], self.break_until[listeners, None]
        return (first <= week) & (week <= last) & ~((pause <= week) & (week < back))


def build(n_listeners: int, n_weeks: int, rng: np.random.Generator) -> Population:
    """Draw the listeners. Listener 0 is of the first segment, there from first to last."""
    segment = draw(_of("share"), rng.random(n_listeners))
    segment[0] = 0
    shuffle = _of("shuffle_share")[segment]
    activity = np.exp(world.PLAYS_SD * rng.standard_normal(n_listeners))
    phase = world.SLOT_HOURS * rng.random(n_listeners)
    phase[0] = CLOSING_PHASE_HOURS
    low, high = world.EARLY_SKIPS
    first, last = _lives(segment, n_weeks, rng)
    churned, last = last < n_weeks - 1, np.minimum(last, n_weeks - 1)
    pause, back = _breaks(first, last, rng)
    return Population(
        segment=segment,
        intercept=_of("intercept")[segment] + world.INTERCEPT_SD * rng.standard_normal(n_listeners),
        shuffle_share=np.clip(
            shuffle + world.SHUFFLE_SHARE_SD * rng.standard_normal(n_listeners), 0.02, 0.98
        ),
        early_skips=low + (high - low) * rng.random(n_listeners),
        plays_a_week=_of("plays_a_week")[segment] * activity,
        platform=draw(world.PLATFORM_SHARE, rng.random(n_listeners)),
        second_platform=draw(world.PLATFORM_SHARE, rng.random(n_listeners)),
        country=draw(world.COUNTRY_SHARE, rng.random(n_listeners)),
        phase_hours=phase,
        first_week=first,
        last_week=last,
        break_from=pause,
        break_until=back,
        churned=churned,
    )


def _of(field: str) -> NDArray[np.float64]:
    return np.array([getattr(segment, field) for segment in world.SEGMENTS])


def _lives(
    segment: NDArray[np.int64], n_weeks: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last week of each; the last one may lie behind the end of the data."""
    u = rng.random((3, len(segment)))
    late = 1 + (u[1] * (n_weeks - 1)).astype(np.int64)
    from_the_start = (u[0] < world.SHARE_FROM_THE_START) | (n_weeks == 1)
    first = np.where(from_the_start, 0, late)
    hazard = _of("weekly_churn")[segment]
    last = first + (np.log1p(-u[2]) / np.log1p(-hazard)).astype(np.int64)
    first[0], last[0] = 0, n_weeks
    return first, last


def _breaks(
    first: NDArray[np.int64], last: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First week of each pause and the week after it; weeks of play stand on both sides."""
    u = rng.random((3, len(first)))
    low, high = world.BREAK_WEEKS
    length = low + (u[0] * (high - low + 1)).astype(np.int64)
    room = last - first - 1 - length
    start = first + 1 + (u[1] * np.maximum(room + 1, 1)).astype(np.int64)
    takes = (u[2] < world.SHARE_WITH_BREAK) & (room >= 0)
    takes[0] = False
    return np.where(takes, start, 0), np.where(takes, start + length, 0)


def natural_plays(population: Population) -> int:
    """The number of plays where nobody asks for one."""
    return round(float((population.plays_a_week * population.weeks_there()).sum()))


def allot(population: Population, n_plays: int) -> NDArray[np.int64]:
    """Each listener's share of exactly `n_plays`: at least 1, at most what fits.

    Raises:
        UsageError: so many do not fit, or there are fewer plays than listeners.
    """
    n = len(population)
    room = capacity(population)
    if n_plays < n:
        msg = f"{n:,} listeners cannot have {n_plays:,} plays"
        raise UsageError(msg, hint="ask for one play for each listener, or more")
    if n_plays > room.sum():
        msg = f"{n:,} listeners have no time for {n_plays:,} plays in these weeks"
        need = math.ceil(1.1 * n_plays / room.mean())
        raise UsageError(msg, hint=f"ask for {need:,} listeners, or for more weeks")
    weight = population.plays_a_week * population.weeks_there()
    low, high = 0.0, float((room / weight).max())
    for _ in range(100):
        middle = (low + high) / 2
        enough = np.clip(middle * weight, 1, room).sum() >= n_plays
        low, high = (low, middle) if enough else (middle, high)
    exact = np.clip(high * weight, 1, room)
    whole = np.floor(exact).astype(np.int64)
    rest = n_plays - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    order = order[(whole < room)[order]]
    whole[order[:rest]] += 1
    return whole


def capacity(population: Population) -> NDArray[np.int64]:
    """Plays that surely fit into each listener's weeks, the last day left aside."""
    slots = (7 * population.weeks_there() - 1) * world.SLOTS_A_DAY
    shortest = np.ceil(_of("session_plays") / 2).astype(np.int64)
    return slots * shortest[population.segment]
