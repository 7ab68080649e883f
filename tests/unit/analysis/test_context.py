"""Factors of the drivers: bins, references, rare levels, and what is absent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reporter.analysis.skips.context import MIN_LEVEL_PLAYS, Factor, factors
from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.habits import HABITS, habits
from reporter.results.facts import Gap, Part, Reason
from tests.factories.drawn import World, make_planted


@pytest.fixture(scope="module")
def sample() -> Sample:
    return with_features(make_planted(World(n_listeners=4, n_sessions=40)).drawn)


def _with(sample: Sample, **columns: Any) -> Sample:  # noqa: ANN401 - any column
    return replace(sample, plays=sample.plays.assign(**columns))


def _found(sample: Sample) -> dict[str, Factor]:
    found, _ = factors(sample)
    return {factor.name: factor for factor in found}


def _spread(values: np.ndarray) -> np.ndarray:
    """The same values, side by side no more: over all sessions, each of 15 plays."""
    return values.reshape(15, -1).T.ravel()


def _levels(factor: Factor) -> list[str]:
    return [
        next(n for n, p in zip(factor.levels, factor.parts, strict=True) if c in p)
        for c in factor.code
    ]


def test_every_driver_and_its_reference(sample: Sample) -> None:
    references = {name: factor.reference for name, factor in _found(sample).items()}
    assert references == {
        "shuffle": "off",
        "platform": "ios",  # the most played
        "reason_start": "trackdone",
        "hour": "12-17",
        "position": "2-3",
        "track_rate": "medium",
        "artist_rate": "medium",
        "listener_rate": "medium",
    }
    assert factors(sample)[1] == ()


def test_one_person_has_no_listener_rate() -> None:
    one = with_features(make_planted(World(n_sessions=80)).drawn)
    assert "listener_rate" not in _found(one)
    assert not any(gap.name == "listener_rate" for gap in factors(one)[1])


def test_bins(sample: Sample) -> None:
    hours = np.resize([0, 5, 6, 11, 12, 17, 18, 23], len(sample.plays))
    positions = np.resize([1, 2, 3, 4, 10, 11, 99], len(sample.plays))
    found = _found(_with(sample, hour_of_day=hours, position_in_session=positions))
    assert _levels(found["hour"])[:8] == [
        *["00-05"] * 2,
        *["06-11"] * 2,
        *["12-17"] * 2,
        *["18-23"] * 2,
    ]
    assert _levels(found["position"])[:7] == ["1", "2-3", "2-3", "4-10", "4-10", "11+", "11+"]
    assert found["position"].levels == ("2-3", "1", "4-10", "11+")


def test_terciles_of_what_was_known(sample: Sample) -> None:
    rates = np.linspace(0, 1, len(sample.plays))
    rates[:100] = np.nan
    rates = _spread(rates)
    levels = np.array(_levels(_found(_with(sample, track_rate_before=rates))["track_rate"]))
    assert set(levels[np.isnan(rates)]) == {"new"}
    assert levels[np.nanargmin(rates)] == "low"
    assert levels[np.nanargmax(rates)] == "high"
    known = pd.Series(levels[~np.isnan(rates)]).value_counts(normalize=True)
    assert known.to_numpy() == pytest.approx(1 / 3, abs=0.01)


def test_rare_levels_are_merged(sample: Sample) -> None:
    n = len(sample.plays)
    reasons = np.array(["trackdone"] * n, dtype=object)
    reasons[:40] = "appload"  # 40 of 2,400 are more than 1%
    reasons[40:60] = "remote"
    reasons[60:75] = "popup"
    reasons = _spread(reasons)
    factor = _found(_with(sample, reason_start=reasons))["reason_start"]
    assert factor.levels == ("trackdone", "appload", "other")
    assert factor.shown == (1, 2)
    rare = np.isin(reasons, ["remote", "popup"])
    assert set(np.array(_levels(factor))[rare]) == {"other"}


def test_a_level_rests_on_many_sessions(sample: Sample) -> None:
    """Two long evenings are 30 plays but not 30 plays of enough sessions; ten short ones are."""
    session = sample.plays["session"]
    first = session.drop_duplicates().to_list()
    nth = sample.plays.groupby("session").cumcount()
    base = np.where(np.arange(len(session)) % 2, "ios", "android").astype(object)
    for n_sessions, plays, enough in ((2, 15, False), (9, 15, False), (10, 3, True)):
        there = session.isin(first[:n_sessions]) & (nth < plays)
        factor = _found(_with(sample, platform=np.where(there, "tv", base)))["platform"]
        assert ("tv" in factor.levels) is enough, (n_sessions, plays)


def test_a_step_rests_on_many_sessions(sample: Sample) -> None:
    """A night of 15 plays at three o'clock joins the step beside it; nothing is lost."""
    hours = np.resize([1, 7, 10, 13, 16, 19, 22], len(sample.plays))
    session = sample.plays["session"]
    hours[session.isin(session.drop_duplicates()[:3])] = 4
    hour = _found(_with(sample, hour_of_day=hours))["hour"]
    assert [len(parts) for parts in hour.parts] == [2, 1, 2, 2]
    (night,) = (hour.parts[i] for i, name in enumerate(hour.levels) if name == "00-05")
    assert (hour.code == night[0]).sum() == np.isin(hours, [1, 4]).sum()


def test_a_handful_of_others_is_held_equal_but_not_shown(sample: Sample) -> None:
    platform = np.where(np.arange(len(sample.plays)) % 2, "ios", "android").astype(object)
    platform[:5] = "tv"
    factor = _found(_with(sample, platform=platform))["platform"]
    assert factor.levels == ("ios", "android", "other")
    assert factor.shown == (1,)


def test_another_reference_where_the_usual_one_is_rare(sample: Sample) -> None:
    reasons = np.where(np.arange(len(sample.plays)) % 3, "clickrow", "fwdbtn")
    assert _found(_with(sample, reason_start=reasons))["reason_start"].reference == "clickrow"


def test_what_is_not_recorded_is_absent(sample: Sample) -> None:
    bare = _with(
        sample,
        platform="unknown",
        shuffle_state="unknown",
        reason_start="trackdone",
        artist_rate_before=np.nan,
    )
    found, absent = factors(bare)
    assert absent == (
        Gap(Part.DRIVERS, Reason.NO_COLUMN, name="shuffle"),
        Gap(Part.DRIVERS, Reason.NO_COLUMN, name="platform"),
        Gap(Part.DRIVERS, Reason.ONE_LEVEL, name="reason_start"),
        Gap(Part.DRIVERS, Reason.ONE_LEVEL, name="artist_rate"),
    )
    assert {factor.name for factor in found} == {
        "hour",
        "position",
        "track_rate",
        "listener_rate",
    }


def test_levels_of_numbers_are_made_of_finer_steps(sample: Sample) -> None:
    n = len(sample.plays)
    rates = np.linspace(0, 1, n)
    rates[:100] = np.nan
    rates = _spread(rates)
    found = _found(_with(sample, track_rate_before=rates, hour_of_day=np.arange(n) % 24))
    rate, hour = found["track_rate"], found["hour"]
    assert rate.levels == ("medium", "low", "high", "new")
    assert [len(parts) for parts in rate.parts] == [2, 2, 2, 1]
    assert [len(parts) for parts in hour.parts] == [2, 2, 2, 2]
    assert sorted(part for parts in rate.parts for part in parts) == list(range(7))
    sixths = np.bincount(rate.code)[:6]
    assert sixths.max() - sixths.min() <= 2
    for code in range(rate.n_parts - 1):
        assert rate.numbers[code] == pytest.approx(rates[rate.code == code].mean())
    assert np.isnan(rate.numbers[6])
    assert [hour.numbers[i] for i in hour.scale] == [1, 4, 7, 10, 13, 16, 19, 22]
    assert list(np.diff(rate.numbers[rate.scale]) > 0) == [True] * 5
    assert len(found["platform"].scale) == 0


def test_small_steps_are_not_taken(sample: Sample) -> None:
    position = np.where(np.arange(len(sample.plays)) % 2, 3, 12)
    position[:20], position[20:100], position[100:104] = 5, 7, 60
    factor = _found(_with(sample, position_in_session=_spread(position)))["position"]
    assert factor.levels == ("2-3", "4-10", "11+")
    assert [len(parts) for parts in factor.parts] == [1, 1, 1]
    assert np.bincount(factor.code).min() >= MIN_LEVEL_PLAYS
    assert factor.numbers[1] == pytest.approx((20 * 5 + 80 * 7) / 100)


def test_a_rate_that_is_the_same_for_all_is_one_level(sample: Sample) -> None:
    flat = _with(sample, artist_rate_before=np.full(len(sample.plays), 0.3))
    assert Gap(Part.DRIVERS, Reason.ONE_LEVEL, name="artist_rate") in factors(flat)[1]


def test_every_part_belongs_to_the_level_it_says(sample: Sample) -> None:
    for factor in factors(sample)[0]:
        names = np.array(factor.levels)[factor.level]
        assert list(names) == _levels(factor)
        assert len(factor.code) == len(sample.plays)


def test_habits_are_shares_of_a_listener_without_the_play_that_follows(sample: Sample) -> None:
    found, _ = factors(sample)
    held = habits(sample, found)
    column = 0
    for factor in found:
        if factor.name not in HABITS:
            continue
        for k in range(1, len(factor.levels)):
            here = factor.level == k
            for play in (0, 1, 599, 600, 1500, len(here) - 1):
                own = np.flatnonzero(sample.plays["listener"] == sample.plays["listener"][play])
                others = own[own != play + 1]
                assert held[play, column] == pytest.approx(here[others].mean())
            column += 1
    assert column == held.shape[1]


def test_habits_do_not_tell_how_the_play_itself_ended(sample: Sample) -> None:
    """How the next play began tells it; a change there changes no habit of this play."""
    reasons = sample.plays["reason_start"].to_numpy(object).copy()
    changed = reasons.copy()
    changed[11] = "clickrow" if reasons[11] != "clickrow" else "fwdbtn"
    one, other = (_with(sample, reason_start=r) for r in (reasons, changed))
    before, after = (habits(s, factors(s)[0]) for s in (one, other))
    assert (before[10] == after[10]).all()
    assert (before[11] != after[11]).any()


def test_one_person_has_nobody_to_differ_from() -> None:
    one = with_features(make_planted(World(n_sessions=80)).drawn)
    assert habits(one, factors(one)[0]).shape == (1200, 0)
