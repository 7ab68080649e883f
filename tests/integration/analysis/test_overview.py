"""Headline numbers, changes and leaders, against plain recomputation and planted truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.analysis.glance.changes import changes
from reporter.analysis.glance.leaders import leaders
from reporter.analysis.glance.lengths import length_levels
from reporter.analysis.glance.overview import overview
from reporter.analysis.glance.restated import restated
from reporter.analysis.history.daily import daily
from reporter.analysis.history.lengths import descriptive_lengths
from reporter.results.changes import Change, Changes, Method
from reporter.results.facts import Gap, Part, Reason, Unit
from reporter.results.overview import Headline, LeaderKind, LeaderRank, Leaders, Overview, Tile
from tests.histories import Play, compared, make_history
from tests.real_histories import read_history
from tests.there import there

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.analysis.history.prepared import History

MONDAY = datetime.fromisoformat("2024-12-02T00:00:00")


def plays_of_weeks(
    rates: list[float], *, n: int = 60, listeners: int = 1, seed: int = 0, platform: str = "ios"
) -> list[Play]:
    """`n` plays a day and listener for whole weeks, skipped at each week's rate."""
    rng = np.random.default_rng(seed)
    found = []
    for week, rate in enumerate(rates):
        for day in range(7):
            for listener in range(listeners):
                start = MONDAY + timedelta(days=7 * week + day, hours=6, seconds=listener)
                skipped = rng.random(n) < rate
                found += [
                    Play(
                        (start + timedelta(minutes=4 * i)).isoformat(),
                        end="fwdbtn" if skipped[i] else "trackdone",
                        track=f"t{i % 9}",
                        listener=f"L{listener}",
                        platform=platform,
                    )
                    for i in range(n)
                ]
    return found


def the_end(weeks: int) -> Play:
    """A late play that completes the last day."""
    return Play((MONDAY + timedelta(days=7 * weeks, minutes=-5)).isoformat(), track="last", ms=1)


def glance(plays: list[Play], period: str = "latest") -> Overview:
    history = make_history(plays, period=period)
    days = daily(history)
    return overview(history, days, compared(history, days))


def tile(found: Overview, headline: Headline) -> Tile:
    return next(tile for tile in found.tiles if tile.headline is headline)


def test_numbers_are_restated_only_where_late_plays_change_them() -> None:
    weeks = [0.2, 0.4, 0.3, 0.3, 0.2, 0.3]
    plays = [*plays_of_weeks(weeks, listeners=3), the_end(len(weeks))]
    week = "2025-W01"
    reported = glance(plays, "2024-W52").tiles
    assert restated(glance(plays, week).tiles, reported) == ()
    late = [Play(f"2024-12-2{day}T22:00:00", end="fwdbtn", listener="L9") for day in range(3, 8)]
    found = {one.headline: one for one in restated(glance([*plays, *late], week).tiles, reported)}
    assert list(found) == list(Headline)
    assert found[Headline.PLAYS].change.value == len(late)
    assert found[Headline.ENTITIES].change.value == 1
    assert found[Headline.SKIP_RATE].change.value > 0


def test_the_tiles_equal_plain_counts() -> None:
    plays = [*plays_of_weeks([0.2, 0.4]), the_end(2)]
    found = glance(plays)
    second = [play for play in plays if play.start >= "2024-12-09"]
    assert [tile.headline for tile in found.tiles] == list(Headline)
    now = tile(found, Headline.PLAYS).now
    assert now is not None
    assert now.value == len(second)
    hours = tile(found, Headline.HOURS).now
    assert hours is not None
    assert hours.value == pytest.approx(sum(play.ms for play in second) / 3_600_000)
    rate = tile(found, Headline.SKIP_RATE).now
    assert rate is not None
    assert rate.n == len(second)
    assert rate.value == pytest.approx(sum(play.end == "fwdbtn" for play in second) / len(second))
    tracks = tile(found, Headline.ENTITIES)
    assert tracks.now is not None
    assert (tracks.now.value, tracks.now.unit) == (10, Unit.TRACKS)
    assert tracks.change is not None
    assert (tracks.change.low, tracks.change.high) == (None, None)  # of one listener: no test


def test_the_series_ends_with_this_period_and_holds_whole_periods_alone() -> None:
    plays = [*plays_of_weeks([0.1] * 14, n=2), the_end(14)]
    series = tile(glance(plays), Headline.PLAYS).series
    assert len(series) == 12
    assert series[-1].label == "2025-W10"
    assert [point.value for point in series] == [14.0] * 11 + [15.0]


def test_the_active_day_rate_looks_at_28_days() -> None:
    plays = [*plays_of_weeks([0.1] * 6, n=1), the_end(6)]
    kept = [play for play in plays if not "2024-12-20" <= play.start < "2024-12-27"]
    found = tile(glance(kept), Headline.ACTIVE_DAY_RATE)
    assert found.now is not None
    assert found.before is not None
    # 28 days before 13 January: 16 December to 12 January, seven of them silent.
    assert (found.now.value, found.now.n) == (21 / 28, 28)
    assert found.before.value == 21 / 28
    assert [point.value for point in found.series[:3]] == [None, None, None]


def test_several_listeners_are_counted_as_listeners() -> None:
    plays = [*plays_of_weeks([0.1] * 5, n=3, listeners=4), replace(the_end(5), listener="L9")]
    found = glance(plays)
    entities = tile(found, Headline.ENTITIES)
    assert entities.now is not None
    assert entities.before is not None
    assert (entities.now.value, entities.now.unit) == (5, Unit.LISTENERS)
    assert entities.before.value == 4
    assert entities.change is not None
    assert entities.change.low is not None
    rate = tile(found, Headline.ACTIVE_DAY_RATE).now
    assert rate is not None
    # four listeners on 28 of 28 days, one on a single day
    assert rate.value == pytest.approx((4 * 28 + 1) / (5 * 28))
    assert rate.low is not None
    assert rate.high is not None
    assert rate.low < rate.value < rate.high


def test_a_first_week_has_no_comparison() -> None:
    found = glance([*plays_of_weeks([0.3]), the_end(1)])
    assert found.comparison == Gap(Part.COMPARISON, Reason.NO_EARLIER_PERIOD, name="2024-W49")
    assert all(tile.before is None and tile.change is None for tile in found.tiles)


def test_the_whole_history_has_no_comparison() -> None:
    found = glance([*plays_of_weeks([0.3, 0.3]), the_end(2)], period="all")
    assert found.comparison is not None
    assert found.comparison.reason is Reason.WHOLE_HISTORY


def test_platform_and_shuffle_need_their_columns() -> None:
    history = make_history(plays_of_weeks([0.3, 0.3]), missing=("platform", "shuffle"))
    days = daily(history)
    found = overview(history, days, compared(history, days))
    assert found.platforms == Gap(Part.PLATFORMS, Reason.NO_COLUMN, name="platform")
    assert found.shuffle == Gap(Part.SHUFFLE, Reason.NO_COLUMN, name="shuffle")


def test_levels_add_up_and_hours_are_all_there() -> None:
    android = plays_of_weeks([0.1, 0.3], seed=1, platform="android")
    ios = plays_of_weeks([0.1, 0.1], seed=2, n=20, platform="ios")
    found = glance([*android, *ios, the_end(2)])
    assert not isinstance(found.platforms, Gap)
    assert [rate.level for rate in found.platforms] == ["android", "ios"]
    assert sum(there(rate.share) for rate in found.platforms) == pytest.approx(1)
    assert [rate.level for rate in found.hours] == [f"{hour:02d}" for hour in range(24)]
    plays = tile(found, Headline.PLAYS).now
    assert plays is not None
    assert sum(there(rate.plays) for rate in found.hours) == plays.value


def test_shares_are_of_all_plays_where_some_have_no_platform() -> None:
    known = plays_of_weeks([0.1, 0.1], seed=1, n=30)
    unknown = [replace(play, platform=None) for play in plays_of_weeks([0.1, 0.1], seed=2, n=10)]
    found = glance([*known, *unknown])
    assert not isinstance(found.platforms, Gap)
    assert [(rate.level, rate.share) for rate in found.platforms] == [("ios", 0.75)]


def test_a_planted_change_is_kept_and_said_to_come_from_its_platform() -> None:
    android = plays_of_weeks([0.2, 0.2, 0.2, 0.5], seed=1, platform="android")
    ios = plays_of_weeks([0.2, 0.2, 0.2, 0.2], seed=2, n=40, platform="ios")
    history = make_history([*android, *ios, the_end(4)])
    found = changes(history, compared(history))
    assert isinstance(found, Changes)
    kept = {row.id: row for row in found.rows if row.kept}
    assert {"skip_rate", "skip_rate.platform.android"} <= kept.keys()
    assert "skip_rate.platform.ios" not in kept
    change = kept["skip_rate.platform.android"].change
    assert change.low is not None
    assert change.high is not None
    assert change.low < 30 < change.high
    levels = [row for row in found.rows if row.dimension == "platform"]
    assert sum(row.contribution or 0 for row in levels) == pytest.approx(
        kept["skip_rate"].change.value, abs=0.2
    )
    assert found.tested == len(found.rows)
    assert found.kept == len(kept)


def whole_rate(history: History) -> Change:
    found = changes(history, compared(history))
    assert isinstance(found, Changes)
    return next(row for row in found.rows if row.id == "skip_rate")


def agree(change: Change) -> bool:
    """Whether resampled blocks give the same interval within 8% of its width."""
    one, other = change.change, change.resampled
    assert other is not None
    assert None not in {one.low, one.high, other.low, other.high}
    width = (one.high or 0) - (one.low or 0)
    return max(abs((one.low or 0) - (other.low or 0)), abs((one.high or 0) - (other.high or 0))) < (
        0.08 * width
    )


@pytest.mark.untraced
@pytest.mark.parametrize("period", ["2026-W26", "2026-W20"])
def test_whole_listeners_resampled_agree_with_newcombe_on_the_sample(
    root: Path, period: str
) -> None:
    change = whole_rate(read_history(root / "data" / "sample", period=period, zone="UTC"))
    assert change.method is Method.NEWCOMBE
    assert (change.design_effect or 0) > 1.5
    assert agree(change)


def test_whole_listeners_resampled_agree_with_newcombe_on_planted_plays() -> None:
    plays = plays_of_weeks([0.2, 0.3], n=8, listeners=60, seed=5)
    change = whole_rate(make_history([*plays, replace(the_end(2), listener="L1")]))
    assert agree(change)
    assert change.change.low is not None
    assert change.change.high is not None
    assert change.change.low < 10 < change.change.high


def test_more_listeners_than_blocks_are_dealt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporter.analysis.glance.compare.MOST_BLOCKS", 20)
    plays = plays_of_weeks([0.2, 0.3], n=8, listeners=60, seed=5)
    history = make_history([*plays, replace(the_end(2), listener="L1")])
    few = whole_rate(history).resampled
    monkeypatch.undo()
    all_of_them = whole_rate(history).resampled
    assert few is not None
    assert all_of_them is not None
    assert few != all_of_them
    assert (few.low, few.high) == pytest.approx((all_of_them.low, all_of_them.high), rel=0.25)


def test_counts_rest_on_the_plays_of_their_own_period() -> None:
    plays = [*plays_of_weeks([0.2], n=40), *plays_of_weeks([0.2, 0.2], n=20)[7 * 20 :]]
    history = make_history([*plays, the_end(2)])
    found = changes(history, compared(history))
    assert isinstance(found, Changes)
    row = next(row for row in found.rows if row.id == "plays")
    assert (row.before.n, row.now.n, row.method) == (280, 141, Method.DAY_BOOTSTRAP)


@pytest.mark.parametrize("n_days", [7, 10, 20])
def test_ranges_of_any_length_are_compared(n_days: int) -> None:
    first = date(2024, 12, 22) - timedelta(days=n_days - 1)
    plays = [*plays_of_weeks([0.3] * 6, n=5), the_end(6)]
    shifted = [replace(play, start=_earlier(play.start)) for play in plays]
    history = make_history(shifted, period=f"{first}..2024-12-22")
    found = changes(history, compared(history))
    assert isinstance(found, Changes)
    row = next(row for row in found.rows if row.id == "plays")
    assert row.change.low is not None


def _earlier(start: str) -> str:
    return (datetime.fromisoformat(start) - timedelta(weeks=3)).isoformat()


@pytest.mark.untraced
def test_noise_gives_hardly_any_change() -> None:
    """Planted: 30 histories in which nothing happens; at most 4 of them report a change."""
    reported = 0
    for seed in range(30):
        history = make_history([*plays_of_weeks([0.3, 0.3], n=30, seed=seed), the_end(2)])
        found = changes(history, compared(history))
        assert isinstance(found, Changes)
        reported += found.kept > 0
    assert reported <= 4


def test_a_partial_week_is_compared_with_nothing() -> None:
    history = make_history(plays_of_weeks([0.3, 0.3])[:500], period="2024-W50")
    found = changes(history, compared(history))
    assert isinstance(found, Gap)
    assert found.reason is Reason.PARTIAL_PERIOD


def test_leaders_are_ranked_by_plays_and_by_the_lower_end_of_the_skip_rate() -> None:
    day = "2024-12-10T{:02d}:{:02d}:00"
    plays = [
        *(Play(day.format(8, i), track="often", artist="A", ms=1) for i in range(30)),
        *(Play(day.format(9, i), track="bad", artist="B", end="fwdbtn", ms=1) for i in range(12)),
        *(Play(day.format(10, i), track="rare", artist="C", end="fwdbtn", ms=1) for i in range(2)),
    ]
    found = leaders(make_history(plays))
    assert isinstance(found, Leaders)

    def names(kind: LeaderKind, by: LeaderRank) -> list[str]:
        return [row.name for row in found.rows if row.kind is kind and row.by is by]

    assert names(LeaderKind.TRACK, LeaderRank.PLAYED) == ["OFTEN", "BAD", "RARE"]
    assert names(LeaderKind.TRACK, LeaderRank.SKIPPED) == ["BAD"]
    assert names(LeaderKind.ARTIST, LeaderRank.PLAYED) == ["A", "B", "C"]
    worst = next(row for row in found.rows if row.by is LeaderRank.SKIPPED)
    assert worst.raw_skip_rate == 1
    assert worst.skip_rate is not None
    assert 0.5 < worst.skip_rate.value < 1


def test_leaders_have_their_skip_rate_of_the_period_before() -> None:
    plays = [
        Play(f"2024-12-{day:02d}T{hour:02d}:{i:02d}:00", artist=artist, end=end, ms=1)
        for day, hour, artist, skips in (
            (2, 8, "A", 2),
            (2, 9, "B", 10),
            (2, 10, "GONE", 5),
            (10, 8, "A", 18),
            (10, 9, "B", 9),
            (10, 10, "NEW", 6),
        )
        for i in range(20)
        for end in ["fwdbtn" if i < skips else "trackdone"]
    ]
    plays.append(Play("2024-12-17T12:00:00"))
    found = leaders(make_history(plays, period="2024-W50"))
    assert isinstance(found, Leaders)
    rows = {row.id: row for row in found.rows if row.kind is LeaderKind.ARTIST}
    assert set(rows) == {"A", "B", "NEW"}
    now, before = rows["A"].skip_rate, rows["A"].skip_rate_before
    assert now is not None
    assert before is not None
    assert 0.6 < now.value < 0.9
    assert 0.1 < before.value < 0.4
    assert before.n == 20
    assert rows["NEW"].skip_rate_before is None


def test_track_length_is_the_median_of_whole_plays_and_needs_three() -> None:
    start = datetime.fromisoformat("2024-12-10T00:00:00")
    lengths = {"short": 100_000, "medium": 200_000, "long": 300_000}
    plays = [
        Play((start + timedelta(minutes=10 * i + n)).isoformat(), track=name, ms=ms)
        for n, (name, ms) in enumerate(lengths.items())
        for i in range(3)
    ]
    plays.append(Play("2024-12-10T20:00:00", track="unknown", ms=100_000))
    plays.append(Play("2024-12-10T21:00:00", track="long", ms=5_000, end="fwdbtn"))
    history = make_history(plays)
    found = length_levels(history, descriptive_lengths(history))
    assert not isinstance(found, Gap)
    assert {level.level: level.plays for level in found} == {"short": 3, "medium": 3, "long": 4}


def test_the_period_of_one_play() -> None:
    found = glance([Play("2024-12-10T12:00:00")])
    plays = tile(found, Headline.PLAYS)
    assert plays.now is not None
    assert plays.now.value == 1
    rate = tile(found, Headline.SKIP_RATE).now
    assert rate is not None
    assert (rate.value, rate.low, rate.high) == (0, None, None)
    assert tile(found, Headline.ACTIVE_DAY_RATE).now is None
    assert found.tiles[0].series[-1].first_day == date(2024, 12, 9)
