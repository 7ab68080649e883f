"""Profiles of segments: size, plays, the mean of each feature, and their place on the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.segments.clusters import Labels, sample
from reporter.analysis.segments.names import name_segments
from reporter.analysis.statistics.disclosure import aggregated
from reporter.analysis.statistics.intervals import Z95
from reporter.results.segments import FeatureMean, MapPoint, Segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.analysis.segments.clusters import Plane
    from reporter.analysis.segments.features import Clustered, Feature, Floats
    from reporter.analysis.segments.names import Traits
    from reporter.results.segments import Centre

N_POINTS = 1_500


@dataclass(frozen=True, slots=True)
class Grouping:
    """Entities and the segments they are in.

    Attributes:
        plays: of each entity in the window.
        features: all of them.
        clustered: the matrix that was clustered.
        plane: its map.
        labels: number of each entity's centroid.
        centres: the centroids.
        least: entities that a mean needs.
    """

    plays: Floats
    features: Sequence[Feature]
    clustered: Clustered
    plane: Plane
    labels: Labels
    centres: Sequence[Centre]
    least: int = 1

    @property
    def ids(self) -> Labels:
        """Id of each entity's segment."""
        ids: Labels = np.array([centre.id for centre in self.centres])[self.labels]
        return ids


def names(clustered: Clustered, labels: Labels) -> tuple[Traits, ...] | None:
    """Names of the segments of a labelling; none where they cannot be told apart."""
    n = int(labels.max()) + 1
    centroids = [clustered.matrix[labels == i].mean(axis=0).tolist() for i in range(n)]
    return name_segments(clustered.names, centroids)


def segments(grouping: Grouping) -> tuple[Segment, ...]:
    """Every segment, largest first; ties by their id."""
    found = (_segment(grouping, i, centre) for i, centre in enumerate(grouping.centres))
    return tuple(sorted(found, key=lambda one: (-one.n, one.id)))


def _segment(grouping: Grouping, number: int, centre: Centre) -> Segment:
    members = grouping.labels == number
    plays = int(grouping.plays[members].sum())
    x, y = grouping.plane.xy[members].mean(axis=0).tolist()
    means = (_feature_mean(grouping, feature, members) for feature in grouping.features)
    return Segment(
        id=centre.id,
        traits=centre.traits,
        n=int(members.sum()),
        share=float(members.mean()),
        plays=plays,
        share_plays=plays / int(grouping.plays.sum()),
        features=tuple(mean for mean in means if mean is not None),
        centroid=(x, y),
    )


def _feature_mean(grouping: Grouping, feature: Feature, members: Labels) -> FeatureMean | None:
    """Mean and normal 95% interval over the members that have the feature; none of too few."""
    has = ~np.isnan(feature.values)
    own = feature.values[members & has]
    if own.size < max(grouping.least, 1):
        return None
    mean = float(own.mean())
    half = Z95 * float(own.std(ddof=1)) / np.sqrt(own.size) if own.size > 1 else 0.0
    high = mean + half
    return FeatureMean(
        feature=feature.name,
        mean=mean,
        low=max(0.0, mean - half),
        high=high if feature.ceiling is None else min(high, feature.ceiling),
        z=_z(grouping.clustered, feature, members, mean),
    )


def _z(clustered: Clustered, feature: Feature, members: Labels, mean: float) -> float:
    if feature.name in clustered.names:
        return float(clustered.matrix[members, clustered.names.index(feature.name)].mean())
    values = feature.values[~np.isnan(feature.values)]
    deviation = float(values.std())
    return (mean - float(values.mean())) / deviation if deviation else 0.0


def points(grouping: Grouping, seed: int) -> tuple[MapPoint, ...]:
    """At most 1,500 entities on the map, drawn with the seed, in the order of the entities.

    Where they are listeners, the means of neighbours stand for them.
    """
    rows = sample(np.random.default_rng(seed), len(grouping.labels), N_POINTS)
    if grouping.least > 1:
        ids = grouping.ids[rows]
        means = {
            int(segment): aggregated(grouping.plane.xy[rows][ids == segment], grouping.least)[0]
            for segment in np.unique(ids)
        }
        return tuple(
            MapPoint(x, y, segment) for segment, own in means.items() for x, y in own.tolist()
        )
    return tuple(
        MapPoint(x, y, segment)
        for (x, y), segment in zip(
            grouping.plane.xy[rows].tolist(), grouping.ids[rows].tolist(), strict=True
        )
    )
