"""What would leak: the banned columns, and recipes that look honest and are not.

Each is given to the same model beside its honest features. None is ever part of the skip model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from reporter.analysis.skips.audit.trial import trial, with_plays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from reporter.analysis.skips.audit.trial import Build, Trial
    from reporter.analysis.skips.drawn import Drawn

    Floats = NDArray[np.float64]

SESSION_BREAK_SECONDS = 30 * 60
Column: TypeAlias = "Callable[[pd.DataFrame], pd.Series]"
"""The drawn plays in listener order, with the banned columns -> one column."""


def ms_played(plays: pd.DataFrame) -> pd.Series:
    """How long the play lasted."""
    return pd.to_numeric(plays["ms_played"]).astype(float)


def percent_played(plays: pd.DataFrame) -> pd.Series:
    """How long the play lasted, as a share of the longest play of the track."""
    return ms_played(plays) / track_length(plays).clip(lower=1)


def reason_end(plays: pd.DataFrame) -> pd.Series:
    """Why the play ended, as a number for each reason."""
    return pd.Series(pd.factorize(plays["reason_end"], sort=True)[0], plays.index, float)


def session_plays(plays: pd.DataFrame) -> pd.Series:
    """Plays of the whole session."""
    return plays.groupby("session")["session"].transform("size").astype(float)


def session_minutes(plays: pd.DataFrame) -> pd.Series:
    """Minutes from the first start to the last stop of the whole session."""
    stop = plays.groupby("session")["ended_at"].transform("max")
    return _seconds(stop - plays["session_start"]) / 60


def track_length(plays: pd.DataFrame) -> pd.Series:
    """The track's length as its longest play, later ones included."""
    return ms_played(plays).groupby(plays["track_id"]).transform("max")


def track_length_so_far(plays: pd.DataFrame) -> pd.Series:
    """The track's length as its longest play up to this one, which is included."""
    played = ms_played(plays)
    by_time = played.iloc[np.argsort(plays["ended_at"].to_numpy(), kind="stable")]
    return by_time.groupby(plays["track_id"]).cummax().reindex(plays.index)


def stop_gap(plays: pd.DataFrame) -> pd.Series:
    """Seconds between stops, which hold the length of the play itself."""
    return _seconds_since_last_stop(plays, plays["ended_at"])


def arithmetic_gap(plays: pd.DataFrame) -> pd.Series:
    """Seconds before the start, where that is the stop less the length."""
    start = plays["ended_at"] - pd.to_timedelta(ms_played(plays), unit="ms")
    return _seconds_since_last_stop(plays, start)


def stated_gap(plays: pd.DataFrame) -> pd.Series:
    """Seconds before the start that the source states; unknown elsewhere."""
    stated = plays["exact_start"].astype(bool)
    return _seconds_since_last_stop(plays, plays["started_at"]).where(stated)


def track_encoding(plays: pd.DataFrame) -> pd.Series:
    """The track's skip rate with the present play in it."""
    by_time = plays.iloc[np.argsort(plays["ended_at"].to_numpy(), kind="stable")]
    skip = by_time["skip"].astype(float)
    skips = skip.fillna(0).groupby(by_time["track_id"]).cumsum()
    n = skip.notna().astype(float).groupby(by_time["track_id"]).cumsum()
    return ((skips + 1) / (n + 2)).reindex(plays.index)


def _seconds_since_last_stop(plays: pd.DataFrame, moment: pd.Series) -> pd.Series:
    last = plays.groupby("listener_id")["ended_at"].shift()
    return _seconds(moment - last)


def _seconds(span: pd.Series) -> pd.Series:
    return pd.Series(span.dt.total_seconds(), span.index, float)


COLUMNS: Mapping[str, Column] = {
    "ms_played": ms_played,
    "percent_played": percent_played,
    "reason_end": reason_end,
    "session_plays": session_plays,
    "session_minutes": session_minutes,
}
"""The banned columns."""

RECIPES: Mapping[str, Column] = {
    "track_length": track_length,
    "track_length_so_far": track_length_so_far,
    "stop_gap": stop_gap,
    "arithmetic_gap": arithmetic_gap,
    "track_encoding": track_encoding,
}
"""Recipes that make one column."""

CHECKS: Mapping[str, Column] = {"stated_gap": stated_gap}
"""Recipes that count as clean, to show that they are."""


def ties_by_length(build: Build, drawn: Drawn) -> Trial:
    """Plays that stop together are put in order by their length, and see each other."""
    plays = drawn.plays
    ranked = plays.sort_values(["listener_id", "ended_at", "ms_played"], kind="stable")
    rank = ranked.groupby(["listener_id", "ended_at"]).cumcount()
    apart = plays.assign(ended_at=plays["ended_at"] + pd.to_timedelta(rank, unit="us"))
    in_order = apart.sort_values(["session", "ended_at"], kind="stable")
    apart["position"] = in_order.groupby("session").cumcount() + 1
    return trial(build, with_plays(drawn, apart))


def sessions_by_gap(build: Build, drawn: Drawn) -> Trial:
    """Sessions end at every gap of 30 minutes before the start that comes from the length."""
    plays = drawn.plays
    breaks = arithmetic_gap(plays).fillna(np.inf) > SESSION_BREAK_SECONDS
    session = breaks.cumsum()
    place = session.groupby(session).cumcount() + 1
    return trial(build, with_plays(drawn, plays.assign(session=session, position=place)))


REBUILT: Mapping[str, Callable[[Build, Drawn], Trial]] = {
    "ties_by_length": ties_by_length,
    "sessions_by_gap": sessions_by_gap,
}
"""Recipes that change the plays before features are built."""
