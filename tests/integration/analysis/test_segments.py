"""The entity table through the engine by hand, windows, and what cannot be segmented."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Requirement
from tests.histories import Play, make_history
from tests.segmenting import segment

END = "2024-12-15T23:00:00"
SEED = 42
LAST = date(2024, 12, 15)
ME = Play(END).listener


def rows_of(plays: list[Play], missing: tuple[str, ...] = ()) -> dict[str, SimpleNamespace]:
    rows = segment(make_history(plays, missing=missing), SEED).rows
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    return {row["id"]: SimpleNamespace(**row) for row in rows}


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
    assert row.cluster is None


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
    found = segment(make_history([Play(END)]), SEED)
    gap = Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=0, need=60)
    assert (found.segmentation, found.table) == (gap, None)


def test_too_few_entities_leave_their_rows() -> None:
    plays = [Play(f"2024-12-1{i}T10:00:00", track="t1") for i in range(5)]
    found = segment(make_history([*plays, Play(END, track="t1")]), SEED)

    assert found.report.found == Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=1, need=60)
    assert len(found.rows) == found.report.n == 1


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
    found = segment(make_history([*plays, Play(END)]), SEED)

    assert found.report.found == Gap(Part.SEGMENTS, Reason.ONE_GROUP)
    assert found.report.choice is None
    assert {row["cluster"] for row in found.rows} == {None}


def test_a_group_that_is_too_small_is_no_segment_and_the_report_says_so() -> None:
    found = segment(make_history(many(70, loud=25)), SEED)

    assert found.report.found == Gap(Part.SEGMENTS, Reason.NO_STABLE_SEGMENTS)
    assert found.report.choice is not None
    failure = found.report.choice.failures[0]
    assert (failure.requirement, failure.best, failure.need) == (Requirement.SIZE, 25, 30)
    assert all(one.failed for one in found.report.choice.candidates[1:])
    assert found.report.model is None


def test_two_groups_of_tracks() -> None:
    found = segment(make_history(many(100, loud=40)), SEED)

    segments = found.segments
    assert (segments.k, segments.n_entities, segments.n_segmented) == (2, 101, 100)
    assert [segment.n for segment in segments.segments] == [60, 40]
    loud, quiet = (sum(n_plays(i, loud=i < 40) for i in r) for r in (range(40), range(40, 100)))
    assert [segment.plays for segment in segments.segments] == [quiet, loud]
    assert sum(segment.share for segment in segments.segments) == pytest.approx(1)
    assert sum(segment.share_plays for segment in segments.segments) == pytest.approx(1)
    loud_tracks = {f"t{i:03d}" for i in range(40)}
    assert {row["id"] for row in found.rows if row["cluster"] == 1} == loud_tracks
    assert found.report.choice is not None
    assert [one.k for one in found.report.choice.candidates] == list(range(1, 10))
    assert found.report.choice.votes.count(2) >= 3
    assert (found.report.next_id, found.report.upkeep, found.report.migration) == (2, None, None)
    assert len(segments.points) == 100
    assert 0 < segments.explained[1] < segments.explained[0] <= 1


def test_profiles_are_the_means_of_the_rows() -> None:
    found = segment(make_history(many(100, loud=40)), SEED)

    for one in found.segments.segments:
        rows = [row for row in found.rows if row["cluster"] == one.id]
        for feature in one.features:
            values = [row[feature.feature] for row in rows]
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

    found, again, other = (segment(make_history(some), SEED) for some in (plays, plays, shuffled))
    assert found.segmentation == again.segmentation == other.segmentation
    assert found.rows == again.rows == other.rows
