"""The plays of a listener in their order: sessions, positions in them, and what overlaps.

Order of a listener's plays: (`ended_at`, `track_id`), never by length, which would leak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from reporter.engine.expressions import as_int

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.expr.builders import WindowBuilder

SESSION_BREAK_MINUTES = 30
OVERLAP_SECONDS = 5
CONTINUES = ("trackdone", "fwdbtn", "backbtn")
FALSE = ibis.literal(value=False)


def in_sessions(plays: ir.Table) -> ir.Table:
    """Number the sessions of some listeners, and the plays in each.

    Sorts the plays twice: of many listeners, ask it for those who are needed.

    Args:
        plays: all plays of whoever is in it, prepared.

    Returns:
        The plays with `session` (int64, unique over its listeners, by listener and time),
        `position` in the session (int64, from 1), and `overlaps` (as `overlapping`).
    """
    order = ibis.window(group_by="listener_id", order_by=play_order(plays))
    previous = plays.ended_at.lag().over(order)
    placed = plays.mutate(
        place=ibis.row_number().over(order) + 1,
        breaks=previous.isnull()
        | (
            ~plays.reason_start.isin(CONTINUES).fill_null(FALSE)
            & (plays.started_at - ibis.interval(minutes=SESSION_BREAK_MINUTES) > previous)
        ),
        overlaps=_overlaps(plays, order),
    )
    so_far = ibis.cumulative_window(group_by="listener_id", order_by="place")
    first = ibis.ifelse(placed.breaks, placed.place, ibis.null("int64")).max().over(so_far)
    begun = placed.mutate(first=first).join(_before(plays), "listener_id")
    return begun.mutate(
        session=begun.plays_before + begun["first"],
        position=begun.place - begun["first"] + 1,
    ).drop("breaks", "place", "first", "plays_before")


def overlapping(plays: ir.Table) -> ir.IntegerScalar:
    """How many plays start over 5 s before the play before them stops, or stop with another.

    Plays that stop together all count, so that it does not matter which of them comes first.
    """
    stops = plays.select("listener_id", "started_at", "ended_at")
    order = ibis.window(group_by="listener_id", order_by="ended_at")
    return as_int(stops.select(overlaps=_overlaps(stops, order)).overlaps).sum()


def play_order(plays: ir.Table) -> tuple[ir.Value, ...]:
    """The order of one listener's plays: (stop time, track), and never length, which would leak.

    What still ties is ordered by what is known at the start, and last by a remainder of the
    length, which says nothing of its size; the start settles what is the same in all of that.
    """
    return (
        plays.ended_at,
        plays.track_id,
        plays.reason_start,
        plays.platform_raw,
        plays.shuffle,
        plays.ms_played % 997,
        plays.ms_played,
        plays.started_at,
    )


def _overlaps(plays: ir.Table, order: WindowBuilder) -> ir.BooleanValue:
    previous = plays.ended_at.lag().over(order)
    following = plays.ended_at.lead().over(order)
    return (
        (plays.started_at + ibis.interval(seconds=OVERLAP_SECONDS) < previous)
        | (plays.ended_at == previous)
        | (plays.ended_at == following)
    ).fill_null(FALSE)


def _before(plays: ir.Table) -> ir.Table:
    """By listener: the plays of the listeners before."""
    counts = plays.group_by("listener_id").aggregate(n=plays.count())
    earlier = ibis.window(order_by="listener_id", preceding=(None, 1))
    before = counts.n.sum().over(earlier).fill_null(0).cast("int64")
    return counts.select("listener_id", plays_before=before)
