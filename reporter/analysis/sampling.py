"""The bounded sample of plays that models train on, drawn and fetched from the engine.

Nothing that is known only after a play started is fetched, but its outcome: how long it lasted,
why it ended and its arithmetic start stay in the engine, so that no feature can be made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.engine import bucket, keep

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from reporter.analysis.history import History

FETCHED = (
    "listener_id",
    "ended_at",
    "track_id",
    "artist_name",
    "session",
    "position",
    "day",
    "hour",
    "weekday",
    "skip",
    "overlaps",
    "shuffle",
    "platform",
    "reason_start",
    "track_length_ms",
)
"""Columns of the prepared play that reach pandas; `ended_at` serves the order alone."""

POOLED = ("track", "artist", "all")
"""What the rates over all listeners are of."""

BUCKETS = 2**28
SMALLEST_SHARE = 10
"""In a sample of many listeners none has more than one in so many of its plays."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Plays of a sample as fetched.

    Attributes:
        plays: columns `FETCHED`; `session_start` (its first start, UTC) and `session_day` (its
            first local day); with several listeners also `{pool}_pool_skips` and
            `{pool}_pool_n`: skips and decided plays of the track, the artist and in all, over
            all listeners, on local days before the session's first. In order of
            (listener_id, ended_at, track_id, session, position).
        n_history: plays that it was drawn from.
        n_listeners: listeners in the sample.
    """

    plays: pd.DataFrame
    n_history: int
    n_listeners: int


def draw(history: History, *, limit: int, seed: int) -> Drawn:
    """Draw whole listeners in the order of a seeded hash of their ids, and fetch their plays.

    A history of at most `limit` plays is taken whole. From a larger one each listener brings at
    most `limit` / 10 plays, or its even share of `limit` where that is more; of someone who has
    more, the latest ones.

    Args:
        history: prepared plays.
        limit: plays of the sample, at most.
        seed: chooses the listeners.
    """
    plays = history.plays
    n_history, n_listeners = _size(history)
    share = max(limit // max(n_listeners, 1), limit // SMALLEST_SHARE)
    cap = limit if n_history <= limit else max(share, 1)
    if n_history > limit:
        plays = _latest(plays.semi_join(_chosen(plays, limit, cap, seed), "listener_id"), cap)
    session = ibis.window(group_by="session")
    plays = plays.mutate(
        session_start=plays.started_at.min().over(session),
        session_day=plays.day.min().over(session),
    ).select(*FETCHED, "session_start", "session_day")
    drawn = keep(history.engine, "skip_sample", plays)
    if n_listeners > 1:
        for pool in POOLED:
            drawn = _with_pool(drawn, history.plays, pool)
    order = ["listener_id", "ended_at", "track_id", "session", "position"]
    fetched = history.engine.to_pyarrow(drawn.order_by(order)).to_pandas()
    return Drawn(fetched, n_history, int(fetched.listener_id.nunique()))


def _size(history: History) -> tuple[int, int]:
    plays = history.plays
    sizes = plays.aggregate(n=plays.count(), listeners=plays.listener_id.nunique())
    row = history.engine.to_pyarrow(sizes).to_pylist()[0]
    return row["n"], row["listeners"]


def _chosen(plays: ir.Table, limit: int, cap: int, seed: int) -> ir.Table:
    """The first listeners by hash whose plays, `cap` each at most, stay within `limit`."""
    listeners = plays.group_by("listener_id").aggregate(n=ibis.least(plays.count(), cap))
    salted = ibis.literal(f"{seed}:") + listeners.listener_id
    listeners = listeners.mutate(place=bucket(salted, BUCKETS))
    sums = ibis.cumulative_window(order_by=[listeners.place, listeners.listener_id])
    ranked = listeners.mutate(plays_so_far=listeners.n.sum().over(sums))
    return ranked.filter(ranked.plays_so_far <= limit)


def _latest(plays: ir.Table, cap: int) -> ir.Table:
    """At most the last `cap` plays of each listener."""
    latest_first = ibis.window(
        group_by="listener_id",
        order_by=[
            ibis.desc(plays[name]) for name in ("ended_at", "track_id", "session", "position")
        ],
    )
    ranked = plays.mutate(age=ibis.row_number().over(latest_first))
    return ranked.filter(ranked.age < cap).drop("age")


def _with_pool(drawn: ir.Table, plays: ir.Table, pool: str) -> ir.Table:
    """Add skips and decided plays over all listeners before each play's session day.

    The days that are asked for join the days that have plays as rows of zeros, so that a running
    sum answers them; no play is compared with another.
    """
    name = {"track": "track_id", "artist": "artist_name", "all": "all"}[pool]
    if pool == "all":
        plays, drawn = plays.mutate(all=ibis.literal("")), drawn.mutate(all=ibis.literal(""))
    decided = plays.filter(plays.skip.notnull()).semi_join(drawn, name)
    happened = decided.group_by([name, "day"]).aggregate(
        skips=decided.skip.sum().cast("int64"), n=decided.count()
    )
    zero = ibis.literal(0, "int64")
    asked = drawn.select(name, day=drawn.session_day, skips=zero, n=zero).distinct()
    both = ibis.union(happened.select(name, "day", "skips", "n"), asked)
    days = both.group_by([name, "day"]).aggregate(skips=both.skips.sum(), n=both.n.sum())
    earlier = ibis.window(group_by=name, order_by="day", preceding=(None, 1))
    sums = days.select(
        pool_key=days[name],
        pool_day=days.day,
        pool_skips=days.skips.sum().over(earlier).fill_null(0).cast("int64"),
        pool_n=days.n.sum().over(earlier).fill_null(0).cast("int64"),
    )
    joined = drawn.left_join(
        sums, [drawn[name] == sums.pool_key, drawn.session_day == sums.pool_day]
    ).drop("pool_key", "pool_day")
    joined = joined.mutate(
        pool_skips=joined.pool_skips.fill_null(0), pool_n=joined.pool_n.fill_null(0)
    ).rename({f"{pool}_pool_skips": "pool_skips", f"{pool}_pool_n": "pool_n"})
    return joined.drop("all") if pool == "all" else joined
