"""What becomes of the segments, decided on the sample: kept, fitted anew, or none."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.analysis.segments import atlas
from reporter.analysis.segments.decided import Decided, Drawn
from reporter.analysis.segments.fitting import fit
from reporter.analysis.segments.model import Sign, assign, drift
from reporter.analysis.statistics.disclosure import is_told
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Drift, Segmentation, Upkeep

if TYPE_CHECKING:
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.segments.model import Assigned
    from reporter.results.segments import SegmentModel

MIN_MEMBERS = 30
MIN_SHARE = 0.02


def decide(entities: Entities, seed: int, earlier: Segmentation | Gap | None = None) -> Decided:
    """See to the segments of the entities that have three plays or more in the window.

    Those of the earlier report are kept as long as they hold; else segments are fitted anew, and
    matched with the old ones. With too few entities a model waits for a report that has enough.

    Args:
        entities: from the engine.
        seed: of samples and fits.
        earlier: of the series' earlier report; none where there is none.
    """
    n = entities.n_counted
    before = earlier if isinstance(earlier, Segmentation) else None
    state = Segmentation(
        found=_too_few(entities),
        n=n,
        period=entities.period,
        choice=before.choice if before else None,
        model=before.model if before else None,
        next_id=before.next_id if before else 0,
        upkeep=None,
        migration=None,
    )
    if n < 2 * MIN_MEMBERS:
        return Decided(state, None)
    if state.model is None:
        return _fitted(entities, seed, state, None)
    min_size = _min_size(entities)
    now = assign(entities, state.model, seed)
    sign = drift(state.model, now, min_size) if now else Sign(Drift.DEFINITION)
    if now is None or sign:
        return _fitted(entities, seed, state, sign)
    kept = Upkeep(state.model.period, drift=None, then=None, now=None, new=(), retired=())
    return Decided(replace(state, upkeep=kept), _drawn(entities, seed, state.model, now))


def _too_few(entities: Entities) -> Gap:
    have = entities.n_counted if is_told(entities.least, entities.n_counted) else None
    return Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=have, need=2 * MIN_MEMBERS)


def _min_size(entities: Entities) -> int:
    """Members in the sample that a segment needs."""
    n: int = entities.sample.num_rows
    return max(MIN_MEMBERS, entities.least, math.ceil(MIN_SHARE * n))


def _fitted(entities: Entities, seed: int, before: Segmentation, sign: Sign | None) -> Decided:
    """Segments that are fitted anew, or the reason why there are none."""
    comparable = None if sign and sign.drift is Drift.DEFINITION else before.model
    choice, found = fit(entities, seed, _min_size(entities), comparable, before.next_id)
    if isinstance(found, Gap):
        upkeep = _upkeep(before.model, None, sign, entities.least)
        state = replace(before, found=found, choice=choice, model=None, upkeep=upkeep)
        return Decided(state, None)
    model, now = found
    state = replace(
        before,
        choice=choice,
        model=model,
        next_id=max(before.next_id, *(centre.id + 1 for centre in model.centres)),
        upkeep=_upkeep(before.model, model, sign, entities.least),
    )
    return Decided(state, _drawn(entities, seed, model, now))


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


def _drawn(entities: Entities, seed: int, model: SegmentModel, now: Assigned) -> Drawn:
    drawn = atlas.drawn(now.clustered.matrix, now.ids(model), seed, entities.least)
    return Drawn(model, drawn, now.silhouette.mean)
