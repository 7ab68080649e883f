"""Sessions: when each listener sits down to listen, and for how many plays.

Nothing here depends on how plays end, so that the number of plays is exact and no session is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.sample import world
from reporter.sample.names import draw

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.sample.population import Population

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS

PLAY_MS_AT_MOST = 360_000
"""Longest play with the choosing before it: what the last sessions must leave room for."""

PAUSE_MS = (60_000, 1_200_000)

_SEATED, _CLOSING = 1e6, 1e9
"""Ranks above all that chance gives."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """One value for each session in each field, in order of listener and start.

    Attributes:
        listener: index of the listener.
        start_ms: milliseconds from the first midnight of the data to the first play.
        n_plays: 1 to `world.MAX_SESSION_PLAYS`.
        shuffle: on for the whole session.
        platform: index into `world.PLATFORMS`.
        reason_start: of the first play, index into `world.REASONS_START`.
        pause_at: position (from 1) of the play that is paused; 0 for none.
        pause_ms: how long.
        censored_end: index into `world.REASONS_END` if the last play is cut off; else 0.
    """

    listener: NDArray[np.int64]
    start_ms: NDArray[np.int64]
    n_plays: NDArray[np.int64]
    shuffle: NDArray[np.bool_]
    platform: NDArray[np.int64]
    reason_start: NDArray[np.int64]
    pause_at: NDArray[np.int64]
    pause_ms: NDArray[np.int64]
    censored_end: NDArray[np.int64]


def plan(
    population: Population,
    listeners: slice,
    n_plays: NDArray[np.int64],
    n_weeks: int,
    rng: np.random.Generator,
) -> Sessions:
    """Sessions of a block of listeners.

    Every listener has five slots a day. Each slot gets a random rank, higher at popular hours and
    in busy weeks, and a length; the highest ranks are taken until the listener's plays are used up.

    Args:
        population: all listeners.
        listeners: the block.
        n_plays: plays of each listener of the block, within `population.capacity`.
        n_weeks: length of the data.
        rng: source of all chance.
    """
    start_ms = _slot_starts(population.phase_hours[listeners], n_weeks, rng)
    room = (n_weeks * 7 * DAY_MS - start_ms - PAUSE_MS[1]) // PLAY_MS_AT_MOST
    length = np.minimum(_lengths(population.segment[listeners], start_ms.shape, rng), room)
    rank = _ranks(population, listeners, start_ms, rng)
    rank[length < 1] = -np.inf
    taken = _take(rank, length, n_plays)
    row, slot = np.nonzero(taken)
    return _furnish(population, listeners.start + row, start_ms[row, slot], taken[row, slot], rng)


def _slot_starts(
    phase_hours: NDArray[np.float64], n_weeks: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    n_slots = n_weeks * 7 * world.SLOTS_A_DAY
    opens = phase_hours[:, None] + world.SLOT_HOURS * np.arange(n_slots)
    jitter = world.SLOT_JITTER_HOURS * rng.random(opens.shape)
    return ((opens + jitter) * HOUR_MS).astype(np.int64)


def _lengths(
    segment: NDArray[np.int64], shape: tuple[int, ...], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Plays of a session at each slot: half the mean of the segment, or more."""
    mean = np.array([kind.session_plays for kind in world.SEGMENTS])[segment, None]
    length = np.ceil(mean / 2 * (1 - np.log1p(-rng.random(shape))))
    capped: NDArray[np.float64] = np.minimum(length, world.MAX_SESSION_PLAYS)
    return capped.astype(np.int64)


def _ranks(
    population: Population,
    listeners: slice,
    start_ms: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Random ranks: the highest k are a sample of k slots by weight, without replacement.

    Source: Efraimidis and Spirakis (2006), in the form of Gumbel's noise on log-weights.
    """
    per_week = 7 * world.SLOTS_A_DAY
    n_weeks = start_ms.shape[1] // per_week
    there = population.there(listeners, n_weeks)
    mood = world.WEEK_SD * rng.standard_normal(there.shape)
    rank: NDArray[np.float64] = (
        np.log(_popularity(population.segment[listeners], start_ms))
        + np.repeat(np.where(there, mood, -np.inf), per_week, axis=1)
        - np.log(-np.log1p(-rng.random(start_ms.shape)))
    )
    first, last = population.first_week[listeners], population.last_week[listeners]
    _seat(rank, np.flatnonzero(first > 0), first, per_week)
    _seat(rank, np.flatnonzero(population.churned[listeners]), last, per_week)
    if listeners.start == 0:
        rank[0, -1] = _CLOSING
    return rank


def _seat(
    rank: NDArray[np.float64], rows: NDArray[np.int64], week: NDArray[np.int64], per_week: int
) -> None:
    """Let the best slot of a week be taken in any case: who joins or leaves then, plays then."""
    slots = week[rows, None] * per_week + np.arange(per_week - 1)
    best = slots[np.arange(len(rows)), rank[rows[:, None], slots].argmax(axis=1)]
    rank[rows, best] = np.where(rank[rows, best] < _SEATED / 2, _SEATED, rank[rows, best])


def _popularity(segment: NDArray[np.int64], start_ms: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weight of each slot by hour and weekday; the data start on a Monday."""
    hour = start_ms % DAY_MS / HOUR_MS
    peak = np.array([kind.peak_hour for kind in world.SEGMENTS])[segment, None]
    away = np.abs((hour - peak + 12) % 24 - 12)
    by_day = 0.04 + np.exp(-0.5 * (away / 4.0) ** 2)
    weight: NDArray[np.float64] = by_day * world.WEEKDAY_WEIGHT[start_ms // DAY_MS % 7]
    return weight


def _take(
    rank: NDArray[np.float64], length: NDArray[np.int64], n_plays: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Plays taken at each slot: rows sum to `n_plays`."""
    order = np.argsort(-rank, axis=1, kind="stable")
    offered = np.take_along_axis(np.where(np.isfinite(rank), length, 0), order, axis=1)
    before = np.cumsum(offered, axis=1) - offered
    taken = np.zeros_like(length)
    np.put_along_axis(taken, order, np.clip(n_plays[:, None] - before, 0, offered), axis=1)
    return taken


def _furnish(
    population: Population,
    listener: NDArray[np.int64],
    start_ms: NDArray[np.int64],
    n_plays: NDArray[np.int64],
    rng: np.random.Generator,
) -> Sessions:
    u = rng.random((7, len(listener)))
    reasons = np.array(list(world.FIRST_REASON_SHARE))
    shares = np.array(list(world.FIRST_REASON_SHARE.values()))
    elsewhere = u[1] < world.SHARE_SECOND_PLATFORM
    paused = (u[3] < world.DIRT.paused) & (n_plays <= world.MAX_PAUSED_SESSION_PLAYS)
    low, high = PAUSE_MS
    cut_off = np.where(u[6] < world.DIRT.censored / 2, world.LOGOUT, world.UNEXPECTED_EXIT)
    return Sessions(
        listener=listener,
        start_ms=start_ms,
        n_plays=n_plays,
        shuffle=u[0] < population.shuffle_share[listener],
        platform=np.where(
            elsewhere, population.second_platform[listener], population.platform[listener]
        ),
        reason_start=reasons[draw(shares, u[2])],
        pause_at=np.where(paused, 1 + (u[4] * n_plays).astype(np.int64), 0),
        pause_ms=np.where(paused, low + (u[5] * (high - low)).astype(np.int64), 0),
        censored_end=np.where(u[6] < world.DIRT.censored, cut_off, 0),
    )
