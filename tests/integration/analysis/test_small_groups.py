"""What fewer listeners played than may be told of is left out, and how much is stated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from reporter.analysis.glance.changes import changes
from reporter.analysis.glance.leaders import leaders
from reporter.analysis.glance.overview import overview
from reporter.analysis.history.daily import daily
from reporter.analysis.history.filtered import terms
from reporter.analysis.history.told import comparable
from reporter.results.changes import Changes
from reporter.results.facts import Gap, Part, Reason
from reporter.results.overview import Leaders, LevelRate, Overview
from tests.histories import Play, compared, make_history, narrowed

if TYPE_CHECKING:
    from reporter.analysis.history.prepared import History

BEFORE, NOW, LAST = "2024-12-02", "2024-12-09", "2024-12-15"
N_PLAYS = 40


def plays_of(day: str, listeners: int, *, platform: str, track: str, hour: int = 8) -> list[Play]:
    """As many plays of each listener, every second one skipped."""
    return [
        Play(
            f"{day}T{hour:02d}:{i:02d}:00",
            listener=f"L{listener}",
            platform=platform,
            track=track,
            artist=f"artist of {track}",
            ms=30_000,
            end="fwdbtn" if i % 2 else "trackdone",
        )
        for listener in range(listeners)
        for i in range(N_PLAYS)
    ]


def few_on_the_web(least: int) -> History:
    """Five listeners in both weeks; two of them on the web too, and all on android at midday."""
    plays = [
        *plays_of(BEFORE, 5, platform="ios", track="many"),
        *plays_of(BEFORE, 2, platform="web", track="few", hour=10),
        *plays_of(BEFORE, 1, platform="ios", track="risen", hour=12),
        *plays_of(BEFORE, 5, platform="android", track="other", hour=14),
        *plays_of(NOW, 5, platform="ios", track="many"),
        *plays_of(NOW, 4, platform="ios", track="risen", hour=12),
        *plays_of(NOW, 2, platform="web", track="few", hour=10),
        *plays_of(NOW, 3, platform="android", track="other", hour=14),
        Play(f"{LAST}T23:59:00", track="many", artist="artist of many", ms=30_000),
    ]
    history = make_history(plays)
    return replace(history, scope=replace(history.scope, min_group_size=least))


def glance(history: History) -> Overview:
    days = daily(history)
    return overview(history, days, compared(history, days))


def names(found: Leaders | Gap) -> set[str]:
    assert isinstance(found, Leaders)
    return {row.name for row in found.rows}


def test_leaders_of_few_are_left_out_and_counted_with_what_would_give_them_away() -> None:
    every, told = leaders(few_on_the_web(1)), leaders(few_on_the_web(3))
    assert names(every) == {"MANY", "RISEN", "FEW", "OTHER"} | {
        f"artist of {t}" for t in ("many", "risen", "few", "other")
    }
    assert names(told) == {"MANY", "RISEN", "artist of many", "artist of risen"}
    assert isinstance(told, Leaders)
    assert (told.least_listeners, told.left_out) == (3, 4)
    assert sorted({row.rank for row in told.rows}) == [1, 2]


def test_a_week_before_of_few_is_not_told() -> None:
    found = leaders(few_on_the_web(3))
    assert isinstance(found, Leaders)
    before = {row.id: (row.before, row.skip_rate_before) for row in found.rows}
    assert before["risen"] == (None, None)
    assert before["many"][0] == 5 * N_PLAYS
    assert before["many"][1] is not None


def test_levels_of_few_are_left_out_and_counted_with_what_would_give_them_away() -> None:
    every, told = glance(few_on_the_web(1)), glance(few_on_the_web(3))
    assert not isinstance(every.platforms, Gap)
    assert not isinstance(told.platforms, Gap)
    assert [rate.level for rate in every.platforms] == ["ios", "android", "web"]
    assert [rate.level for rate in told.platforms] == ["ios"]
    assert told.platforms[0] == every.platforms[0]
    assert (every.left_out, told.least_listeners, told.left_out) == (0, 3, 2)


def test_an_hour_of_few_is_left_out_with_what_would_give_it_away() -> None:
    """At 10 two listeners, at 23 one; at 14 three, so that the rest is about three or more."""
    told = glance(few_on_the_web(3))
    out = [hour.level for hour in told.hours if hour.plays is None]
    assert out == ["10", "14", "23"]
    assert all(told.hours[int(h)] == LevelRate(h, None, None, None, None) for h in out)
    assert told.hours[8].skip_rate is not None
    assert told.hours[9].plays == 0


def test_a_change_of_few_is_not_tested() -> None:
    every, told = (
        changes(history, compared(history)) for history in (few_on_the_web(1), few_on_the_web(3))
    )
    assert isinstance(every, Changes)
    assert isinstance(told, Changes)
    assert {row.level for row in every.rows} - {row.level for row in told.rows} == {
        "web",
        "android",
    }


@pytest.mark.parametrize("least", [6, 10])
def test_a_report_that_is_not_mailed_is_whole(least: int) -> None:
    assert leaders(few_on_the_web(least)) == leaders(few_on_the_web(1))
    assert glance(few_on_the_web(least)) == glance(few_on_the_web(1))


def test_a_filter_counts_the_listeners_whose_plays_it_leaves_out() -> None:
    part = narrowed(few_on_the_web(3), terms({"platform": ("ios", "web")}))
    assert (part.scope.n_outside, part.scope.n_outside_period) == (5, 3)
    part = narrowed(few_on_the_web(3), terms({"platform": ("ios", "android")}))
    assert (part.scope.n_outside, part.scope.n_outside_period) == (2, 2)


def test_a_period_before_of_few_is_not_compared_with() -> None:
    plays = [
        *plays_of("2024-11-25", 5, platform="ios", track="many"),
        *plays_of(BEFORE, 2, platform="ios", track="many"),
        *plays_of(NOW, 5, platform="ios", track="many"),
        Play(f"{LAST}T23:59:00", track="many", ms=30_000),
    ]
    history = make_history(plays)
    history = replace(history, scope=replace(history.scope, min_group_size=3))
    days = daily(history)
    assert days.untold.weeks == {date(2024, 11, 25), date(2024, 12, 2)}
    told = comparable(history, days.untold)
    found = overview(told, days, compared(told, days))
    assert found.comparison == Gap(Part.COMPARISON, Reason.FEW_LISTENERS, need=3)
    assert [tile.before for tile in found.tiles] == [None] * 5
    assert [point.value for point in found.tiles[0].series] == [None, None, 5.0 * N_PLAYS + 1]


def test_where_all_levels_are_of_few_it_says_so() -> None:
    plays = [
        *plays_of(NOW, 1, platform="web", track="a"),
        *(
            replace(play, listener="L9", platform="ios")
            for play in plays_of(NOW, 1, platform="ios", track="a")
        ),
        Play(f"{LAST}T23:59:00", listener="L2", platform=None, ms=30_000),
    ]
    history = make_history(plays)
    told = glance(replace(history, scope=replace(history.scope, min_group_size=3)))
    assert told.platforms == Gap(Part.PLATFORMS, Reason.FEW_LISTENERS, need=3)
