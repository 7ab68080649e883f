"""The report's segments: every entity is assigned in the engine, and counted there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.segments.assignment import assigned
from reporter.analysis.segments.counts import COUNTS
from reporter.analysis.segments.entities import MIN_PLAYS, entity_rows
from reporter.analysis.segments.migration import migration
from reporter.analysis.segments.moments import members
from reporter.analysis.segments.moves import moves
from reporter.analysis.segments.profiles import segments
from reporter.analysis.statistics.disclosure import is_told
from reporter.engine.tables import drop
from reporter.results.facts import Gap
from reporter.results.segments import Segmentation, Segments

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import pyarrow as pa

    from reporter.analysis.segments.counts import Counted
    from reporter.analysis.segments.decided import Decided, Drawn


@dataclass(frozen=True, slots=True)
class Segmented:
    """The segments, and who is in which.

    Attributes:
        found: for the report; a gap where no entity has plays enough, and none had before.
        table: in the engine: `id` and `cluster` of each entity with plays enough, `cluster` is null
            where there are no segments.
        rows: of user_segments.csv, as `entity_rows`; none where `found` is a gap.
    """

    found: Segmentation | Gap
    table: ir.Table
    rows: pa.Table | None


def segmented(
    counted: Counted,
    decided: Decided,
    earlier: Segmentation | Gap | None,
    members_before: Callable[[], pa.Table | None],
) -> Segmented:
    """Put every entity into the segment of the nearest centroid, and count who is where.

    Args:
        counted: the entities.
        decided: what became of the segments on the sample.
        earlier: of the series' earlier report; none where there is none.
        members_before: who was in which segment then: `id` and `cluster`; none where that is lost.
    """
    state, drawn = decided.state, decided.drawn
    if drawn is None:
        table = counted.table.mutate(cluster=ibis.null("int64"))
        found: Segmentation | Gap = state
        if isinstance(state.found, Gap) and not (state.n or state.next_id):
            found = state.found
    else:
        table = assigned(counted.engine, counted.table, drawn.model)
        drop(counted.engine, COUNTS)
        present = _segments(counted, table, drawn)
        found = replace(state, found=present)
        if isinstance(earlier, Segmentation) and isinstance(earlier.found, Segments):
            before = members_before()
            flows = None if before is None else moves(counted.engine, table, before)
            least = counted.entities.least
            moved = None if flows is None else migration(earlier, present, flows, least)
            found = replace(found, migration=moved)
    rows = None if isinstance(found, Gap) else entity_rows(_fetched(counted, table))
    return Segmented(found, table.select("id", "cluster"), rows)


def _fetched(counted: Counted, table: ir.Table) -> pa.Table:
    return counted.engine.to_pyarrow(table).sort_by("id")


def _segments(counted: Counted, table: ir.Table, drawn: Drawn) -> Segments:
    entities, model = counted.entities, drawn.model
    least, n = entities.least, entities.n_counted
    found = members(counted, table, model)
    return Segments(
        entity=entities.kind,
        window_first_day=entities.first_day,
        window_end_day=entities.end_day,
        min_plays=MIN_PLAYS,
        n_entities=entities.n if is_told(least, entities.n - n) else None,
        n_segmented=n,
        k=len(model.centres),
        silhouette=drawn.silhouette,
        features=tuple(scale.feature for scale in model.scales),
        explained=drawn.atlas.explained,
        segments=segments(found, model.centres, drawn.atlas, least),
        points=drawn.atlas.points,
        per_point=least,
    )
