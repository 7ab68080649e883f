"""Segments of listeners, or of one person's tracks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reporter.analysis.segments.clusters import choose, plane, trials
from reporter.analysis.segments.entities import MIN_PLAYS, entity_rows
from reporter.analysis.segments.features import clustered, features
from reporter.analysis.segments.profiles import Grouping, names, points, segments
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Segmentation, Segments

if TYPE_CHECKING:
    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.entities import Entities

MIN_MEMBERS = 30
MIN_SHARE = 0.02


def segmentation(entities: Entities, seed: int) -> Segmentation | Gap:
    """Cluster the entities that have three plays or more in the window.

    Args:
        entities: from the engine.
        seed: of samples and fits.

    Returns:
        A gap where no entity has so many plays; else their rows, with the segments or the reason
        why there are none.
    """
    table, n = entities.table, entities.table.num_rows
    if n < 2 * MIN_MEMBERS:
        gap = Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=n, need=2 * MIN_MEMBERS)
        return Segmentation(gap, entity_rows(table, None)) if n else gap
    found, labels = _segments(entities, seed)
    return Segmentation(found, entity_rows(table, labels))


def _segments(entities: Entities, seed: int) -> tuple[Segments | Gap, Labels | None]:
    table, n = entities.table, entities.table.num_rows
    every = features(table, entities.kind)
    columns = clustered(every)
    min_size = max(MIN_MEMBERS, math.ceil(MIN_SHARE * n))
    if not columns.names:
        return Gap(Part.SEGMENTS, Reason.NO_STABLE_SEGMENTS), None
    tried = trials(columns.matrix, seed, min_size, lambda x: names(columns, x) is None)
    chosen = choose(tried)
    if chosen is None:
        return Gap(Part.SEGMENTS, Reason.NO_STABLE_SEGMENTS), None
    drawn = plane(columns.matrix)
    grouping = Grouping(table["plays"].to_numpy(), every, columns, drawn, chosen.labels)
    found = Segments(
        entity=entities.kind,
        window_first_day=entities.first_day,
        window_end_day=entities.end_day,
        min_plays=MIN_PLAYS,
        n_entities=entities.n,
        n_segmented=n,
        min_size=min_size,
        k=chosen.k,
        silhouette=chosen.silhouette,
        candidates=tuple(trial.candidate for trial in tried),
        features=columns.names,
        explained=drawn.explained,
        segments=segments(grouping),
        points=points(grouping, seed),
    )
    return found, chosen.labels
