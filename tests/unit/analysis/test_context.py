"""Factors of the drivers: bins, references, rare levels, and what is absent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reporter.analysis.skips.context import Factor, factors, listener_surplus
from reporter.analysis.skips.features import Sample, with_features
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
    levels = _levels(_found(_with(sample, track_rate_before=rates))["track_rate"])
    assert levels[:100] == ["new"] * 100
    assert levels[100] == "low"
    assert levels[-1] == "high"
    known = pd.Series(levels[100:]).value_counts(normalize=True)
    assert known.to_numpy() == pytest.approx(1 / 3, abs=0.01)


def test_rare_levels_are_merged(sample: Sample) -> None:
    n = len(sample.plays)
    reasons = np.array(["trackdone"] * n, dtype=object)
    reasons[:40] = "appload"  # 40 of 2,400 are more than 1%
    reasons[40:60] = "remote"
    reasons[60:75] = "popup"
    factor = _found(_with(sample, reason_start=reasons))["reason_start"]
    assert factor.levels == ("trackdone", "appload", "other")
    assert factor.shown == (1, 2)
    assert _levels(factor)[40:75] == ["other"] * 35


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


def test_listeners_are_held_equal_in_finer_steps_than_they_are_shown(sample: Sample) -> None:
    surplus = np.random.default_rng(0).normal(size=len(sample.plays))
    factor = listener_surplus(sample, surplus)
    assert isinstance(factor, Factor)
    assert factor.levels == ("medium", "low", "high", "new")
    assert [len(parts) for parts in factor.parts] == [3, 3, 3, 1]
    assert sorted(part for parts in factor.parts for part in parts) == list(range(10))
    assert sum(factor.at(level).sum() for level in range(4)) == len(sample.plays)
    counts = np.bincount(factor.code)
    assert counts[: factor.n_parts - 1].std() < 0.1 * counts.mean()


def test_small_steps_are_not_taken(sample: Sample) -> None:
    few = replace(sample, plays=sample.plays.iloc[:200])
    factor = listener_surplus(few, np.random.default_rng(0).normal(size=200))
    assert isinstance(factor, Factor)
    assert all(len(parts) == 1 for parts in factor.parts)


def test_the_surplus_of_a_listener_looks_back_only(sample: Sample) -> None:
    surplus = np.where(sample.plays["listener"] == 2, 0.5, -0.2)
    factor = listener_surplus(sample, surplus)
    assert isinstance(factor, Factor)
    levels = pd.Series(_levels(factor))
    known = sample.plays["outcomes_before"] > 0
    assert set(levels[~known]) == {"new"}
    second = (sample.plays["listener"] == 2) & known
    assert set(levels[second]) == {"high"}
    changed = surplus.copy()
    last = sample.plays["session"] == sample.plays["session"].max()
    changed[last] = 9.0
    again = listener_surplus(sample, changed)
    assert isinstance(again, Factor)
    assert (again.code == factor.code).all()
