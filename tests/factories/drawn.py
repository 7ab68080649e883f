"""Plays as if drawn from the engine, with planted causes of skips; nothing is read or computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from reporter.analysis.skips.drawn import Drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FIRST = pd.Timestamp("2024-01-01T06:00:00")
MINUTES_A_PLAY = 4
HOURS_APART = 5
"""Of the first sessions of listeners who have habits."""


@dataclass(frozen=True, slots=True)
class World:
    """How many plays, and what they depend on.

    Attributes:
        log_odds: effect of a level by (column, level); `hour` by its six-hour bin.
        intercept: log-odds of a skip where nothing has an effect.
        listener_sd: standard deviation of the listeners' log-odds.
        track_sd: of the tracks' log-odds.
        after_skip: added where the play before in the session was skipped.
        censored: share of plays without outcome.
        habits: listeners differ in how often they shuffle, in their platform and in their hours.
        hour_wave: height of a sine over the hours of the day in the log-odds.
    """

    n_listeners: int = 1
    n_sessions: int = 120
    session_plays: int = 15
    n_tracks: int = 80
    log_odds: Mapping[tuple[str, str], float] = field(default_factory=dict)
    intercept: float = -0.5
    listener_sd: float = 0.0
    track_sd: float = 0.0
    after_skip: float = 0.0
    censored: float = 0.0
    habits: bool = False
    hour_wave: float = 0.0


@dataclass(frozen=True, slots=True)
class Planted:
    """Drawn plays and the log-odds that their outcomes were drawn from."""

    drawn: Drawn
    eta: Floats
    world: World

    def points(self, column: str, level: str, reference: str) -> float:
        """True mean effect over the decided plays, in percentage points."""
        plays = self.drawn.plays
        here = level_names(plays, column)
        own = np.array([self.world.log_odds.get((column, name), 0.0) for name in here])
        there = [
            1 / (1 + np.exp(-(self.eta - own + self.world.log_odds.get((column, name), 0.0))))
            for name in (level, reference)
        ]
        decided = plays["skip"].notna().to_numpy()
        return float(100 * (there[0] - there[1])[decided].mean())

    def hour_curve(self, sizes: list[int]) -> list[float]:
        """True mean effect of each three-hour step against the mean of all, in points.

        Args:
            sizes: decided plays of each step, which are those of its hours.
        """
        plays = self.drawn.plays
        hour = plays["hour"].to_numpy()
        own = wave(self.world, hour)
        decided = plays["skip"].notna().to_numpy()
        rest = (self.eta - own)[decided]
        chance = [
            np.mean(1 / (1 + np.exp(-(rest + wave(self.world, np.array([h]))[0]))))
            for h in range(24)
        ]
        n = np.bincount(hour[decided], minlength=24).reshape(8, 3)
        assert sizes == n.sum(axis=1).tolist()
        steps = (np.reshape(chance, (8, 3)) * n).sum(axis=1) / n.sum(axis=1)
        mean = np.average(steps, weights=n.sum(axis=1))
        return [float(100 * (step - mean)) for step in steps]


def wave(world: World, hour: NDArray[np.int8]) -> Floats:
    """Log-odds of the hours."""
    return world.hour_wave * np.sin(2 * np.pi * hour / 24)


def level_names(plays: pd.DataFrame, column: str) -> list[str]:
    """The level of each play, as the drivers name them."""
    if column == "hour":
        return [("00-05", "06-11", "12-17", "18-23")[hour // 6] for hour in plays["hour"]]
    if column == "shuffle":
        return ["on" if on else "off" for on in plays["shuffle"]]
    return [str(level) for level in plays[column]]


def make_planted(world: World, seed: int = 0) -> Planted:
    """Draw plays: contexts at random, outcomes by a logistic model of them."""
    rng = np.random.default_rng(seed)
    n_sessions = world.n_listeners * world.n_sessions
    n = n_sessions * world.session_plays
    session = np.repeat(np.arange(n_sessions), world.session_plays)
    position = np.tile(np.arange(1, world.session_plays + 1), n_sessions)
    listener = session // world.n_sessions
    when = FIRST + pd.to_timedelta(
        (session % world.n_sessions) * 31 * 60 * 1.0
        + world.habits * listener * HOURS_APART * 60
        + rng.integers(0, 240, n_sessions)[session]
        + MINUTES_A_PLAY * (position - 1),
        unit="min",
    )
    plays = pd.DataFrame(
        {
            "listener_id": [f"L{i:04d}" for i in listener],
            "ended_at": when + pd.Timedelta(minutes=MINUTES_A_PLAY - 1),
            "track_id": [f"t{i:03d}" for i in rng.integers(0, world.n_tracks, n)],
            "session": session + 1,
            "position": position,
            "day": when.normalize(),
            "hour": when.hour.astype(np.int8),
            "weekday": when.day_of_week.astype(np.int8),
            "overlaps": np.zeros(n, bool),
            "track_length_ms": np.full(n, np.nan),
        }
    )
    plays["artist_name"] = "A" + plays["track_id"].str[1:3]
    plays["session_start"] = when[session * world.session_plays]
    plays["session_day"] = plays["session_start"].dt.normalize()
    _choose_context(plays, world, listener, rng)
    eta = _outcomes(plays, world, listener, rng)
    if world.n_listeners > 1:
        _add_pools(plays)
    return Planted(Drawn(table(plays), n, world.n_listeners), eta, world)


def _choose_context(
    plays: pd.DataFrame, world: World, listener: NDArray[np.int64], rng: np.random.Generator
) -> None:
    n = len(plays)
    shuffles = rng.random(world.n_listeners)[listener] if world.habits else np.full(n, 0.5)
    plays["shuffle"] = rng.random(n) < shuffles
    plays["platform"] = rng.choice(["ios", "android", "web"], n, p=[0.5, 0.3, 0.2])
    if world.habits:
        own = rng.choice(["ios", "android", "web"], world.n_listeners)[listener]
        plays["platform"] = np.where(rng.random(n) < 0.7, own, plays["platform"])
    reasons = rng.choice(["trackdone", "clickrow", "fwdbtn"], n, p=[0.6, 0.2, 0.2])
    plays["reason_start"] = reasons


def _outcomes(
    plays: pd.DataFrame, world: World, listener: NDArray[np.int64], rng: np.random.Generator
) -> Floats:
    eta = np.full(len(plays), world.intercept)
    for column in {column for column, _ in world.log_odds}:
        names = level_names(plays, column)
        eta += np.array([world.log_odds.get((column, name), 0.0) for name in names])
    eta += wave(world, plays["hour"].to_numpy())
    eta += rng.normal(0, world.listener_sd, world.n_listeners)[listener]
    effects = rng.normal(0, world.track_sd, world.n_tracks)
    eta += effects[plays["track_id"].str[1:].astype(int).to_numpy()]
    u, skip = rng.random(len(plays)), np.zeros(len(plays))
    first = plays["position"].to_numpy() == 1
    for i in range(len(plays)):
        if not first[i] and skip[i - 1]:
            eta[i] += world.after_skip
        skip[i] = u[i] < 1 / (1 + np.exp(-eta[i]))
    plays["skip"] = np.where(rng.random(len(plays)) < world.censored, np.nan, skip)
    return eta


def _add_pools(plays: pd.DataFrame) -> None:
    """Skips and decided plays over all listeners on days before the session's, by hand."""
    everything = plays.assign(all="")
    for pool, column in (("track", "track_id"), ("artist", "artist_name"), ("all", "all")):
        skips, n = np.zeros(len(plays), np.int64), np.zeros(len(plays), np.int64)
        for _, part in everything.groupby(column):
            days = part.groupby("day")["skip"].agg(["sum", "count"]).cumsum()
            place = np.searchsorted(days.index.to_numpy(), part["session_day"].to_numpy())
            skips[part.index] = np.append(0, days["sum"])[place]
            n[part.index] = np.append(0, days["count"])[place]
        plays[f"{pool}_pool_skips"], plays[f"{pool}_pool_n"] = skips, n


def table(plays: pd.DataFrame) -> pa.Table:
    """A frame as the engine would have given it."""
    return pa.Table.from_pandas(plays, preserve_index=False)


def make_plays(rows: list[dict[str, Any]]) -> Drawn:
    """Drawn plays by hand: each row says what a test cares about; in order of time.

    Keys are columns, but for `at`: minutes after the first Monday of 2024, 06:00.
    """
    usual = {
        "listener_id": "L1",
        "track_id": "t1",
        "artist_name": "A",
        "session": 1,
        "position": 1,
        "skip": 0.0,
        "overlaps": False,
        "shuffle": False,
        "platform": "ios",
        "reason_start": "trackdone",
        "track_length_ms": np.nan,
    }
    plays = pd.DataFrame([{**usual, **row} for row in rows])
    plays["ended_at"] = FIRST + pd.to_timedelta(plays.pop("at"), unit="min")
    plays["day"] = plays["ended_at"].dt.normalize()
    hour = plays["ended_at"].dt.hour
    plays["hour"] = (plays["hour"].fillna(hour) if "hour" in plays else hour).astype(np.int8)
    plays["weekday"] = plays["ended_at"].dt.day_of_week.astype(np.int8)
    plays["session_start"] = plays.groupby("session")["ended_at"].transform("min")
    plays["session_day"] = plays["session_start"].dt.normalize()
    return Drawn(table(plays), len(plays), plays["listener_id"].nunique())
