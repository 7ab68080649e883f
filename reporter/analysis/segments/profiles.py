"""Profiles of segments: size, plays, the mean of each feature, and their place on the map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reporter.analysis.segments.features import UNBOUNDED
from reporter.analysis.statistics.intervals import Z95
from reporter.results.segments import FeatureMean, Segment

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from reporter.analysis.segments.decided import Atlas
    from reporter.analysis.segments.moments import Members, Moment
    from reporter.results.segments import Centre


def segments(
    found: Mapping[int, Members], centres: Sequence[Centre], atlas: Atlas, least: int
) -> tuple[Segment, ...]:
    """Every segment that has members, largest first; ties by their id.

    Args:
        found: the members of each segment, by its id.
        centres: the centroids.
        atlas: the map.
        least: entities that a mean needs.
    """
    n, plays = (sum(getattr(own, name) for own in found.values()) for name in ("n", "plays"))
    every = [
        Segment(
            id=centre.id,
            traits=centre.traits,
            n=own.n,
            share=own.n / n,
            plays=own.plays,
            share_plays=own.plays / plays,
            features=_features(own, found.values(), least),
            centroid=atlas.centroids[centre.id],
        )
        for centre in centres
        if (own := found.get(centre.id)) is not None
    ]
    return tuple(sorted(every, key=lambda one: (-one.n, one.id)))


def _features(
    members: Members, everybody: Collection[Members], least: int
) -> tuple[FeatureMean, ...]:
    """Mean and normal 95% interval over the members that have the feature; none of too few."""
    return tuple(
        _mean(name, own, _z(name, members, everybody))
        for name, own in members.features.items()
        if own.n >= max(least, 1)
    )


def _mean(name: str, own: Moment, z: float) -> FeatureMean:
    spread = math.sqrt(own.squares / (own.n - 1)) if own.n > 1 else 0.0
    half = Z95 * spread / math.sqrt(own.n)
    high = own.mean + half
    return FeatureMean(
        feature=name,
        mean=own.mean,
        low=max(0.0, own.mean - half),
        high=high if name in UNBOUNDED else min(high, 1.0),
        z=z,
    )


def _z(name: str, members: Members, everybody: Collection[Members]) -> float:
    """How far the mean lies from everybody's, in standard deviations."""
    if name in members.scaled:
        return members.scaled[name]
    every = [own.features[name] for own in everybody]
    n = sum(one.n for one in every)
    mean = sum(one.n * one.mean for one in every) / n
    squares = sum(one.squares + one.n * (one.mean - mean) ** 2 for one in every)
    deviation = math.sqrt(squares / n)
    return (members.features[name].mean - mean) / deviation if deviation else 0.0
