"""The sample that skip model and drivers share, with what is known before each play starts.

A play looks back on plays of its listener that stopped strictly before it did: plays that stop
in the same instant do not see each other. Over all listeners it looks back on days before its
session. Gaps in time are whole days; a start is never compared with another at the second,
because an arithmetic start (stop - played) tells how a play ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporter.analysis.skips.drawn import ORDER
from reporter.analysis.skips.lookback import LookBack, codes, look_back, shrunk
from reporter.analysis.skips.past import first_of_run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.drawn import Drawn
    from reporter.analysis.skips.past import Past

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

FEATURES = (
    "rate_5",
    "rate_20",
    "rate_100",
    "rate_5_less_100",
    "last_1",
    "last_2",
    "last_3",
    "skip_streak",
    "start_rate_5",
    "start_rate_30",
    "start_last_1",
    "session_rate",
    "session_start_rate",
    "session_outcomes",
    "position",
    "track_rate",
    "track_last_1",
    "track_last_2",
    "track_last_3",
    "track_plays",
    "track_days",
    "track_age_days",
    "track_is_new",
    "artist_rate",
    "artist_rate_5",
    "artist_plays",
    "artist_days",
    "artist_is_new",
    "hour_sin",
    "hour_cos",
    "half_day_sin",
    "half_day_cos",
    "weekday_sin",
    "weekday_cos",
    "is_weekend",
    "shuffle",
    "shuffle_is_unknown",
    "track_minutes",
    "track_minutes_are_unknown",
)
"""Numeric features. Rates are shrunk, outcomes are 1 (skip), -1 (complete) or 0 (none), counts
and days are log(1 + x). `start_` is about plays with the same `reason_start`."""

POOL_FEATURES = (
    "pool_track_rate",
    "pool_track_plays",
    "pool_artist_rate",
    "pool_artist_plays",
    "pool_rate",
)
"""With several listeners: rates and counts over all of them, on days before the session."""

CATEGORIES = ("reason_start", "platform")
"""Categorical features; null is a level of its own."""

LONG_AGO_DAYS = 1_000
"""Stands for the days since something that was never heard."""

MAX_STREAK = 20
USUAL_MINUTES = 3.5
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """Plays with their features.

    Attributes:
        plays: one row for each decided play, in order of (listener, stop time, track). Columns:
            `features`; `CATEGORIES`; the frame `listener` (code), `session`, `session_start`,
            `session_day`, `skip` (0 or 1), `overlaps`, `shuffle_state` (on, off, unknown),
            `hour_of_day`, `position_in_session`; what the baseline looks at, `track_skips` and
            `track_outcomes`; and as of the session's start `track_rate_before`,
            `artist_rate_before`, `listener_rate_before`, NaN where nothing was known, and
            `outcomes_before`: decided plays of the listener before the session.
        features: names of the numeric features.
        n_plays: plays drawn, decided or not.
        n_history: plays they were drawn from.
        n_listeners: listeners in the sample.
    """

    plays: pd.DataFrame
    features: tuple[str, ...]
    n_plays: int
    n_history: int
    n_listeners: int


def with_features(drawn: Drawn) -> Sample:
    """The drawn plays with their features. Pure; any order of rows gives the same sample."""
    plays, look = _placed(drawn)
    pooled = "all_pool_n" in plays.columns
    columns = {
        **_own(plays, look),
        **_clock(plays),
        **_track(plays),
        **(_pools(plays) if pooled else {}),
        **_context(plays, look),
    }
    return _sample(drawn, look, columns, (*FEATURES, *POOL_FEATURES) if pooled else FEATURES)


def in_context(drawn: Drawn) -> Sample:
    """The same without numeric features, which take most of the time: what drivers are made of."""
    plays, look = _placed(drawn)
    return _sample(drawn, look, _context(plays, look), ())


def _placed(drawn: Drawn) -> tuple[pd.DataFrame, LookBack]:
    plays = drawn.plays.sort_values(list(ORDER), ignore_index=True)
    return plays, look_back(plays)


def _sample(
    drawn: Drawn, look: LookBack, columns: dict[str, object], features: tuple[str, ...]
) -> Sample:
    found = pd.DataFrame(columns)[look.decided].reset_index(drop=True)
    return Sample(found, features, len(look.decided), drawn.n_history, drawn.n_listeners)


def _context(plays: pd.DataFrame, look: LookBack) -> dict[str, object]:
    """What a sample has beside its numeric features."""
    return {
        **{name: plays[name].fillna("unknown").astype(str) for name in CATEGORIES},
        **_frame(plays, look),
        **_before(plays, look),
    }


def _own(plays: pd.DataFrame, look: LookBack) -> dict[str, Floats]:
    """What the listener's own earlier plays say."""
    mine, why = look.outcomes(look.listener), look.outcomes(look.why)
    session = look.outcomes(look.session)
    track, artist = look.outcomes(look.track), look.outcomes(look.artist)
    skip, outcome = look.skip, look.outcome
    usual = mine.rate(skip, mine.rate(skip, look.base, 2, None), 5, 100)
    same_start = why.rate(skip, usual, 5, 30)
    in_session = look.outcomes(codes(plays["reason_start"], look.session))
    recent = mine.rate(skip, usual, 1, 5)
    return {
        "rate_5": recent,
        "rate_20": mine.rate(skip, usual, 2, 20),
        "rate_100": usual,
        "rate_5_less_100": recent - usual,
        **{f"last_{k}": mine.nth(outcome, k, 0.0) for k in (1, 2, 3)},
        "skip_streak": np.log1p(np.minimum(mine.streak(skip), MAX_STREAK)),
        "start_rate_5": why.rate(skip, same_start, 1, 5),
        "start_rate_30": same_start,
        "start_last_1": why.nth(outcome, 1, 0.0),
        "session_rate": session.rate(skip, usual, 2, None),
        "session_start_rate": in_session.rate(skip, same_start, 2, None),
        "session_outcomes": np.log1p(session.n),
        "track_rate": track.rate(skip, usual, 2, None),
        **{f"track_last_{k}": track.nth(outcome, k, 0.0) for k in (1, 2, 3)},
        "artist_rate": artist.rate(skip, usual, 5, None),
        "artist_rate_5": artist.rate(skip, usual, 1, 5),
        **_heard(plays, look),
    }


def _heard(plays: pd.DataFrame, look: LookBack) -> dict[str, Floats]:
    """How often and how many whole days ago track and artist were heard."""
    day = pd.to_datetime(plays["day"]).to_numpy().astype("datetime64[D]").astype(float)
    track, artist = look.plays(look.track), look.plays(look.artist)
    first = np.append(day[track.rows], np.nan)[np.minimum(track.start, len(track.rows))]
    age = np.where(track.n > 0, np.maximum(day - first, 0), 0)

    def days(earlier: Past) -> Floats:
        since = np.maximum(day - earlier.nth(day, 1, np.nan), 0)
        return np.log1p(np.where(np.isnan(since), LONG_AGO_DAYS, since))

    return {
        "track_plays": np.log1p(track.n),
        "track_days": days(track),
        "track_age_days": np.log1p(age),
        "track_is_new": (track.n == 0).astype(float),
        "artist_plays": np.log1p(artist.n),
        "artist_days": days(artist),
        "artist_is_new": (artist.n == 0).astype(float),
    }


def _clock(plays: pd.DataFrame) -> dict[str, Floats]:
    """Local hour and weekday as points on circles, and the weekend."""
    hour, weekday = plays["hour"].to_numpy(float), plays["weekday"].to_numpy(float)
    day, half_day, week = (
        2 * np.pi * hour / 24,
        2 * np.pi * hour / 12,
        2 * np.pi * weekday / 7,
    )
    return {
        "hour_sin": np.sin(day),
        "hour_cos": np.cos(day),
        "half_day_sin": np.sin(half_day),
        "half_day_cos": np.cos(half_day),
        "weekday_sin": np.sin(week),
        "weekday_cos": np.cos(week),
        "is_weekend": (weekday >= WEEKEND).astype(float),
    }


def _track(plays: pd.DataFrame) -> dict[str, Floats]:
    """Shuffle, and the length that the source states; never one estimated from plays."""
    shuffle = _optional(plays["shuffle"])
    minutes = _optional(plays["track_length_ms"]) / 60_000
    return {
        "shuffle": np.where(np.isnan(shuffle), 0.0, shuffle),
        "shuffle_is_unknown": np.isnan(shuffle).astype(float),
        "track_minutes": np.log1p(np.where(np.isnan(minutes), USUAL_MINUTES, minutes)),
        "track_minutes_are_unknown": np.isnan(minutes).astype(float),
    }


def _optional(values: pd.Series) -> Floats:
    """Numbers or booleans as floats, null as NaN."""
    return pd.to_numeric(values.astype("object"), errors="raise").to_numpy(float, na_value=np.nan)


def _pools(plays: pd.DataFrame) -> dict[str, Floats]:
    """What all listeners' plays on earlier days say."""
    everyone = shrunk(plays["all_pool_skips"], plays["all_pool_n"], 0.5, 2)
    artist = shrunk(plays["artist_pool_skips"], plays["artist_pool_n"], everyone, 10)
    track = shrunk(plays["track_pool_skips"], plays["track_pool_n"], artist, 10)
    return {
        "pool_track_rate": track,
        "pool_track_plays": np.log1p(plays["track_pool_n"].to_numpy(float)),
        "pool_artist_rate": artist,
        "pool_artist_plays": np.log1p(plays["artist_pool_n"].to_numpy(float)),
        "pool_rate": everyone,
    }


def _frame(plays: pd.DataFrame, look: LookBack) -> dict[str, object]:
    """What is no feature by itself: who, when, how it ended, and levels for the drivers."""
    track = look.outcomes(look.track)
    skips, n = track.total(look.skip), track.n
    if "track_pool_n" in plays.columns:
        skips, n = plays["track_pool_skips"].to_numpy(float), plays["track_pool_n"].to_numpy()
    together = np.maximum(look.moment, first_of_run(look.session))
    position = plays["position"].groupby(together).transform("min").to_numpy()
    shuffle = _optional(plays["shuffle"])
    return {
        "listener": look.listener,
        "session": plays["session"].to_numpy(),
        "session_start": plays["session_start"].to_numpy(),
        "session_day": pd.to_datetime(plays["session_day"]).to_numpy(),
        "skip": look.skip.astype(np.int64),
        "overlaps": plays["overlaps"].to_numpy(bool),
        "shuffle_state": np.select([shuffle == 1, shuffle == 0], ["on", "off"], "unknown"),
        "hour_of_day": plays["hour"].to_numpy(np.int64),
        "position_in_session": position,
        "position": np.log1p(position.astype(float)),
        "track_skips": skips,
        "track_outcomes": n,
    }


def _before(plays: pd.DataFrame, look: LookBack) -> dict[str, Floats | Integers]:
    """Rates of track, artist and listener as of the session's start; NaN where unknown.

    They are shrunk towards the rate of all listeners, or of the one listener, before it.
    """
    mine = look.outcomes_before_session(look.listener)
    usual = mine.rate(look.skip, look.base, 5, None)
    found = {
        "listener_rate_before": np.where(mine.n > 0, usual, np.nan),
        "outcomes_before": mine.n,
    }
    for name, group in (("track", look.track), ("artist", look.artist)):
        if f"{name}_pool_n" in plays.columns:
            skips, n, prior = plays[f"{name}_pool_skips"], plays[f"{name}_pool_n"], look.base
        else:
            earlier = look.outcomes_before_session(group)
            skips, n, prior = (
                pd.Series(earlier.total(look.skip)),
                pd.Series(earlier.n),
                usual,
            )
        known = (n > 0) & (name == "track" or plays["artist_name"].notna())
        found[f"{name}_rate_before"] = np.where(known, shrunk(skips, n, prior, 5), np.nan)
    return found
