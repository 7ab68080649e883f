"""One row for each listener (or track of a single listener): what segments are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import ibis

from reporter.analysis.history.lengths import descriptive_lengths
from reporter.plays import Entity
from reporter.results.segments import EntityRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa

    from reporter.analysis.history.prepared import History
    from reporter.analysis.segments.clusters import Labels
    from reporter.results.facts import SkipDefinition

WINDOW = timedelta(days=84)
MIN_PLAYS = 3
WHOLE_HISTORY_BELOW = 1_000
PARTS = 10**9
"""Shares of a play are summed as whole billionths: sums of floats differ from run to run."""


@dataclass(frozen=True, slots=True)
class Entities:
    """What segments are made of.

    Attributes:
        kind: listeners, or the tracks of one.
        period: label of the report's period.
        skip: definition of the skips that are counted.
        first_day: first local day of the window.
        end_day: the day after its last one (exclusive).
        n: distinct entities with a play in the window.
        table: one row for each entity of `MIN_PLAYS` plays or more in the window, in the order of
            code points of `id`; further columns: `plays`, `ms`, `skips`, `decided`, `shuffled` and
            `shuffle_known` (plays), `weekdays` (sum of weekday numbers), `tracks` and `days`
            (distinct), `share_sum` (of the length played, in billionths) and `share_known` (plays
            with a descriptive length), `hour`, `platform` (most frequent; null where never
            recorded).
    """

    kind: Entity
    period: str
    skip: SkipDefinition
    first_day: date
    end_day: date
    n: int
    table: pa.Table


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
        shuffled=plays.shuffle.cast("int64").sum().fill_null(0).cast("int64"),
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


def entity_rows(table: pa.Table, labels: Labels | None) -> tuple[EntityRow, ...]:
    """The rows of user_segments.csv.

    Args:
        table: of `Entities`.
        labels: id of the segment of each row; none where there are no segments.
    """
    rows = table.to_pylist()
    segments = [None] * len(rows) if labels is None else labels.tolist()
    return tuple(_entity_row(row, segment) for row, segment in zip(rows, segments, strict=True))


def _entity_row(row: Mapping[str, Any], segment: int | None) -> EntityRow:
    plays, decided, skips = row["plays"], row["decided"], row["skips"]
    skip_rate = skips / decided if decided else None
    known, told = row["share_known"], row["shuffle_known"]
    complete = (decided - skips) / plays
    return EntityRow(
        id=row["id"],
        play_count=plays,
        total_seconds=row["ms"] / 1000,
        avg_seconds_per_play=row["ms"] / 1000 / plays,
        skip_rate=skip_rate,
        avg_percent_played=100 * row["share_sum"] / PARTS / known if known else None,
        shuffle_rate=row["shuffled"] / told if told else None,
        preferred_hour=row["hour"],
        preferred_platform=row["platform"],
        avg_day_of_week=row["weekdays"] / plays,
        total_minutes=row["ms"] / 60_000,
        engagement_score=None if skip_rate is None else complete * (1 - skip_rate),
        cluster=segment,
        segment=segment,
    )
