"""The two tables with a row for each listener or track, of whom there may be millions.

No report holds them: they are written beside it, in whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.plays import Entity
from reporter.tables.segments import segment_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from reporter.report import Report
    from reporter.words import Words

OF_ROWS = ("csv/user_segments.csv", "csv/churn_risk.csv")
"""Where their files are in the folder of a report."""
CLUSTER = "cluster"
_ENTITY = (
    "play_count",
    "total_seconds",
    "avg_seconds_per_play",
    "skip_rate",
    "avg_percent_played",
    "shuffle_rate",
    "preferred_hour",
    "preferred_platform",
    "avg_day_of_week",
    "total_minutes",
    "engagement_score",
    CLUSTER,
)
_RISK = ("listener_id", "last_active_day", "days_silent", "risk", "low", "high")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What is known of each listener or track; a table is none where its part is a gap.

    Attributes:
        entities: `id`, then the columns of user_segments.csv, save for the segments' names: an
            entity with enough plays in the window, in the order of code points of `id`.
        risks: the columns of churn_risk.csv: a listener who is active, by id.
    """

    entities: pa.Table | None = None
    risks: pa.Table | None = None


def row_tables(report: Report, rows: Rows, words: Words) -> tuple[pa.Table, pa.Table]:
    """user_segments and churn_risk of the CSV contract; a gap leaves the header alone.

    Args:
        report: names the segments.
        rows: what they are made of.
        words: the same.
    """
    risks = _empty(_RISK) if rows.risks is None else rows.risks.select(_RISK)
    return _user_segments(report, rows.entities, words), risks


def _user_segments(report: Report, entities: pa.Table | None, words: Words) -> pa.Table:
    """One row an entity, segmented or not; the first column is named for what it identifies."""
    entity = "listener_id" if report.scope.entity is Entity.LISTENER else "track_id"
    columns = (entity, *_ENTITY)
    if entities is None:
        return _empty((*columns, "segment"))
    named = entities.select(("id", *_ENTITY)).rename_columns(columns)
    return named.append_column("segment", _names(entities[CLUSTER], segment_names(report, words)))


def _names(clusters: pa.ChunkedArray, names: Mapping[int, str]) -> pa.Array:
    """The name of each row's segment, as a dictionary of names."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only who writes rows needs it
    import pyarrow.compute as pc  # noqa: PLC0415

    places = pc.index_in(clusters, value_set=pa.array(names, clusters.type))
    return pa.DictionaryArray.from_arrays(
        places.combine_chunks(), pa.array(names.values(), pa.string())
    )


def _empty(columns: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - as above

    return pa.table({name: pa.array([], pa.string()) for name in columns})
