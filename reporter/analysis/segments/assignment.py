"""Every entity in the segment of the nearest centroid, in the engine.

It is `reporter.analysis.segments.features` and `model.nearest` once more, as expressions: those see
a bounded sample, these all entities. A test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.segments.features import CLIP
from reporter.engine.expressions import exact
from reporter.engine.tables import keep
from reporter.plays import Entity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend

    from reporter.results.segments import Priors, SegmentModel


@dataclass(frozen=True, slots=True)
class Column:
    """One feature of every entity.

    Attributes:
        values: in its own unit; null where the entity has none.
        basis: what is scaled for the clustering; none for a feature of the profile alone.
    """

    values: ir.FloatingValue
    basis: ir.FloatingValue | None


def assigned(engine: SQLBackend, table: ir.Table, model: SegmentModel) -> ir.Table:
    """The table with `cluster`, the id of each entity's segment; of several nearest the first.

    Args:
        engine: where the table is, and where this one is kept.
        table: as `Entities.sample`.
        model: scales and centroids.
    """
    places = {f"scaled_{name}": values for name, values in scaled(table, model).items()}
    placed = table.mutate(**places)
    squares = {
        f"square_{i}": reduce(
            add,
            (
                _squared(placed[name] - exact(place))
                for name, place in zip(places, centre.place, strict=True)
            ),
        )
        for i, centre in enumerate(model.centres)
    }
    measured = placed.mutate(**squares)
    nearest = ibis.least(*(measured[name] for name in squares))
    *branches, last = (
        (measured[name] == nearest, ibis.literal(centre.id, "int64"))
        for name, centre in zip(squares, model.centres, strict=True)
    )
    found = ibis.cases(*branches, else_=last[1]) if branches else last[1]
    return keep(engine, "segments", measured.mutate(cluster=found).drop(*places, *squares))


def scaled(table: ir.Table, model: SegmentModel) -> Mapping[str, ir.FloatingValue]:
    """The clustered features by their names, in standard deviations from the mean, clipped at 3."""
    found = columns(table, model.entity, model.priors)
    return {
        scale.feature: ((basis - exact(scale.mean)) / exact(scale.deviation)).clip(
            exact(-CLIP), exact(CLIP)
        )
        for scale in model.scales
        if (basis := found[scale.feature].basis) is not None
    }


def columns(table: ir.Table, entity: Entity, given: Priors) -> Mapping[str, Column]:
    """All features that the data have, by their names.

    Args:
        table: as `Entities.sample`.
        entity: listeners have two features more than tracks.
        given: priors of the rates; a feature without one falls away.
    """
    plays, skips, decided, shuffled, told, tracks, days = (
        table[name].cast("float64")
        for name in ("plays", "skips", "decided", "shuffled", "shuffle_known", "tracks", "days")
    )
    seconds = table.ms.cast("float64") / exact(1000.0) / plays
    skip_rate = skips / decided.nullif(exact(0.0))
    found = {"play_count": Column(plays, (plays + exact(1.0)).ln())}
    if given.skip_alpha is not None and given.skip_beta is not None:
        alpha, beta = exact(given.skip_alpha), exact(given.skip_beta)
        drawn = (skips + alpha) / (decided + alpha + beta)
        found["skip_rate"] = Column(skip_rate, drawn)
    found["avg_seconds_per_play"] = Column(seconds, seconds)
    if given.shuffle_rate is not None:
        rate = shuffled / told.nullif(exact(0.0))
        found["shuffle_rate"] = Column(rate, rate.fill_null(exact(given.shuffle_rate)))
    if entity is Entity.LISTENER:
        found["distinct_track_share"] = Column(tracks / plays, tracks / plays)
        found["active_days_per_play"] = Column(days / plays, days / plays)
    if given.skip_alpha is not None:
        score = (decided - skips) / plays * (exact(1.0) - skip_rate)
        found["engagement_score"] = Column(score, None)
    return found


def _squared(distance: ir.FloatingValue) -> ir.FloatingValue:
    return distance * distance
