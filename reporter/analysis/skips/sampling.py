"""The bounded sample of plays that models train on, drawn and fetched from the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pyarrow.compute as pc

from reporter.analysis.history.sessions import in_sessions
from reporter.analysis.skips.drawn import FETCHED, ORDER, Drawn
from reporter.engine.expressions import lot
from reporter.engine.tables import keep

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History

POOLED = {"track": "track_id", "artist": "artist_name", "all": None}
"""What the rates over all listeners are of, and by which column."""

SAMPLE_PLAYS = 40_000
SMALLEST_SHARE = 10
"""In a sample of many listeners none has more than one in so many of its plays."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The plays of the listeners whom a sample is of.

    Attributes:
        plays: all that they played, in sessions; the engine keeps it.
        cap: plays of one listener in the sample, at most; none for all of them.
        n_history: plays of the history.
        n_listeners: listeners of the history.
    """

    plays: ir.Table
    cap: int | None
    n_history: int
    n_listeners: int


def listening(history: History, *, limit: int = SAMPLE_PLAYS, seed: int) -> Listening:
    """Choose listeners in the order of a seeded hash of their ids, and place their plays.

    A history of at most `limit` plays is taken whole. From a larger one each listener brings at
    most `limit` / 10 plays, or its even share of `limit` where that is more.

    Args:
        history: prepared plays.
        limit: plays of the sample, at most.
        seed: chooses the listeners.
    """
    plays = history.plays
    n_history, n_listeners = _size(history)
    cap = None
    if n_history > limit:
        cap = max(limit // n_listeners, limit // SMALLEST_SHARE, 1)
        chosen = keep(history.engine, "skip_sample_listeners", _chosen(plays, limit, cap, seed))
        plays = plays.semi_join(chosen, "listener_id")
    kept = keep(history.engine, "skip_sample_listening", in_sessions(plays))
    return Listening(kept, cap, n_history, n_listeners)


def draw(history: History, found: Listening) -> Drawn:
    """Fetch the sample: of someone who has more than the cap, the latest plays.

    Args:
        history: prepared plays.
        found: whom it is of.
    """
    plays = _latest(found.plays, found.cap) if found.cap else found.plays
    session = ibis.window(group_by="session")
    plays = plays.mutate(
        session_start=plays.started_at.min().over(session),
        session_day=plays.day.min().over(session),
    ).select(*FETCHED, "session_start", "session_day")
    drawn = keep(history.engine, "skip_sample", plays)
    if found.n_listeners > 1:
        drawn = with_pools(drawn, history.plays)
    fetched = history.engine.to_pyarrow(drawn.order_by(ORDER))
    return Drawn(fetched, found.n_history, len(pc.unique(fetched["listener_id"])))


def _size(history: History) -> tuple[int, int]:
    plays = history.plays
    sizes = plays.aggregate(n=plays.count(), listeners=plays.listener_id.nunique())
    row = history.engine.to_pyarrow(sizes).to_pylist()[0]
    return row["n"], row["listeners"]


def _chosen(plays: ir.Table, limit: int, cap: int, seed: int) -> ir.Table:
    """The first listeners by hash whose plays, `cap` each at most, stay within `limit`."""
    listeners = plays.group_by("listener_id").aggregate(n=ibis.least(plays.count(), cap))
    listeners = listeners.mutate(place=lot(listeners.listener_id, seed))
    sums = ibis.cumulative_window(order_by=[listeners.place, listeners.listener_id])
    ranked = listeners.mutate(plays_so_far=listeners.n.sum().over(sums))
    return ranked.filter(ranked.plays_so_far <= limit).select("listener_id")


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


def _pool(drawn: ir.Table, plays: ir.Table, pool: str) -> ir.Table:
    """Skips and decided plays over all listeners before each day that a session starts on.

    The days that are asked for stand among the days that have plays as rows of zeros, so that a
    running sum answers them; no play is compared with another.

    Args:
        drawn: the sample.
        plays: all plays.
        pool: one of `POOLED`.

    Returns:
        Columns `{pool}_key`, `{pool}_day`, `{pool}_pool_skips` and `{pool}_pool_n`.
    """
    decided = plays.drop_null("skip")
    if key := POOLED[pool]:
        decided = decided.semi_join(drawn, key)
    zero = ibis.literal(0, "int64")
    happened = decided.select(
        key=_key(decided, key), day=decided.day, skips=decided.skip.cast("int64"), n=zero + 1
    )
    asked = drawn.select(key=_key(drawn, key), day=drawn.session_day, skips=zero, n=zero)
    both = ibis.union(happened, asked.distinct())
    days = both.group_by("key", "day").aggregate(skips=both.skips.sum(), n=both.n.sum())
    earlier = ibis.window(group_by="key", order_by="day", preceding=(None, 1))
    return days.select(
        days.key.name(f"{pool}_key"),
        days.day.name(f"{pool}_day"),
        days.skips.sum().over(earlier).cast("int64").name(f"{pool}_pool_skips"),
        days.n.sum().over(earlier).cast("int64").name(f"{pool}_pool_n"),
    )


def _key(plays: ir.Table, column: str | None) -> ir.Value:
    """What is pooled by; everything under one key where there is no column."""
    return plays[column] if column else ibis.literal("")


def with_pools(drawn: ir.Table, plays: ir.Table) -> ir.Table:
    """Add to the sample what `Drawn` promises of the plays of all listeners."""
    joined = drawn
    for pool, column in POOLED.items():
        sums = _pool(drawn, plays, pool)
        key, day = sums[f"{pool}_key"], sums[f"{pool}_day"]
        joined = joined.left_join(sums, [_key(joined, column) == key, joined.session_day == day])
    counts = [f"{pool}_pool_{of}" for pool in POOLED for of in ("skips", "n")]
    return joined.select(*drawn.columns, **{name: joined[name].fill_null(0) for name in counts})
