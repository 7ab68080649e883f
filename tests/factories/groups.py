"""Made segments of listeners, and one person's tracks without any."""

from __future__ import annotations

from datetime import date

import numpy as np

from reporter.plays import Entity
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import (
    Candidate,
    EntityRow,
    FeatureMean,
    MapPoint,
    Segment,
    Segmentation,
    Segments,
    Trait,
)

FEATURES = (
    "play_count",
    "avg_seconds_per_play",
    "skip_rate",
    "shuffle_rate",
    "distinct_track_share",
    "active_days_per_play",
)
MEANS = (
    (134.0, 182.0, 0.22, 0.31, 0.62, 0.11),
    (211.0, 121.0, 0.51, 0.83, 0.48, 0.06),
    (41.0, 196.0, 0.19, 0.42, 0.81, 0.29),
)
ALL = (110.0, 171.0, 0.29, 0.47, 0.63, 0.14)
SPREADS = (90.0, 42.0, 0.15, 0.27, 0.18, 0.1)
SIZES = (262, 171, 98)
TRAITS = (
    (Trait("shuffle_rate", high=False),),
    (Trait("skip_rate", high=True), Trait("shuffle_rate", high=True)),
    (Trait("active_days_per_play", high=True),),
)
CENTROIDS = ((-0.9, -0.7), (2.1, 0.3), (-1.1, 2.0))


def _segment(i: int) -> Segment:
    features = tuple(
        FeatureMean(
            name,
            mean,
            mean - 1.96 * spread / SIZES[i] ** 0.5,
            mean + 1.96 * spread / SIZES[i] ** 0.5,
            (mean - overall) / spread,
        )
        for name, mean, overall, spread in zip(FEATURES, MEANS[i], ALL, SPREADS, strict=True)
    )
    plays = (39_800, 36_150, 4_020)
    return Segment(
        id=i,
        traits=TRAITS[i],
        n=SIZES[i],
        share=SIZES[i] / sum(SIZES),
        plays=plays[i],
        share_plays=plays[i] / sum(plays),
        features=features,
        centroid=CENTROIDS[i],
    )


def _entity(i: int, segment: int | None) -> EntityRow:
    plays = 3 if segment is None else round(MEANS[segment][0])
    seconds = 171.0 if segment is None else MEANS[segment][1]
    return EntityRow(
        id=f"{i:016x}",
        play_count=plays,
        total_seconds=plays * seconds,
        avg_seconds_per_play=seconds,
        skip_rate=0.25 if segment is None else MEANS[segment][2],
        avg_percent_played=None,
        shuffle_rate=0.5 if segment is None else MEANS[segment][3],
        preferred_hour=18,
        preferred_platform="android",
        avg_day_of_week=3.1,
        total_minutes=plays * seconds / 60,
        engagement_score=None,
        cluster=segment,
        segment=segment,
    )


def make_segmentation() -> Segmentation:
    """Three segments of 531 listeners; 69 more have too few plays."""
    rng = np.random.default_rng(3)
    points = []
    for i, (centre, n) in enumerate(zip(CENTROIDS, SIZES, strict=True)):
        for x, y in rng.normal(centre, 0.8, size=(n, 2)):
            points.append(MapPoint(float(x), float(y), i))
    candidates = tuple(
        Candidate(
            k,
            3_186 / k**0.9,
            None if k == 1 else 0.34 - 0.035 * abs(k - 3),
            None if k == 1 else 0.012,
            300 // k,
            k < 6,
        )
        for k in range(1, 10)
    )
    labels = [i for i, n in enumerate(SIZES) for _ in range(n)]
    found = Segments(
        entity=Entity.LISTENER,
        window_first_day=date(2024, 9, 23),
        window_end_day=date(2024, 12, 16),
        min_plays=10,
        n_entities=600,
        n_segmented=sum(SIZES),
        min_size=30,
        k=len(SIZES),
        silhouette=0.34,
        candidates=candidates,
        features=FEATURES,
        explained=(0.46, 0.21),
        segments=tuple(_segment(i) for i in range(len(SIZES))),
        points=tuple(points),
    )
    return Segmentation(found, tuple(_entity(i, label) for i, label in enumerate(labels)))


def make_unsegmented() -> Segmentation:
    """Two tracks: too few to group, but both have their row."""
    return Segmentation(
        Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=2, need=60),
        (_entity(0, None), _entity(1, None)),
    )
