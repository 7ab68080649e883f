"""Segments of listeners, or of one person's tracks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporter.plays import Entity
from reporter.results.facts import Gap


@dataclass(frozen=True, slots=True)
class Candidate:
    """One number of clusters that was tried.

    Attributes:
        k: number of clusters.
        inertia: sum of squared distances to the centroids (scaled features).
        silhouette: mean silhouette on a sample; none for one cluster.
        silhouette_error: its standard error; none for one cluster.
        smallest: members of the smallest cluster.
        allowed: every cluster has the minimum size and a name of its own.
    """

    k: int
    inertia: float
    silhouette: float | None
    silhouette_error: float | None
    smallest: int
    allowed: bool


@dataclass(frozen=True, slots=True)
class FeatureMean:
    """Mean of one feature in one segment.

    Attributes:
        feature: name as in user_segments.csv, or `distinct_track_share`, `active_days_per_play`.
            `play_count` is clustered on a log scale, `skip_rate` after shrinking.
        mean: of the members that have it, in the feature's own unit.
        low: lower end of the 95% interval of the mean.
        high: upper end.
        z: distance of the mean from the mean of all, in standard deviations (a clustered feature as
            it is scaled for the clustering).
    """

    feature: str
    mean: float
    low: float
    high: float
    z: float


@dataclass(frozen=True, slots=True)
class Trait:
    """One half of a segment's name: a feature that stands out, and in which direction."""

    feature: str
    high: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment.

    Attributes:
        id: number from 0, by size, largest first.
        traits: what it is named from, strongest first; unique among the segments; empty = average.
        n: members.
        share: of all segmented entities.
        plays: plays of its members in the window.
        share_plays: of all segmented entities' plays.
        features: means of every feature that its members have, clustered or not.
        centroid: on the map, (first, second) principal component.
    """

    id: int
    traits: tuple[Trait, ...]
    n: int
    share: float
    plays: int
    share_plays: float
    features: tuple[FeatureMean, ...]
    centroid: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One entity on the map of the first two principal components."""

    x: float
    y: float
    segment: int


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One row of user_segments.csv: an entity with enough plays in the window.

    Rates are shares, 0 to 1; none where no play tells.

    Attributes:
        id: `entity_id`.
        play_count: plays in the window.
        skip_rate: skips / decided plays.
        avg_percent_played: mean of min(1, length played / descriptive length of the track), 0 to
            100, over the plays whose track has one: the median of its completed plays up to the
            cut-off, 3 or more.
        shuffle_rate: plays with shuffle on / plays that tell.
        preferred_hour: most frequent local hour; of several the earliest.
        preferred_platform: most frequent platform family; of several the first by name.
        avg_day_of_week: mean weekday, Monday is 0: kept for old readers, it says little.
        engagement_score: complete plays / plays x (1 - skip rate).
        cluster: `Segment.id`; none where there are no segments.
        segment: the same; tables turn it into the segment's name.
    """

    id: str
    play_count: int
    total_seconds: float
    avg_seconds_per_play: float
    skip_rate: float | None
    avg_percent_played: float | None
    shuffle_rate: float | None
    preferred_hour: int
    preferred_platform: str | None
    avg_day_of_week: float
    total_minutes: float
    engagement_score: float | None
    cluster: int | None
    segment: int | None


@dataclass(frozen=True, slots=True)
class Segments:
    """How the entities fall into groups.

    Attributes:
        entity: listeners or tracks.
        window_first_day: first local day looked at.
        window_end_day: the day after the last one (exclusive).
        min_plays: plays in the window that an entity needs to take part.
        n_entities: entities in the window.
        n_segmented: of them with enough plays.
        min_size: members that a segment needs.
        k: number of segments chosen.
        silhouette: of the chosen k.
        candidates: every k tried.
        features: names of the clustered features, in order.
        explained: variance explained by the two components of the map.
        segments: by size, largest first.
        points: a bounded sample of entities for the map.
    """

    entity: Entity
    window_first_day: date
    window_end_day: date
    min_plays: int
    n_entities: int
    n_segmented: int
    min_size: int
    k: int
    silhouette: float
    candidates: tuple[Candidate, ...]
    features: tuple[str, ...]
    explained: tuple[float, float]
    segments: tuple[Segment, ...]
    points: tuple[MapPoint, ...]


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The segments (or why there are none) and the entities' rows, which exist either way.

    Attributes:
        entities: those with enough plays in the window, in order of id.
    """

    found: Segments | Gap
    entities: tuple[EntityRow, ...]
