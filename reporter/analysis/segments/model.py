"""The model that a series keeps: scales and centroids that its reports assign entities with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from reporter.analysis.segments.clusters import N_SILHOUETTE, sample
from reporter.analysis.segments.features import available, features, priors, rescaled
from reporter.analysis.segments.silhouettes import Distances, level
from reporter.results.segments import Drift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.segments.features import Clustered, Floats
    from reporter.results.segments import Centre, Level, SegmentModel

MATERIAL = 0.1
"""Share by which the mean distance must rise, or the silhouette fall, to be drift."""

SURE = 3.0
"""Standard errors of the difference that it must exceed, too."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The sample's entities in the segments of a model.

    Attributes:
        clustered: the matrix, in the model's scales.
        labels: number of each entity's centroid, in the order of the model's.
        distance: of the entities to their centroid.
        silhouette: on at most 2,000 entities.
    """

    clustered: Clustered
    labels: Labels
    distance: Level
    silhouette: Level

    def ids(self, model: SegmentModel) -> Labels:
        """Id of each entity's segment."""
        ids: Labels = np.array([centre.id for centre in model.centres])[self.labels]
        return ids


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of drift.

    Attributes:
        drift: which.
        then: the number that tells, when the model was fitted; none where definitions changed.
        now: the same number now.
    """

    drift: Drift
    then: float | None = None
    now: float | None = None


def assign(entities: Entities, model: SegmentModel, seed: int) -> Assigned | None:
    """Put every entity of the sample into the segment of the nearest centroid.

    Returns:
        None where the model is about something else: other entities, another definition of a skip,
        or other features in the data.
    """
    table = entities.sample
    now = available(features(table, entities.kind, priors(table)))
    if (entities.kind, entities.skip, now) != (model.entity, model.skip, model.available):
        return None
    columns = rescaled(features(table, entities.kind, model.priors), model.scales)
    with threadpool_limits(1):
        labels, distances = nearest(columns.matrix, places(model.centres))
        return Assigned(
            clustered=columns,
            labels=labels,
            distance=level(distances),
            silhouette=silhouette(columns.matrix, labels, seed),
        )


def places(centres: Sequence[Centre]) -> Floats:
    """Places of the centroids, (segments, columns)."""
    return np.array([centre.place for centre in centres])


def nearest(matrix: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """The nearest centroid of each row, of several the first, and the distance to it."""
    squares = np.stack([((matrix - centre) ** 2).sum(axis=1) for centre in centres], axis=1)
    return squares.argmin(axis=1), np.sqrt(squares.min(axis=1))


def silhouette(matrix: Floats, labels: Labels, seed: int) -> Level:
    """Mean silhouette of at most 2,000 rows."""
    rows = sample(np.random.default_rng(seed), len(matrix), N_SILHOUETTE)
    (found,) = Distances.between(matrix[rows]).silhouettes([labels[rows]])
    return found


def drift(model: SegmentModel, now: Assigned, min_size: int) -> Sign | None:
    """The first sign that the segments do not hold any more; none where they do.

    A segment is under the minimum size; the entities lie further from their centroids than when the
    model was fitted; or the segments lie closer together. Distance and silhouette tell if they are
    worse by a tenth and by three standard errors of the difference.
    """
    smallest = int(np.bincount(now.labels, minlength=len(model.centres)).min())
    if smallest < min_size:
        return Sign(Drift.SIZE, float(min_size), float(smallest))
    if _rise(model.distance, now.distance) > _allowance(model.distance, now.distance):
        return Sign(Drift.DISTANCE, model.distance.mean, now.distance.mean)
    if _rise(now.silhouette, model.silhouette) > _allowance(model.silhouette, now.silhouette):
        return Sign(Drift.SILHOUETTE, model.silhouette.mean, now.silhouette.mean)
    return None


def _rise(before: Level, after: Level) -> float:
    return after.mean - before.mean


def _allowance(then: Level, now: Level) -> float:
    return max(MATERIAL * abs(then.mean), SURE * float(np.hypot(then.error, now.error)))
