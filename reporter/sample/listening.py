"""Plays: each session from its first play to its last, all sessions of a block side by side.

How a play ends decides how the next one begins, so time runs in a loop over positions; at each
position all sessions that are still going take one step together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.sample import world
from reporter.sample.effects import POSITION_FROM, Context, chance
from reporter.sample.names import draw
from reporter.sample.sessions import DAY_MS, HOUR_MS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.sample.catalogue import Catalogue
    from reporter.sample.population import Population
    from reporter.sample.sessions import Sessions

HOURS_A_BIN = 6
SECOND_MS = 1000
CHOOSING_MS = 13_000
LONGEST_SKIP = 0.95
"""A skip stops before this share of the track."""

EARLY_SKIP_MS = 12_000


@dataclass(frozen=True, slots=True)
class Plays:
    """One value for each play in each field, in order of listener and time.

    Times are milliseconds from the first midnight of the data. `end_ms` is when the play stopped,
    later than `start_ms + ms_played` where it was paused.

    Attributes:
        listener: index of the listener.
        start_ms: when it began.
        end_ms: when it stopped.
        ms_played: how long it was heard.
        track: index into the catalogue.
        shuffle: shuffle was on.
        platform: index into `world.PLATFORMS`.
        reason_start: index into `world.REASONS_START`.
        reason_end: index into `world.REASONS_END`.
        position: in the session, from 1.
        after_skip: the play before in the session was skipped.
        paused: it was paused.
    """

    listener: NDArray[np.int64]
    start_ms: NDArray[np.int64]
    end_ms: NDArray[np.int64]
    ms_played: NDArray[np.int64]
    track: NDArray[np.int64]
    shuffle: NDArray[np.bool_]
    platform: NDArray[np.int8]
    reason_start: NDArray[np.int8]
    reason_end: NDArray[np.int8]
    position: NDArray[np.int8]
    after_skip: NDArray[np.bool_]
    paused: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.listener)

    @property
    def skipped(self) -> NDArray[np.bool_]:
        """Ended by the listener, by the definition of the export's own flag."""
        return (self.reason_end > world.TRACKDONE) & (self.reason_end <= world.ENDPLAY)

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Skipped or complete; the others were cut off."""
        return self.reason_end <= world.ENDPLAY


@dataclass(frozen=True, slots=True)
class Setting:
    """What plays are drawn from.

    Attributes:
        population: all listeners.
        catalogue: all that can be played.
        own_tracks: number of tracks in each listener's own collection.
        taste: a key of each listener's own collection.
        last_week_ms: when the last week begins.
    """

    population: Population
    catalogue: Catalogue
    own_tracks: NDArray[np.float64]
    taste: NDArray[np.uint64]
    last_week_ms: int

    def context(self, plays: Plays) -> Context:
        """What the chance of a skip of each play depends on."""
        artist = self.catalogue.artist_of[plays.track]
        return Context(
            intercept=self.population.intercept[plays.listener],
            artist=self.catalogue.artist_effect[artist],
            track=self.catalogue.track_effect[plays.track],
            shuffle=plays.shuffle,
            platform=plays.platform,
            reason_start=plays.reason_start,
            position=position_bin(plays.position),
            hour=hour_bin(plays.start_ms),
            after_skip=plays.after_skip,
            last_week=plays.start_ms >= self.last_week_ms,
        )


def hour_bin(start_ms: NDArray[np.int64]) -> NDArray[np.int8]:
    """Index into `effects.HOURS`."""
    return (start_ms % DAY_MS // (HOURS_A_BIN * HOUR_MS)).astype(np.int8)


def position_bin(position: NDArray[np.int8]) -> NDArray[np.int8]:
    """Index into `effects.POSITIONS`."""
    return (np.searchsorted(POSITION_FROM, position, side="right") - 1).astype(np.int8)


def listen(setting: Setting, sessions: Sessions, rng: np.random.Generator) -> Plays:
    """Draw the plays of all sessions, in order of listener and time."""
    plays = _blank(sessions)
    first = np.cumsum(sessions.n_plays) - sessions.n_plays
    order = np.argsort(-sessions.n_plays, kind="stable")
    longest_first = -sessions.n_plays[order]
    plays.start_ms[first] = sessions.start_ms
    plays.reason_start[first] = sessions.reason_start
    plays.paused[(first + sessions.pause_at - 1)[sessions.pause_at > 0]] = True
    position = 1
    while (n := int(np.searchsorted(longest_first, -position, side="right"))) > 0:
        going = order[:n]
        at = first[going] + position - 1
        last = sessions.n_plays[going] == position
        _choose_tracks(setting, plays, at, rng)
        ending = _end(setting, plays, at, np.where(last, sessions.censored_end[going], 0), rng)
        plays.end_ms[at] += np.where(plays.paused[at], sessions.pause_ms[going], 0)
        _begin_next(plays, at[~last], ending[~last], rng)
        position += 1
    return plays


def _blank(sessions: Sessions) -> Plays:
    """Plays with what the session decides, and zeros for the rest."""
    n = int(sessions.n_plays.sum())
    of = np.repeat(np.arange(len(sessions.listener)), sessions.n_plays)
    first = np.cumsum(sessions.n_plays) - sessions.n_plays
    return Plays(
        listener=sessions.listener[of],
        start_ms=np.zeros(n, np.int64),
        end_ms=np.zeros(n, np.int64),
        ms_played=np.zeros(n, np.int64),
        track=np.zeros(n, np.int64),
        shuffle=sessions.shuffle[of],
        platform=sessions.platform[of].astype(np.int8),
        reason_start=np.zeros(n, np.int8),
        reason_end=np.zeros(n, np.int8),
        position=(1 + np.arange(n) - first[of]).astype(np.int8),
        after_skip=np.zeros(n, np.bool_),
        paused=np.zeros(n, np.bool_),
    )


def _choose_tracks(
    setting: Setting, plays: Plays, at: NDArray[np.int64], rng: np.random.Generator
) -> None:
    """A track of the listener's own, or any; going back plays the track before once more.

    A listener's collection is never stored: its r-th track is a hash of the listener and r.
    """
    u = rng.random((3, len(at)))
    listener = plays.listener[at]
    rank = (setting.own_tracks[listener] * u[0] ** 2).astype(np.uint64)
    explore = np.array([kind.explore for kind in world.SEGMENTS])
    anywhere = u[1] < explore[setting.population.segment[listener]]
    place = np.where(anywhere, u[2], hashed(setting.taste[listener] + rank))
    track = np.searchsorted(setting.catalogue.popularity, place, side="right")
    back = plays.reason_start[at] == world.BACKBTN
    plays.track[at] = np.where(back, plays.track[at - 1], track)


def hashed(key: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Uniform numbers in [0, 1) from keys: the finaliser of SplitMix64 (Steele et al., 2014)."""
    x = key * np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    x ^= x >> np.uint64(31)
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _end(
    setting: Setting,
    plays: Plays,
    at: NDArray[np.int64],
    censored_end: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Draw how and when the plays at `at` end; returns the codes of their endings."""
    u = rng.random((4, len(at)))
    skipped = u[0] < chance(setting.context(pick(plays, at)))
    codes, shares = np.array(list(world.SKIP_ENDINGS)), np.array(list(world.SKIP_ENDINGS.values()))
    ending = np.where(skipped, codes[draw(shares, u[1])], world.TRACKDONE)
    ending = np.where(censored_end > 0, censored_end, ending)
    length = setting.catalogue.length_ms[plays.track[at]]
    early = -EARLY_SKIP_MS * np.log1p(-u[2])
    anywhere = u[2] * LONGEST_SKIP * length
    is_early = u[3] < setting.population.early_skips[plays.listener[at]]
    cut = np.where(is_early, np.minimum(early, LONGEST_SKIP * length), anywhere)
    cut[skipped & (u[3] > 1 - world.DIRT.zero_ms)] = 0
    plays.ms_played[at] = np.where(ending == world.TRACKDONE, length, cut.astype(np.int64))
    plays.end_ms[at] = plays.start_ms[at] + plays.ms_played[at]
    plays.reason_end[at] = ending
    return ending


def pick(plays: Plays, at: NDArray[np.int64]) -> Plays:
    """The plays at some indices."""
    return Plays(**{name: getattr(plays, name)[at] for name in Plays.__slots__})


def _begin_next(
    plays: Plays, at: NDArray[np.int64], ending: NDArray[np.int64], rng: np.random.Generator
) -> None:
    """Set when and why the plays after `at` begin: as the ending says, or by hand."""
    u = rng.random((2, len(at)))
    by_hand = (ending == world.ENDPLAY) | (
        (ending == world.TRACKDONE) & (u[0] < world.SHARE_CLICK_AFTER_COMPLETE)
    )
    wait = SECOND_MS * (1 + u[1]) + np.where(by_hand, CHOOSING_MS * u[1], 0)
    plays.start_ms[at + 1] = plays.end_ms[at] + wait.astype(np.int64)
    plays.reason_start[at + 1] = np.where(by_hand, world.CLICKROW, ending)
    plays.after_skip[at + 1] = ending > world.TRACKDONE
