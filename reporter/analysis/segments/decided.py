"""What the worker gives back of the segments: values that load none of its libraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporter.results.segments import MapPoint, Segmentation, SegmentModel


@dataclass(frozen=True, slots=True)
class Atlas:
    """The map.

    Attributes:
        explained: variance explained by its two components.
        centroids: mean place of each segment, by its id.
        points: of at most 1,500 entities, in their order; of listeners, means of neighbours.
    """

    explained: tuple[float, float]
    centroids: dict[int, tuple[float, float]]
    points: tuple[MapPoint, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is known of segments from the sample alone.

    Attributes:
        model: to assign all entities with.
        atlas: the map.
        silhouette: of these segments.
    """

    model: SegmentModel
    atlas: Atlas
    silhouette: float


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of the segments, before every entity is in one.

    Attributes:
        state: this report's, save for what is counted; `found` says why there are no segments.
        drawn: none where there are no segments.
    """

    state: Segmentation
    drawn: Drawn | None
