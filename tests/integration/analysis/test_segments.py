"""The entity table through the engine by hand, windows, and what cannot be segmented."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from reporter.analysis.segments.counts import entities
from reporter.analysis.segments.segmentation import segmentation
from reporter.report import canonical
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import EntityRow, Requirement, Segmentation, Segments
from tests.histories import Play, make_history

END = "2024-12-15T23:00:00"
SEED = 42
LAST = date(2024, 12, 15)
ME = Play(END).listener


def rows_of(plays: list[Play], missing: tuple[str, ...] = ()) -> dict[str, EntityRow]:
    found = segmentation(entities(make_history(plays, missing=missing)), SEED)
    assert isinstance(found, Segmentation)
    assert [row.id for row in found.entities] == sorted(row.id for row in found.entities)
    return {row.id: row for row in found.entities}


def test_a_listener_by_hand() -> None:
    """Lengths: t1 200 s (its three completed plays), t2 has two completed plays and so none."""
    plays = [
        Play("2024-12-09T10:00:00", track="t1", ms=200_000, shuffle=True),
        Play("2024-12-09T11:00:00", track="t1", ms=200_000, shuffle=True),
        Play("2024-12-10T11:30:00", track="t1", ms=50_000, end="fwdbtn", platform="android"),
        Play("2024-12-10T10:30:00", track="t2", ms=30_000, end="logout", platform="android"),
        Play("2024-12-15T20:00:00", track="t2", ms=20_500, end="backbtn", platform=None),
        Play("2024-12-15T21:00:00", track="t1", ms=900_000, listener="L2"),
        Play("2024-12-15T22:00:00", track="t2", listener="L2"),
        Play(END, track="t2", listener="L2"),
    ]
    row = rows_of(plays)[ME]

    assert (row.play_count, row.total_seconds) == (5, 500.5)
    assert row.avg_seconds_per_play == pytest.approx(100.1)
    assert row.total_minutes == pytest.approx(500.5 / 60)
    assert row.skip_rate == 0.5
    assert row.engagement_score == pytest.approx(2 / 5 * 0.5)
    assert row.avg_percent_played == pytest.approx((100 + 100 + 25) / 3)
    assert row.shuffle_rate == pytest.approx(0.4)
    assert row.preferred_hour == 10
    assert row.preferred_platform == "android"
    assert row.avg_day_of_week == pytest.approx((0 + 0 + 1 + 1 + 6) / 5)
    assert (row.cluster, row.segment) == (None, None)


def test_lengths_come_from_all_history_and_are_capped() -> None:
    old = [Play(f"2024-01-0{i}T10:00:00", track="t1", ms=100_000 * i) for i in (1, 2, 3)]
    plays = [
        *old,
        *(Play(f"2024-12-1{i}T10:00:00", track="t1", ms=300_000, end="fwdbtn") for i in range(3)),
        *(Play(f"2024-12-1{i}T12:00:00", track="t2", listener="L2") for i in range(3)),
        Play(END, listener="L2", track="t2"),
    ]
    row = rows_of(plays)[ME]

    assert row.play_count == 3
    assert row.avg_percent_played == 100.0


def test_a_track_of_a_single_listener() -> None:
    plays = [
        *(Play(f"2024-12-1{i}T10:00:00", track="t1") for i in range(3)),
        *(Play(f"2024-12-1{i}T12:00:00", track="t2") for i in range(2)),
        Play(END, track="t3"),
    ]
    rows = rows_of(plays)

    assert set(rows) == {"t1"}
    assert rows["t1"].preferred_hour == 10


def test_what_the_source_does_not_have_is_none() -> None:
    plays = [Play(f"2024-12-1{i}T10:00:00") for i in range(5)]
    row = rows_of(
        [*plays, Play(END)], missing=("shuffle", "platform", "reason_end", "skipped_flag")
    )["t1"]

    assert row.shuffle_rate is None
    assert row.preferred_platform is None
    assert row.skip_rate is None
    assert row.engagement_score is None
    assert row.avg_percent_played is None


def test_the_window_is_of_84_days() -> None:
    first = LAST - timedelta(days=83)
    before = first - timedelta(days=1)
    plays = [
        *(Play(f"{before}T{10 + i}:00:00", track="before") for i in range(5)),
        *(Play(f"{first}T{10 + i}:00:00", track="inside") for i in range(5)),
        *(Play(f"{LAST}T{10 + i}:00:00", listener="L2", track="x") for i in range(5)),
        Play(END, listener="L2", track="x"),
    ]

    assert rows_of(plays)[ME].play_count == 5


@pytest.mark.parametrize(("n", "tracks"), [(999, {"old", "t0"}), (1_000, {"t0"})])
def test_a_single_listener_with_few_plays_is_looked_at_whole(n: int, tracks: set[str]) -> None:
    plays = [Play(f"2023-05-01T{10 + i}:00:00", track="old") for i in range(3)]
    start = np.datetime64("2024-12-01T00:00:00")
    plays += [Play(str(start + np.timedelta64(i, "m")), track="t0", ms=1_000) for i in range(n - 1)]

    assert set(rows_of([*plays, Play(END, track="t0")])) == tracks


def test_nobody_with_three_plays_is_a_gap() -> None:
    assert segmentation(entities(make_history([Play(END)])), SEED) == Gap(
        Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=0, need=60
    )


def test_too_few_entities_leave_their_rows() -> None:
    plays = [Play(f"2024-12-1{i}T10:00:00", track="t1") for i in range(5)]
    found = segmentation(entities(make_history([*plays, Play(END, track="t1")])), SEED)

    assert isinstance(found, Segmentation)
    assert found.found == Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=1, need=60)
    assert len(found.entities) == 1


def n_plays(i: int, *, loud: bool) -> int:
    """Three to seven plays of a loud track, six to ten of another; five and eight most often."""
    return (3 if loud else 6) + i % 3 + i // 3 % 3


def many(n: int, *, loud: int) -> list[Play]:
    """Tracks: the first ones are skipped after a while and mostly shuffled, the rest is not."""
    return [
        Play(
            f"2024-12-{10 + play % 5}T{10 + play}:{i % 60:02d}:00",
            track=f"t{i:03d}",
            ms=20_000 + 700 * (37 * i % 50) + (0 if i < loud else 160_000),
            end="fwdbtn" if i < loud else "trackdone",
            shuffle=(7 * play + 3 * i) % 10 < (8 if i < loud else 2),
        )
        for i in range(n)
        for play in range(n_plays(i, loud=i < loud))
    ] + [Play(END, track="last")]


def test_entities_that_are_all_alike_have_no_segments() -> None:
    plays = [
        Play(f"2024-12-{10 + play}T12:{i % 60:02d}:00", track=f"t{i:03d}")
        for i in range(70)
        for play in range(3)
    ]
    found = segmentation(entities(make_history([*plays, Play(END)])), SEED)

    assert isinstance(found, Segmentation)
    assert found.found == Gap(Part.SEGMENTS, Reason.ONE_GROUP)
    assert found.choice is None
    assert {row.cluster for row in found.entities} == {None}


def test_a_group_that_is_too_small_is_no_segment_and_the_report_says_so() -> None:
    found = segmentation(entities(make_history(many(70, loud=25))), SEED)

    assert isinstance(found, Segmentation)
    assert found.found == Gap(Part.SEGMENTS, Reason.NO_STABLE_SEGMENTS)
    assert found.choice is not None
    failure = found.choice.failures[0]
    assert (failure.requirement, failure.best, failure.need) == (Requirement.SIZE, 25, 30)
    assert all(one.failed for one in found.choice.candidates[1:])
    assert found.model is None


def test_two_groups_of_tracks() -> None:
    found = canonical(segmentation(entities(make_history(many(100, loud=40))), SEED))

    assert isinstance(found, Segmentation)
    segments = found.found
    assert isinstance(segments, Segments)
    assert (segments.k, segments.n_entities, segments.n_segmented) == (2, 101, 100)
    assert [segment.n for segment in segments.segments] == [60, 40]
    loud, quiet = (sum(n_plays(i, loud=i < 40) for i in r) for r in (range(40), range(40, 100)))
    assert [segment.plays for segment in segments.segments] == [quiet, loud]
    assert sum(segment.share for segment in segments.segments) == pytest.approx(1)
    assert sum(segment.share_plays for segment in segments.segments) == pytest.approx(1)
    assert {row.id for row in found.entities if row.cluster == 1} == {
        f"t{i:03d}" for i in range(40)
    }
    assert all(row.cluster == row.segment for row in found.entities)
    assert found.choice is not None
    assert [one.k for one in found.choice.candidates] == list(range(1, 10))
    assert found.choice.votes.count(2) >= 3
    assert (found.next_id, found.upkeep, found.migration) == (2, None, None)
    assert len(segments.points) == 100
    assert 0 < segments.explained[1] < segments.explained[0] <= 1


def test_profiles_are_the_means_of_the_rows() -> None:
    found = segmentation(entities(make_history(many(100, loud=40))), SEED)

    assert isinstance(found, Segmentation)
    assert isinstance(found.found, Segments)
    for segment in found.found.segments:
        rows = [row for row in found.entities if row.cluster == segment.id]
        for feature in segment.features:
            values = [getattr(row, feature.feature) for row in rows]
            assert feature.mean == pytest.approx(sum(values) / len(values))
            assert feature.low <= feature.mean <= feature.high


def test_the_order_of_rows_does_not_matter_and_runs_repeat() -> None:
    rng = np.random.default_rng(9)
    plays = [
        Play(
            f"2024-12-{rng.integers(1, 16):02d}T{rng.integers(20):02d}:{rng.integers(60):02d}:00",
            listener=f"L{int(rng.exponential(60))}",
            track=f"t{rng.integers(80)}",
            ms=int(rng.integers(300_000)),
            end=("trackdone", "fwdbtn", "logout")[rng.integers(3)],
            platform=("ios", "android", None)[rng.integers(3)],
            shuffle=(True, False, None)[rng.integers(3)],
        )
        for _ in range(3_000)
    ]
    plays.append(Play(END))
    shuffled = [plays[i] for i in rng.permutation(len(plays))]

    found = canonical(segmentation(entities(make_history(plays)), SEED))
    assert canonical(segmentation(entities(make_history(plays)), SEED)) == found
    assert canonical(segmentation(entities(make_history(shuffled)), SEED)) == found
