"""Made segments of listeners, and one person's tracks without any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from reporter.plays import Entity
from reporter.results.facts import Estimate, Gap, Part, Reason, SkipDefinition, Unit
from reporter.results.segments import (
    Balance,
    Candidate,
    Centre,
    Choice,
    Drift,
    Failure,
    FeatureMean,
    Flow,
    Former,
    Level,
    MapPoint,
    Migration,
    Priors,
    Requirement,
    Scale,
    Segment,
    Segmentation,
    SegmentModel,
    Segments,
    Trait,
    Upkeep,
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
RETIRED = (Trait("play_count", high=False),)
SPLIT = {"moved": None, "gone": None, "came": None, "new": None}
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


def make_segmentation() -> Segmentation:
    """Three segments of 531 listeners; 69 more have too few plays."""
    rng = np.random.default_rng(3)
    points = []
    for i, (centre, n) in enumerate(zip(CENTROIDS, SIZES, strict=True)):
        for x, y in rng.normal(centre, 0.8, size=(n, 2)):
            points.append(MapPoint(float(x), float(y), i))
    found = Segments(
        entity=Entity.LISTENER,
        window_first_day=date(2024, 9, 23),
        window_end_day=date(2024, 12, 16),
        min_plays=10,
        n_entities=600,
        n_segmented=sum(SIZES),
        k=len(SIZES),
        silhouette=0.33,
        features=FEATURES,
        explained=(0.46, 0.21),
        segments=tuple(_segment(i) for i in range(len(SIZES))),
        points=tuple(points),
    )
    return Segmentation(
        found=found,
        n=sum(SIZES),
        period="2024-W50",
        choice=make_choice(),
        model=_model(),
        next_id=4,
        upkeep=Upkeep("2024-W47", Drift.SIZE, then=30.0, now=21.0, new=(2,), retired=(3,)),
        migration=make_migration(),
    )


def make_choice() -> Choice:
    """Nine numbers of groups; the large ones have too small a group, 5 is unstable."""
    candidates = tuple(
        Candidate(
            k=k,
            inertia=3_186 / k**0.9,
            silhouette=None if k == 1 else 0.34 - 0.035 * abs(k - 3),
            silhouette_error=None if k == 1 else 0.012,
            smallest=300 // k,
            gap=0.6 + 0.1 * min(k, 5),
            gap_error=0.02,
            jaccard=None if k == 1 else 0.99 - 0.06 * k,
            failed=_failed(k),
        )
        for k in range(1, 10)
    )
    return Choice(
        period="2024-W50",
        n=sum(SIZES),
        min_size=40,
        min_jaccard=0.75,
        features=FEATURES,
        candidates=candidates,
        one_group=False,
        votes=(3, 3, 2, 3, 3),
        failures=(
            Failure(Requirement.SIZE, 2, 37.0, 40.0),
            Failure(Requirement.STABILITY, 3, 0.69, 0.75),
        ),
    )


def _failed(k: int) -> Requirement | None:
    if k > 7:
        return Requirement.SIZE
    return Requirement.STABILITY if k > 4 else None


def _model() -> SegmentModel:
    places = ((0.2, 0.3, -0.4, -0.6, 0.1, -0.2), (0.9, -1.2, 1.3, 1.4, -0.7, -0.9))
    return SegmentModel(
        period="2024-W50",
        entity=Entity.LISTENER,
        skip=SkipDefinition.RULE,
        available=FEATURES,
        priors=Priors(3.0, 7.0, 0.5),
        scales=tuple(Scale(*row) for row in zip(FEATURES, ALL, SPREADS, strict=True)),
        centres=tuple(
            Centre(i, TRAITS[i], place)
            for i, place in enumerate((*places, (-0.8, 0.6, -0.7, -0.2, 1.0, 1.5)))
        ),
        distance=Level(1.4, 0.03),
        silhouette=Level(0.33, 0.012),
    )


def _balance(segment: int | None, stayed: int, *parts: int) -> Balance:
    moved, gone, came, new = parts
    before = stayed + moved + gone
    low, high = (stayed - 20) / (before or 1), (stayed + 20) / (before or 1)
    share = Estimate(stayed / (before or 1), Unit.SHARE, before, max(low, 0.0), min(high, 1.0))
    return Balance(
        segment=segment,
        before=before,
        now=stayed + came + new,
        stayed=stayed,
        share=share if before else None,
        left=moved + gone,
        joined=came + new,
        moved=moved,
        gone=gone,
        came=came,
        new=new,
    )


def make_migration() -> Migration:
    """From three segments with 520 listeners to the three with 531, one of them a new one."""
    former = (250, 170, 100)
    counts = ((235, 5, 4, 6), (4, 160, 3, 3), (8, 1, 84, 7), (15, 5, 7))
    ids = (0, 1, 3)
    return Migration(
        period="2024-W49",
        segments=tuple(
            Former(i, traits, n)
            for i, traits, n in zip(ids, (*TRAITS[:2], RETIRED), former, strict=True)
        ),
        balances=(
            _balance(0, 235, 9, 6, 12, 15),
            _balance(1, 160, 7, 3, 6, 5),
            _balance(2, 0, 0, 0, 91, 7),
            _balance(3, 0, 93, 7, 0, 0),
            _balance(None, 395, 109, 16, 109, 27),
        ),
        flows=tuple(
            Flow(origin, target, n, n / sum(row))
            for origin, row in zip((*ids, None), counts, strict=True)
            for target, n in zip((0, 1, 2, None), row, strict=False)
        ),
    )


def make_coarse_migration() -> Migration:
    """The same where groups of fewer than 12 are not told: two segments' balances are left out."""
    made = make_migration()
    none = {"stayed": None, "share": None, "left": None, "joined": None}
    rows = [
        replace(row, **(SPLIT if row.segment is not None else {}), **(none if i < 2 else {}))  # type: ignore[arg-type]
        for i, row in enumerate(made.balances)
    ]
    return replace(made, balances=tuple(rows), flows=(), least=12)


def make_unsegmented() -> Segmentation:
    """Two tracks: too few to group."""
    return Segmentation(
        found=Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=2, need=60),
        n=2,
        period="2024-W50",
        choice=None,
        model=None,
        next_id=0,
        upkeep=None,
        migration=None,
    )
