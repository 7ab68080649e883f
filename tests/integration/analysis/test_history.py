"""Cut-off, local time, sessions and the label, through the engine."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from reporter.analysis.history.sessions import in_sessions
from reporter.errors import PeriodError
from reporter.plays import Entity
from reporter.results.facts import SkipDefinition
from tests.histories import Play, make_history, rows_of


def test_a_play_belongs_where_it_started_in_local_time() -> None:
    plays = [
        Play("2024-12-08T22:59:59", track="a"),  # Sunday 23:59:59 in Berlin
        Play("2024-12-08T23:00:00", track="b"),  # Monday 00:00 in Berlin
        Play("2024-12-15T22:30:00", track="c"),
    ]
    rows = rows_of(make_history(plays, zone="Europe/Berlin", period="2024-12-02..2024-12-15"))
    assert [(row.track_id, row.day, row.hour, row.weekday) for row in rows] == [
        ("a", "2024-12-08", 23, 6),
        ("b", "2024-12-09", 0, 0),
        ("c", "2024-12-15", 23, 6),
    ]


def test_local_time_follows_the_change_of_clocks() -> None:
    plays = [
        Play("2024-03-31T00:59:59", track="a", ms=0),
        Play("2024-03-31T01:00:00", track="b", ms=0),
        Play("2024-10-27T00:59:59", track="c", ms=0),
        Play("2024-10-27T01:00:00", track="d", ms=0),
    ]
    rows = rows_of(make_history(plays, zone="Europe/Berlin", period="all"))
    assert [row.hour for row in rows] == [1, 3]  # the last day is not known to be complete
    rows = rows_of(make_history(plays, zone="Europe/Berlin", period="2024-10-27"))
    assert [row.hour for row in rows] == [1, 3, 2, 2]


def test_nothing_at_or_after_the_cut_off_is_read() -> None:
    plays = [Play(f"2024-12-{day:02d}T12:00:00", track=f"t{day}") for day in range(2, 20)]
    plays.append(Play("2024-12-15T23:59:59.999", track="last"))
    plays.append(Play("2024-12-16T00:00:00", track="first after"))
    history = make_history(plays)
    assert history.scope.period.label == "2024-W50"
    assert history.scope.cut_off == datetime(2024, 12, 16, tzinfo=UTC)
    tracks = {row.track_id for row in rows_of(history)}
    assert "last" in tracks
    assert "first after" not in tracks
    assert "t16" not in tracks


@pytest.mark.parametrize(
    ("last", "label", "partial"),
    [
        ("2024-12-15T22:00:00", "2024-W50", False),  # within two hours of midnight
        ("2024-12-15T21:59:59", "2024-W49", False),
    ],
)
def test_the_latest_week_lies_wholly_before_data_through(
    last: str, label: str, partial: bool
) -> None:
    plays = [Play(f"2024-11-{day:02d}T12:00:00") for day in range(18, 31)]
    scope = make_history([*plays, Play(last)]).scope
    assert (scope.period.label, scope.period.partial) == (label, partial)


def test_a_history_without_a_whole_week_gives_a_partial_one_compared_with_nothing() -> None:
    scope = make_history([Play("2024-12-10T12:00:00"), Play("2024-12-11T12:00:00")]).scope
    assert scope.period.partial
    assert scope.previous is None
    assert scope.period.label == "2024-W50"
    assert scope.last_day == date(2024, 12, 11)


def test_a_period_before_that_the_history_does_not_cover_is_not_compared() -> None:
    plays = [Play(f"2024-12-{day:02d}T12:00:00") for day in range(4, 20)]  # from Wednesday
    assert make_history(plays).scope.previous is None
    plays = [Play(f"2024-12-{day:02d}T12:00:00") for day in range(2, 20)]  # from Monday
    previous = make_history(plays).scope.previous
    assert previous is not None
    assert previous.label == "2024-W49"


def test_a_period_outside_the_data_is_refused() -> None:
    with pytest.raises(PeriodError, match="it runs from 2024-12-10 to 2024-12-10"):
        make_history([Play("2024-12-10T12:00:00")], period="2023-W01")


def test_a_gap_breaks_a_session_unless_the_play_before_led_to_this_one() -> None:
    plays = [
        Play("2024-12-10T12:00:00", track="a"),
        Play("2024-12-10T12:32:59", track="b"),  # 29:59 after a stopped
        Play("2024-12-10T13:06:00", track="c"),  # 30:01 after b stopped
        Play("2024-12-10T15:00:00", track="d", began="trackdone"),  # paused, then went on
        Play("2024-12-10T18:00:00", track="e", began=None),
    ]
    rows = rows_of(make_history(plays))
    assert [(row.session, row.position) for row in rows] == [(1, 1), (1, 2), (3, 1), (3, 2), (5, 1)]


def test_sessions_are_numbered_across_listeners() -> None:
    plays = [
        Play("2024-12-10T12:00:00", listener="L1"),
        Play("2024-12-10T12:03:00", listener="L2"),
        Play("2024-12-10T12:03:00", listener="L1", track="t2"),
    ]
    history = make_history(plays)
    assert history.scope.entity is Entity.LISTENER
    assert sorted((row.session, row.position) for row in rows_of(history)) == [
        (1, 1),
        (1, 2),
        (3, 1),
    ]


def test_overlapping_and_tied_plays_are_marked() -> None:
    plays = [
        Play("2024-12-10T12:00:00", track="a"),
        Play("2024-12-10T12:02:54", track="b"),  # 6 s before a stops
        Play("2024-12-10T12:05:50", track="c"),  # 4 s before b stops
        Play("2024-12-10T12:05:50", track="d"),  # stops with c
    ]
    assert [row.overlaps for row in rows_of(make_history(plays))] == [False, True, True, True]


LABELS = {
    SkipDefinition.RULE: {"fwdbtn": 1, "backbtn": 1, "endplay": 1, "trackdone": 0, "logout": None},
    SkipDefinition.BUTTONS: {
        "fwdbtn": 1,
        "backbtn": 1,
        "endplay": None,
        "trackdone": 0,
        "logout": None,
    },
}


@pytest.mark.parametrize("definition", LABELS)
def test_each_ending_has_its_label(definition: SkipDefinition) -> None:
    expected = LABELS[definition]
    plays = [
        Play(f"2024-12-10T12:0{i}:00", end=end, track=end, ms=1000)
        for i, end in enumerate(expected)
    ]
    rows = rows_of(make_history(plays, skip=definition))
    assert {row.track_id: row.skip for row in rows} == expected


def test_the_flag_and_length_definitions() -> None:
    plays = [
        Play("2024-12-10T12:00:00", track="a", flag=True, ms=30_000),
        Play("2024-12-10T12:05:00", track="b", flag=False, ms=29_999),
    ]
    flag = rows_of(make_history(plays, skip=SkipDefinition.FLAG))
    assert [row.skip for row in flag] == [1, 0]
    short = rows_of(make_history(plays, skip=SkipDefinition.SHORT))
    assert [row.skip for row in short] == [0, 1]


def test_without_endings_the_label_falls_back_to_the_flag() -> None:
    plays = [Play("2024-12-10T12:00:00", flag=True)]
    history = make_history(plays, missing=("reason_end",))
    assert history.scope.skip is SkipDefinition.FLAG
    assert [row.skip for row in rows_of(history)] == [1]


def _months(first: int, last: int, *, flag: bool) -> list[Play]:
    """40 plays in each month of 2024, one in ten ended by the forward button."""
    return [
        Play(
            f"2024-{month:02d}-{1 + i // 2:02d}T{12 + i % 2}:00:00",
            end="fwdbtn" if i % 10 == 0 else "trackdone",
            flag=flag and i % 10 == 0,
        )
        for month in range(first, last + 1)
        for i in range(40)
    ]


def test_plays_in_a_dead_flag_span_are_censored_where_the_label_needs_the_flag() -> None:
    plays = [*_months(1, 6, flag=False), *_months(7, 9, flag=True)]
    history = make_history(plays, skip=SkipDefinition.FLAG, period="2024-08")
    assert history.scope.skip is SkipDefinition.FLAG
    rows = rows_of(history)
    assert all(row.skip is None for row in rows if row.day < "2024-07-01")
    assert sum(row.skip or 0 for row in rows) == 8
    assert sum(row.skip is not None for row in rows) == 80


def test_a_period_inside_a_dead_span_falls_back_to_the_rule() -> None:
    plays = [*_months(1, 6, flag=False), *_months(7, 9, flag=True)]
    history = make_history(plays, skip=SkipDefinition.FLAG, period="2024-03")
    assert history.scope.skip is SkipDefinition.RULE
    assert sum(row.skip or 0 for row in rows_of(history)) == 12


@pytest.mark.parametrize("lengths", [(60_000, 90_000), (90_000, 60_000)])
def test_length_does_not_order_tied_plays(lengths: tuple[int, int]) -> None:
    """Two plays of one track that stop together: the one that began by a click comes first."""
    stop = datetime.fromisoformat("2024-12-10T12:05:00")
    plays = [
        Play((stop - timedelta(milliseconds=ms)).isoformat(), ms=ms, began=began)
        for ms, began in zip(lengths, ("trackdone", "clickrow"), strict=True)
    ]
    history = make_history(plays)
    found = history.engine.to_pyarrow(
        in_sessions(history.plays).order_by("position").select("reason_start")
    ).to_pylist()
    assert [row["reason_start"] for row in found] == ["clickrow", "trackdone"]
