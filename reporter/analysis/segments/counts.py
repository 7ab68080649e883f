"""What segments are made of, counted in the engine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.history.lengths import descriptive_lengths
from reporter.analysis.segments.entities import MIN_PLAYS, PARTS, Entities
from reporter.engine.expressions import as_int
from reporter.plays import Entity

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from reporter.analysis.history.prepared import History

WINDOW = timedelta(days=84)
WHOLE_HISTORY_BELOW = 1_000


def entities(history: History) -> Entities:
    """Aggregate the plays of the window by entity in the engine.

    The window is the 84 days up to the cut-off, or all history of one listener with under 1,000
    plays there.
    """
    scope, plays = history.scope, history.plays
    end = scope.period.end_day
    first = max(scope.first_day, end - WINDOW)
    recent = plays.filter(plays.day >= ibis.literal(first))
    if scope.entity is Entity.TRACK and _count(history, recent.count()) < WHOLE_HISTORY_BELOW:
        first, recent = scope.first_day, plays
    n = _count(history, recent.entity_id.nunique())
    return Entities(
        kind=scope.entity,
        period=scope.period.label,
        skip=scope.skip,
        first_day=first,
        end_day=end,
        n=n,
        table=_table(history, recent),
        least=scope.least_listeners,
    )


def _count(history: History, number: ir.IntegerScalar) -> int:
    return int(history.engine.to_pyarrow(number).as_py())


def _table(history: History, plays: ir.Table) -> pa.Table:
    """`Entities.table` from the plays of the window; lengths come from all plays."""
    counted = plays.group_by("entity_id").aggregate(
        plays=plays.count(),
        ms=plays.ms_played.sum().cast("int64"),
        skips=plays.skip.cast("int64").sum().fill_null(0).cast("int64"),
        decided=plays.skip.count(),
        shuffled=as_int(plays.shuffle).sum().fill_null(0).cast("int64"),
        shuffle_known=plays.shuffle.count(),
        weekdays=plays.weekday.cast("int64").sum().cast("int64"),
        tracks=plays.track_id.nunique(),
        days=plays.day.nunique(),
    )
    table = counted.filter(counted.plays >= MIN_PLAYS)
    for part in (
        _shares_played(plays, descriptive_lengths(history)),
        _mode(plays, "hour"),
        _mode(plays, "platform"),
    ):
        joined = table.left_join(part, "entity_id")
        table = joined.drop("entity_id_right")
    rows = history.engine.to_pyarrow(table.rename(id="entity_id"))
    return rows.sort_by("id")


def _shares_played(plays: ir.Table, lengths: ir.Table) -> ir.Table:
    """By entity: `share_sum` and `share_known` of plays whose track has a descriptive length."""
    known = lengths.filter(lengths.length_ms > 0)
    joined = plays.select("entity_id", "track_id", "ms_played").join(known, "track_id")
    share = ibis.least(joined.ms_played, joined.length_ms) / joined.length_ms
    parts = joined.select("entity_id", parts=(share * PARTS).round().cast("int64"))
    return parts.group_by("entity_id").aggregate(
        share_sum=parts.parts.sum().cast("int64"), share_known=parts.count()
    )


def _mode(plays: ir.Table, column: str) -> ir.Table:
    """By entity: the most frequent value, of several the smallest; null values do not count."""
    known = plays.filter(plays[column].notnull())
    counts = known.group_by("entity_id", column).aggregate(n=known.count())
    most = counts.group_by("entity_id").aggregate(n=counts.n.max())
    top = counts.join(most, ["entity_id", "n"])
    return top.group_by("entity_id").aggregate(**{column: top[column].min()})
