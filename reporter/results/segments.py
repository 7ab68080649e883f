"""Segments of listeners, or of one person's tracks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporter.plays import Entity
from reporter.results.facts import Estimate, Gap, SkipDefinition


class Requirement(StrEnum):
    """What a number of clusters has to meet, in order."""

    SIZE = "size"
    NAMES = "names"
    STABILITY = "stability"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One number of clusters that was tried.

    Attributes:
        k: number of clusters.
        inertia: sum of squared distances to the centroids (scaled features).
        silhouette: mean silhouette on a sample; none for one cluster.
        silhouette_error: its standard error; none for one cluster.
        smallest: members of the smallest cluster; none where they are too few to be told of.
        gap: gap statistic against uniform noise.
        gap_error: its standard error, by Monte Carlo.
        jaccard: mean bootstrap Jaccard coefficient of the least stable cluster; none for one.
        failed: the first requirement that it did not meet; none where it met all.
    """

    k: int
    inertia: float
    silhouette: float | None
    silhouette_error: float | None
    smallest: int | None
    gap: float
    gap_error: float
    jaccard: float | None
    failed: Requirement | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A requirement that some numbers of clusters did not meet.

    Attributes:
        n: how many of them did.
        best: of these the best: members of the smallest cluster, or its Jaccard coefficient; none
            where names are missing, or the members are too few to be told of.
        need: what it takes.
    """

    requirement: Requirement
    n: int
    best: float | None
    need: float | None


@dataclass(frozen=True, slots=True)
class Choice:
    """How the number of segments was chosen.

    Attributes:
        period: label of the period in whose report that was; later ones keep its segments.
        n: entities that it rests on: all, or a sample of 20,000.
        min_size: of them that a segment needs.
        min_jaccard: mean bootstrap Jaccard coefficient that each segment needs.
        features: names of the clustered features, in order.
        candidates: every k tried.
        one_group: the gap statistic says that there is nothing to part: its veto.
        votes: the k that each of the subsamples chose; empty where no k met the requirements.
        failures: the requirements that some k of 2 or more did not meet, in their order.
    """

    period: str
    n: int
    min_size: int
    min_jaccard: float
    features: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    one_group: bool
    votes: tuple[int, ...]
    failures: tuple[Failure, ...]


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
        id: number that the segment keeps from report to report; from 0 by size in the first one.
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
    """A place on the map of the first two principal components: one entity's, or a mean."""

    x: float
    y: float
    segment: int


@dataclass(frozen=True, slots=True)
class Segments:
    """How the entities fall into groups.

    Attributes:
        entity: listeners or tracks.
        window_first_day: first local day looked at.
        window_end_day: the day after the last one (exclusive).
        min_plays: plays in the window that an entity needs to take part.
        n_entities: entities in the window; none where those with too few plays are too few to be
            told of.
        n_segmented: of them with enough plays.
        k: number of segments.
        silhouette: of these segments.
        features: names of the clustered features, in order.
        explained: variance explained by the two components of the map.
        segments: by size, largest first.
        points: a bounded sample of entities for the map; of listeners, means of neighbours.
        per_point: entities that each point stands for, at least.
    """

    entity: Entity
    window_first_day: date
    window_end_day: date
    min_plays: int
    n_entities: int | None
    n_segmented: int
    k: int
    silhouette: float
    features: tuple[str, ...]
    explained: tuple[float, float]
    segments: tuple[Segment, ...]
    points: tuple[MapPoint, ...]
    per_point: int = 1


@dataclass(frozen=True, slots=True)
class Level:
    """A mean over entities with its standard error."""

    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class Scale:
    """How a feature becomes a column: standard deviations from the mean, clipped at 3."""

    feature: str
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Priors:
    """What stands in for rates of which an entity tells little or nothing.

    Attributes:
        skip_alpha: skips seen beforehand; none where no play is decided.
        skip_beta: completes seen beforehand.
        shuffle_rate: of those whose plays do not tell; none where no play tells.
    """

    skip_alpha: float | None
    skip_beta: float | None
    shuffle_rate: float | None


@dataclass(frozen=True, slots=True)
class Centre:
    """Centroid of a segment: its place in each feature, in the model's scales."""

    id: int
    traits: tuple[Trait, ...]
    place: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SegmentModel:
    """What later reports of the series assign entities with.

    Attributes:
        period: label of the period that it was fitted in.
        entity: listeners or tracks.
        skip: definition of the skips that it was fitted on.
        available: features that the data had, clustered or not.
        priors: of the rates.
        scales: of the clustered features, in order.
        centres: in the order of their ids.
        distance: of the entities to their centroid, when it was fitted.
        silhouette: when it was fitted.
    """

    period: str
    entity: Entity
    skip: SkipDefinition
    available: tuple[str, ...]
    priors: Priors
    scales: tuple[Scale, ...]
    centres: tuple[Centre, ...]
    distance: Level
    silhouette: Level


class Drift(StrEnum):
    """Why segments are fitted anew."""

    DEFINITION = "definition"
    SIZE = "size"
    DISTANCE = "distance"
    SILHOUETTE = "silhouette"


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What became of the earlier report's segments.

    Attributes:
        fitted: label of the period that they were fitted in.
        drift: why they were fitted anew; none where they were kept.
        then: the number that tells of drift, when they were fitted: mean distance to the centroid,
            silhouette, or members that a segment needs. None where definitions changed.
        now: the same number now; members of the smallest segment, none where they are too few to
            be told of.
        new: ids of segments that are new.
        retired: ids of segments that are no more.
    """

    fitted: str
    drift: Drift | None
    then: float | None
    now: float | None
    new: tuple[int, ...]
    retired: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """Entities that went from one segment to another, or stayed.

    Attributes:
        origin: id of the segment in the earlier report; none for those who were not in it.
        target: id of the segment in this one; none for those who are gone.
        n: how many.
        share: of all with this origin.
    """

    origin: int | None
    target: int | None
    n: int
    share: float


@dataclass(frozen=True, slots=True)
class Former:
    """A segment of the earlier report, with its members then."""

    id: int
    traits: tuple[Trait, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of a segment's members: `before` - `left` + `joined` = `now`.

    A number is none where it is about too few listeners, or where such a number would follow.

    Attributes:
        segment: its id; none for all segments together.
        before: members in the earlier report; 0 for a new segment.
        now: members in this one; 0 for a segment that is no more.
        stayed: members of both reports; of all segments those who are where they were.
        share: of the members before that stayed; none where there were none.
        left: `moved` + `gone`.
        joined: `came` + `new`.
        moved: those who are in another segment now.
        gone: those who are not in this report.
        came: those who were in another segment before.
        new: those who were not in the earlier report.
    """

    segment: int | None
    before: int
    now: int
    stayed: int | None
    share: Estimate | None
    left: int | None
    joined: int | None
    moved: int | None
    gone: int | None
    came: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class Migration:
    """Who stayed, left and came since the earlier report.

    Attributes:
        period: label of the earlier report's period.
        segments: its segments, in the order of their ids.
        balances: of each segment of either report, in the order of their ids, then of all.
        flows: the whole matrix, row by row: earlier segments by id, then the new entities; in each
            row this report's segments by id, then the gone. Empty where a cell has too few.
        least: entities that a number needs.
    """

    period: str
    segments: tuple[Former, ...]
    balances: tuple[Balance, ...]
    flows: tuple[Flow, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The segments (or why there are none), and what later reports go by.

    Who is in which is in user_segments.csv alone.

    Attributes:
        found: the segments.
        n: entities with enough plays in the window, in segments or not.
        period: label of the report's period.
        choice: how the number of segments was chosen, or that there are none; none where nothing
            was ever there to choose from.
        model: what the next report assigns with; none where there are no segments to go on with.
        next_id: the id of the next new segment: no id is used twice.
        upkeep: of the earlier report's segments; none where it had none.
        migration: since the earlier report; none where it or this one has no segments, and where
            its user_segments.csv is not as it was written.
    """

    found: Segments | Gap
    n: int
    period: str
    choice: Choice | None
    model: SegmentModel | None
    next_id: int
    upkeep: Upkeep | None
    migration: Migration | None
