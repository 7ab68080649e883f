"""Segments of listeners, or of one person's tracks."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.analysis.segments.clusters import plane
from reporter.analysis.segments.entities import MIN_PLAYS, entity_rows
from reporter.analysis.segments.fitting import fit
from reporter.analysis.segments.migration import migration
from reporter.analysis.segments.model import Sign, assign, drift
from reporter.analysis.segments.profiles import Grouping, points, segments
from reporter.analysis.statistics.disclosure import is_told
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Drift, Segmentation, Segments, Upkeep

if TYPE_CHECKING:
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.segments.model import Assigned
    from reporter.results.segments import SegmentModel

MIN_MEMBERS = 30
MIN_SHARE = 0.02


def segmentation(
    entities: Entities, seed: int, earlier: Segmentation | Gap | None = None
) -> Segmentation | Gap:
    """Put the entities that have three plays or more in the window into segments.

    Those of the earlier report are kept as long as they hold; else segments are fitted anew, and
    matched with the old ones. With too few entities a model waits for a report that has enough.

    Args:
        entities: from the engine.
        seed: of samples and fits.
        earlier: of the series' earlier report; none where there is none.

    Returns:
        A gap where no entity has so many plays, and none had before; else their rows, with the
        segments or the reason why there are none.
    """
    n = entities.table.num_rows
    before = earlier if isinstance(earlier, Segmentation) else _nothing_yet(entities)
    if n < 2 * MIN_MEMBERS:
        have = n if is_told(entities.least, n) else None
        gap = Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=have, need=2 * MIN_MEMBERS)
        rows = entity_rows(entities.table, None)
        waiting = replace(
            before, found=gap, entities=rows, period=entities.period, upkeep=None, migration=None
        )
        return waiting if n or waiting.next_id else gap
    if before.model is None:
        return _fitted(entities, seed, before, None)
    now = assign(entities, before.model, seed)
    sign = drift(before.model, now, _min_size(entities)) if now else Sign(Drift.DEFINITION)
    if now is None or sign:
        return _fitted(entities, seed, before, sign)
    kept = Upkeep(before.model.period, drift=None, then=None, now=None, new=(), retired=())
    return _grouped(entities, seed, before.model, now, replace(before, upkeep=kept))


def _nothing_yet(entities: Entities) -> Segmentation:
    gap = Gap(Part.SEGMENTS, Reason.NO_EARLIER_PERIOD)
    return Segmentation(gap, (), entities.period, None, None, 0, None, None)


def _min_size(entities: Entities) -> int:
    n: int = entities.table.num_rows
    return max(MIN_MEMBERS, entities.least, math.ceil(MIN_SHARE * n))


def _fitted(entities: Entities, seed: int, before: Segmentation, sign: Sign | None) -> Segmentation:
    """Segments that are fitted anew, or the reason why there are none."""
    comparable = None if sign and sign.drift is Drift.DEFINITION else before.model
    min_size = _min_size(entities)
    choice, found = fit(entities, seed, min_size, comparable, before.next_id)
    if isinstance(found, Gap):
        return Segmentation(
            found=found,
            entities=entity_rows(entities.table, None),
            period=entities.period,
            choice=choice,
            model=None,
            next_id=before.next_id,
            upkeep=_upkeep(before.model, None, sign, entities.least),
            migration=None,
        )
    model, now = found
    upkeep = _upkeep(before.model, model, sign, entities.least)
    grown = max(before.next_id, *(centre.id + 1 for centre in model.centres))
    state = replace(before, choice=choice, next_id=grown, upkeep=upkeep)
    return _grouped(entities, seed, model, now, state)


def _now(sign: Sign, least: int) -> float | None:
    """The number that tells of drift; none where it counts too few entities."""
    if sign.drift is Drift.SIZE and sign.now is not None and not is_told(least, int(sign.now)):
        return None
    return sign.now


def _upkeep(
    old: SegmentModel | None, new: SegmentModel | None, sign: Sign | None, least: int
) -> Upkeep | None:
    """What became of the old segments; none where there were none."""
    if old is None or sign is None:
        return None
    was = {centre.id for centre in old.centres}
    now = {centre.id for centre in new.centres} if new else set()
    return Upkeep(
        fitted=old.period,
        drift=sign.drift,
        then=sign.then,
        now=_now(sign, least),
        new=tuple(sorted(now - was)),
        retired=tuple(sorted(was - now)),
    )


def _grouped(
    entities: Entities, seed: int, model: SegmentModel, now: Assigned, state: Segmentation
) -> Segmentation:
    """The report's segments from entities that are assigned.

    Args:
        entities: from the engine.
        seed: of the points on the map.
        model: that they were assigned with.
        now: where they are.
        state: `choice`, `next_id` and `upkeep` of this report; the rest is the earlier one's.
    """
    table = entities.table
    drawn = plane(now.clustered.matrix)
    plays = table["plays"].to_numpy()
    least = entities.least
    grouping = Grouping(plays, now.features, now.clustered, drawn, now.labels, model.centres, least)
    found = Segments(
        entity=entities.kind,
        window_first_day=entities.first_day,
        window_end_day=entities.end_day,
        min_plays=MIN_PLAYS,
        n_entities=entities.n if is_told(least, entities.n - table.num_rows) else None,
        n_segmented=table.num_rows,
        k=len(model.centres),
        silhouette=now.silhouette.mean,
        features=now.clustered.names,
        explained=drawn.explained,
        segments=segments(grouping),
        points=points(grouping, seed),
        per_point=least,
    )
    rows = entity_rows(table, grouping.ids)
    return replace(
        state,
        found=found,
        entities=rows,
        period=entities.period,
        model=model,
        migration=migration(state, found, rows, least),
    )
