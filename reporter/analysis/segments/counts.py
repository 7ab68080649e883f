"""What segments are made of, counted in the engine, and the sample that they are fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.segments.entities import MIN_PLAYS, MOST_FITTED, PARTS, Entities
from reporter.engine.expressions import as_int, lot
from reporter.engine.tables import keep
from reporter.plays import Entity

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends.sql import SQLBackend

    from reporter.analysis.history.prepared import History

WINDOW = timedelta(days=84)
WHOLE_HISTORY_BELOW = 1_000
COUNTS = "segment_counts"
"""Name of the kept table."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Every entity, in the engine.

    Attributes:
        engine: where `table` is.
        table: as `Entities.sample`, of all with enough plays, in any order.
        most_plays: of one of them.
        most_seconds: a play of one of them, in the mean.
        entities: what goes to the models.
    """

    engine: SQLBackend
    table: ir.Table
    most_plays: int
    most_seconds: float
    entities: Entities


def count(history: History, lengths: ir.Table, *, limit: int = MOST_FITTED) -> Counted:
    """Aggregate the plays of the window by entity, keep that, and draw the sample.

    The window is the 84 days up to the cut-off, or all history of one listener with under 1,000
    plays there.

    Args:
        history: prepared plays.
        lengths: of their tracks, as `descriptive_lengths` has them.
        limit: entities of the sample, at most; drawn by a seeded hash of their ids.
    """
    scope, plays = history.scope, history.plays
    end = scope.period.end_day
    first = max(scope.first_day, end - WINDOW)
    recent = plays.filter(plays.day >= ibis.literal(first))
    if scope.entity is Entity.TRACK and _number(history, recent.count()) < WHOLE_HISTORY_BELOW:
        first, recent = scope.first_day, plays
    n = _number(history, recent.entity_id.nunique())
    table = keep(history.engine, COUNTS, _counted(recent, lengths))
    seconds = (table.ms / (1_000 * table.plays)).max()
    sizes = table.aggregate(n=table.count(), plays=table.plays.max(), seconds=seconds)
    (size,) = history.engine.to_pyarrow(sizes).to_pylist()
    entities = Entities(
        kind=scope.entity,
        period=scope.period.label,
        skip=scope.skip,
        first_day=first,
        end_day=end,
        n=n,
        n_counted=size["n"],
        sample=drawn(history.engine, table, size["n"], limit, scope.seed),
        least=scope.least_listeners,
    )
    return Counted(history.engine, table, size["plays"] or 0, size["seconds"] or 0.0, entities)


def drawn(engine: SQLBackend, table: ir.Table, n: int, limit: int, seed: int) -> pa.Table:
    """Rows of a table with `id`, in its order: all, or those of the first ids by a seeded hash.

    Args:
        engine: where the table is.
        table: one row an id.
        n: its rows.
        limit: rows of the sample, at most.
        seed: chooses them.
    """
    if n > limit:
        placed = table.mutate(place=lot(table.id, seed))
        table = placed.order_by("place", "id").limit(limit).drop("place")
    return engine.to_pyarrow(table).sort_by("id")


def _number(history: History, number: ir.IntegerScalar) -> int:
    return int(history.engine.to_pyarrow(number).as_py())


def _counted(plays: ir.Table, lengths: ir.Table) -> ir.Table:
    """`Counted.table` from the plays of the window; lengths come from all plays."""
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
    for part in (_shares_played(plays, lengths), _mode(plays, "hour"), _mode(plays, "platform")):
        joined = table.left_join(part, "entity_id")
        table = joined.drop("entity_id_right")
    return table.rename(id="entity_id")


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
