"""The map of the segments: a bounded sample of entities on its first two principal components."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.segments.clusters import plane, sample
from reporter.analysis.segments.decided import Atlas
from reporter.analysis.statistics.disclosure import aggregated
from reporter.results.segments import MapPoint

if TYPE_CHECKING:
    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.features import Floats

N_POINTS = 1_500


def drawn(matrix: Floats, ids: Labels, seed: int, least: int) -> Atlas:
    """The map of some entities.

    Args:
        matrix: (entities, columns), scaled.
        ids: id of each one's segment.
        seed: of the points.
        least: entities that a mean needs.
    """
    found = plane(matrix)
    centroids = {}
    for segment in np.unique(ids).tolist():
        x, y = found.xy[ids == segment].mean(axis=0).tolist()
        centroids[segment] = (x, y)
    return Atlas(found.explained, centroids, points(found.xy, ids, seed, least))


def points(xy: Floats, ids: Labels, seed: int, least: int) -> tuple[MapPoint, ...]:
    """At most 1,500 entities on the map, drawn with the seed, in the order of the entities.

    Where they are listeners, the means of neighbours stand for them.
    """
    rows = sample(np.random.default_rng(seed), len(ids), N_POINTS)
    xy, ids = xy[rows], ids[rows]
    if least > 1:
        means = {
            segment: aggregated(xy[ids == segment], least)[0] for segment in np.unique(ids).tolist()
        }
        return tuple(
            MapPoint(x, y, segment) for segment, own in means.items() for x, y in own.tolist()
        )
    return tuple(
        MapPoint(x, y, segment) for (x, y), segment in zip(xy.tolist(), ids.tolist(), strict=True)
    )
