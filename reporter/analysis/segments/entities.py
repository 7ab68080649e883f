"""One row for each listener (or track of a single listener): what segments are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporter.results.segments import EntityRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pyarrow as pa

    from reporter.analysis.segments.clusters import Labels
    from reporter.plays import Entity
    from reporter.results.facts import SkipDefinition

MIN_PLAYS = 3
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
        least: entities that a group needs to be told of.
    """

    kind: Entity
    period: str
    skip: SkipDefinition
    first_day: date
    end_day: date
    n: int
    table: pa.Table
    least: int = 1


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
