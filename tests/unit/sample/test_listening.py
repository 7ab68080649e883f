"""Plays follow from one another, last as long as their ending says, and become rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pytest

from reporter.sample import catalogue, listening, population, rows, sessions, tally, world
from reporter.sample.effects import chance

N, WEEKS, N_PLAYS = 200, 8, 12_000
END_MS = WEEKS * 7 * sessions.DAY_MS


@dataclass(frozen=True)
class Drawn:
    setting: listening.Setting
    plays: listening.Plays


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    rng = np.random.default_rng(5)
    people = population.build(N, WEEKS, rng)
    setting = listening.Setting(
        population=people,
        catalogue=catalogue.build(N_PLAYS, 40, rng),
        own_tracks=np.full(N, 40.0),
        taste=rng.integers(0, 2**63, N, dtype=np.uint64),
        last_week_ms=(WEEKS - 1) * 7 * sessions.DAY_MS,
    )
    dealt = population.allot(people, N_PLAYS)
    plan = sessions.plan(people, slice(0, N), dealt, WEEKS, rng)
    return Drawn(setting, listening.listen(setting, plan, rng))


def test_a_play_begins_as_the_one_before_ended(drawn: Drawn) -> None:
    plays = drawn.plays
    follows = plays.position[1:] == plays.position[:-1] + 1
    start, end = plays.reason_start[1:][follows], plays.reason_end[:-1][follows]
    carried = np.isin(end, [world.FWDBTN, world.BACKBTN])
    assert (start[carried] == end[carried]).all()
    assert (start[end == world.ENDPLAY] == world.CLICKROW).all()
    by_hand = start[end == world.TRACKDONE] == world.CLICKROW
    assert abs(by_hand.mean() - world.SHARE_CLICK_AFTER_COMPLETE) < 0.02
    assert (start[end == world.TRACKDONE][~by_hand] == world.TRACKDONE).all()
    assert (plays.after_skip[1:][follows] == plays.skipped[:-1][follows]).all()
    assert set(plays.reason_start[plays.position == 1].tolist()) == set(world.FIRST_REASON_SHARE)
    assert not plays.after_skip[plays.position == 1].any()


def test_times_go_forward_and_plays_never_overlap(drawn: Drawn) -> None:
    plays = drawn.plays
    same = plays.listener[1:] == plays.listener[:-1]
    gap = (plays.start_ms[1:] - plays.end_ms[:-1])[same]
    follows = (plays.position[1:] > 1)[same]
    assert 1000 <= gap[follows].min() <= gap[follows].max() <= 15_000
    assert gap[~follows].min() > 30 * 60 * 1000
    assert plays.end_ms.max() < END_MS


def test_a_complete_play_lasts_the_track_and_a_skip_less(drawn: Drawn) -> None:
    plays = drawn.plays
    length = drawn.setting.catalogue.length_ms[plays.track]
    complete = plays.reason_end == world.TRACKDONE
    assert (plays.ms_played[complete] == length[complete]).all()
    assert (plays.ms_played[~complete] <= listening.LONGEST_SKIP * length[~complete]).all()
    assert plays.ms_played.min() == 0
    elapsed = plays.end_ms - plays.start_ms
    assert (elapsed[~plays.paused] == plays.ms_played[~plays.paused]).all()
    assert (elapsed[plays.paused] >= plays.ms_played[plays.paused] + sessions.PAUSE_MS[0]).all()


def test_skips_come_as_often_as_their_chances_say(drawn: Drawn) -> None:
    plays = drawn.plays
    planted = chance(drawn.setting.context(plays))[plays.decided]
    seen = plays.skipped[plays.decided]
    error = np.sqrt((planted * (1 - planted)).sum()) / len(planted)
    assert abs(seen.mean() - planted.mean()) < 4 * error


def test_going_back_plays_the_same_track_again(drawn: Drawn) -> None:
    plays = drawn.plays
    back = np.flatnonzero(plays.reason_start == world.BACKBTN)
    assert len(back) > 50
    assert (plays.track[back] == plays.track[back - 1]).all()


def test_hashes_are_uniform_and_differ_from_key_to_key() -> None:
    values = listening.hashed(np.arange(100_000, dtype=np.uint64))
    assert 0 <= values.min() <= values.max() < 1
    assert abs(values.mean() - 0.5) < 0.005
    assert len(np.unique(values)) == 100_000
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 0.02


def test_bins_of_hour_and_position_have_the_edges_that_their_names_say() -> None:
    hours = np.array([0, 6, 12, 18, 23]) * sessions.HOUR_MS
    assert listening.hour_bin(hours + 3 * sessions.DAY_MS).tolist() == [0, 1, 2, 3, 3]
    assert listening.hour_bin(hours[1:] - 1).tolist() == [0, 1, 2, 3]
    positions = np.array([1, 2, 5, 6, 15, 16, 30], np.int8)
    assert listening.position_bin(positions).tolist() == [0, 1, 1, 2, 2, 3, 3]


def test_rows_are_the_plays_and_the_dirt_that_is_counted(drawn: Drawn) -> None:
    counts: Counter[str] = Counter()
    rng = np.random.default_rng(6)
    people = drawn.setting.population
    soiled = rows.soil(drawn.plays, people, drawn.setting.catalogue.n_episodes, END_MS, counts, rng)
    assert len(soiled.listener) == N_PLAYS + counts["podcasts"] + counts["duplicates"]
    assert (soiled.episode >= 0).sum() == counts["podcasts"] > 0
    assert ((soiled.track >= 0) != (soiled.episode >= 0)).all()
    same = (np.diff(soiled.listener) == 0) & (np.diff(soiled.end_ms) == 0)
    assert same.sum() == counts["duplicates"] > 0
    assert (np.diff(soiled.listener) >= 0).all()
    assert soiled.end_ms.max() < END_MS
    assert counts["blank_reasons"] > 0
    assert counts["no_offline_timestamp"] == pytest.approx(0.03 * N_PLAYS, rel=0.2)


def test_a_dead_flag_is_false_before_its_day_while_endings_stay(drawn: Drawn) -> None:
    catalogue_ = drawn.setting.catalogue
    soiled = rows.soil(
        drawn.plays, drawn.setting.population, catalogue_.n_episodes, END_MS, Counter(),
        np.random.default_rng(6),
    )  # fmt: skip
    words = rows.texts(catalogue_, rows.usernames(N))
    half = END_MS // 2
    table = rows.table(soiled, words, 0, half).to_pandas()
    early = soiled.end_ms < half
    by_hand = table["reason_end"].isin(["fwdbtn", "backbtn", "endplay"])
    music = table["spotify_track_uri"].notna()
    assert not table["skipped"][early].any()
    assert (table["skipped"][~early & music] == by_hand[~early & music]).all()
    assert by_hand[early].mean() > 0.2


def test_the_best_auc_is_that_of_the_chances_themselves(drawn: Drawn) -> None:
    tallied = tally.Tally.empty(N, len(drawn.setting.catalogue.length_ms))
    tallied.add(drawn.setting, drawn.plays)
    plays = drawn.plays
    planted = chance(drawn.setting.context(plays))[plays.decided]
    skipped = plays.skipped[plays.decided]
    ranks = np.empty(len(planted))
    ranks[np.argsort(planted)] = np.arange(1, len(planted) + 1)
    n1, n0 = skipped.sum(), (~skipped).sum()
    exact = (ranks[skipped].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)
    assert tallied.best_auc() == pytest.approx(exact, abs=0.001)


def test_rates_of_levels_average_to_the_rate_that_was_drawn(drawn: Drawn) -> None:
    tallied = tally.Tally.empty(N, len(drawn.setting.catalogue.length_ms))
    tallied.add(drawn.setting, drawn.plays)
    levels = tallied.truths(drawn.setting.catalogue.artist_name)
    planted = chance(drawn.setting.context(drawn.plays))[drawn.plays.decided].mean()
    for factor in tally.FACTORS:
        of_factor = [level for level in levels if level.factor == factor]
        assert sum(level.n for level in of_factor) == drawn.plays.decided.sum()
        low, high = min(x.rate for x in of_factor), max(x.rate for x in of_factor)
        assert low < planted < high
        order = sorted(of_factor, key=lambda level: level.log_odds)
        assert [x.rate for x in order] == sorted(x.rate for x in of_factor)
