"""Segments of listeners, or of one person's tracks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reporter.analysis.segments.clusters import choose, plane, trials
from reporter.analysis.segments.entities import entity_rows, entity_table, n_entities, window
from reporter.analysis.segments.features import clustered, features
from reporter.analysis.segments.profiles import Grouping, names, points, segments
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Segmentation, Segments

if TYPE_CHECKING:
    import pyarrow as pa

    from reporter.analysis.history.prepared import History
    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.entities import Window

MIN_PLAYS = 3
MIN_MEMBERS = 30
MIN_SHARE = 0.02


def segmentation(history: History) -> Segmentation | Gap:
    """Cluster the entities that have three plays or more in the window.

    Returns:
        A gap where no entity has so many plays; else their rows, with the segments or the reason
        why there are none.
    """
    looked_at = window(history)
    table = entity_table(history, looked_at.plays, MIN_PLAYS)
    n = table.num_rows
    if n < 2 * MIN_MEMBERS:
        gap = Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=n, need=2 * MIN_MEMBERS)
        return Segmentation(gap, entity_rows(table, None)) if n else gap
    found, labels = _segments(history, looked_at, table)
    return Segmentation(found, entity_rows(table, labels))


def _segments(
    history: History, looked_at: Window, table: pa.Table
) -> tuple[Segments | Gap, Labels | None]:
    scope, n = history.scope, table.num_rows
    every = features(table, scope.entity)
    columns = clustered(every)
    min_size = max(MIN_MEMBERS, math.ceil(MIN_SHARE * n))
    if not columns.names:
        return Gap(Part.SEGMENTS, Reason.NO_STABLE_SEGMENTS), None
    tried = trials(columns.matrix, scope.seed, min_size, lambda x: names(columns, x) is None)
    chosen = choose(tried)
    if chosen is None:
        return Gap(Part.SEGMENTS, Reason.NO_STABLE_SEGMENTS), None
    drawn = plane(columns.matrix)
    grouping = Grouping(table["plays"].to_numpy(), every, columns, drawn, chosen.labels)
    found = Segments(
        entity=scope.entity,
        window_first_day=looked_at.first_day,
        window_end_day=looked_at.end_day,
        min_plays=MIN_PLAYS,
        n_entities=n_entities(history, looked_at.plays),
        n_segmented=n,
        min_size=min_size,
        k=chosen.k,
        silhouette=chosen.silhouette,
        candidates=tuple(trial.candidate for trial in tried),
        features=columns.names,
        explained=drawn.explained,
        segments=segments(grouping),
        points=points(grouping, scope.seed),
    )
    return found, chosen.labels
