"""What is known before a play: values by hand, and nothing that comes after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from reporter.analysis.skips.drawn import FETCHED, Drawn
from reporter.analysis.skips.features import CATEGORIES, FEATURES, POOL_FEATURES, with_features
from reporter.words import ENGLISH
from tests.factories.drawn import World, make_planted, make_plays, table

if TYPE_CHECKING:
    from reporter.analysis.skips.features import Sample

BEFORE = ["track_rate_before", "artist_rate_before", "listener_rate_before", "outcomes_before"]
OUTCOME = ["skip"]
KNOWN_LATER = ("ms_played", "reason_end", "skipped_flag", "started_at")


def _known(sample: Sample) -> pd.DataFrame:
    """All that a model or the drivers may look at."""
    names = [*sample.features, *CATEGORIES, *BEFORE, "track_skips", "track_outcomes"]
    frame = ["shuffle_state", "hour_of_day", "position_in_session"]
    return sample.plays[[*names, *frame]]


def _world(n_listeners: int) -> World:
    return World(
        n_listeners=n_listeners,
        n_sessions=6,
        session_plays=5,
        n_tracks=6,
        log_odds={("shuffle", "on"): 1.0},
        after_skip=1.0,
    )


def _flipped(drawn: Drawn, row: int) -> Drawn:
    """The same plays, but one ended the other way."""
    plays = drawn.plays
    plays.loc[row, "skip"] = 1 - plays["skip"][row]
    return replace(drawn, table=table(plays))


def test_nothing_known_later_is_fetched() -> None:
    assert not set(KNOWN_LATER) & set(FETCHED)


def test_every_feature_has_a_name_for_people() -> None:
    assert [
        name for name in (*FEATURES, *POOL_FEATURES) if not ENGLISH.has(f"feature.{name}")
    ] == []


def test_first_plays_by_hand() -> None:
    drawn = make_plays(
        [
            {"at": 0, "track_id": "x", "skip": 1.0, "position": 1},
            {"at": 5, "track_id": "y", "skip": 0.0, "position": 2, "artist_name": "B"},
            {"at": 10, "track_id": "x", "skip": np.nan, "position": 3},
            {"at": 15, "track_id": "x", "skip": 1.0, "position": 4},
            {"at": 4320, "track_id": "x", "skip": 0.0, "session": 2, "position": 1},
        ]
    )
    plays = with_features(drawn).plays
    assert plays["skip"].tolist() == [1, 0, 1, 0]  # the censored play has no row
    assert plays["last_1"].tolist() == [0, 1, -1, 1]
    assert plays["track_last_1"].tolist() == [0, 0, 1, 1]
    assert np.expm1(plays["skip_streak"]).round().tolist() == [0, 1, 0, 1]
    assert np.expm1(plays["track_plays"]).round().tolist() == [0, 0, 2, 3]  # censored ones count
    assert plays["track_is_new"].tolist() == [1, 1, 0, 0]
    assert np.expm1(plays["track_days"]).round().tolist() == [1000, 1000, 0, 3]
    assert np.expm1(plays["artist_days"]).round().tolist() == [1000, 1000, 0, 3]
    assert np.expm1(plays["track_age_days"]).round().tolist() == [0, 0, 0, 3]
    assert np.expm1(plays["session_outcomes"]).round().tolist() == [0, 1, 2, 0]
    assert plays["track_outcomes"].tolist() == [0, 0, 1, 2]
    assert plays["track_skips"].tolist() == [0, 0, 1, 2]
    assert plays["position_in_session"].tolist() == [1, 2, 4, 1]


def test_rates_by_hand() -> None:
    drawn = make_plays(
        [
            {"at": i, "position": i + 1, "skip": float(i % 2), "reason_start": why}
            for i, why in enumerate(["fwdbtn", "trackdone", "fwdbtn", "fwdbtn"])
        ]
    )
    row = with_features(drawn).plays.iloc[3]  # after complete, skip, complete
    everything = (1 + 2 * 0.5) / (3 + 2)
    usual = (1 + 5 * everything) / (3 + 5)
    assert row["rate_100"] == pytest.approx(usual)
    assert row["rate_5"] == pytest.approx((1 + usual) / (3 + 1))
    assert row["rate_5_less_100"] == pytest.approx((1 + usual) / 4 - usual)
    assert row["start_rate_30"] == pytest.approx((0 + 5 * usual) / (2 + 5))
    assert row["track_rate"] == pytest.approx((1 + 2 * usual) / (3 + 2))


def test_only_the_last_plays_count() -> None:
    skips = [1.0] * 40 + [0.0] * 30 + [1.0]
    drawn = make_plays([{"at": i, "position": i + 1, "skip": s} for i, s in enumerate(skips)])
    row = with_features(drawn).plays.iloc[-1]
    usual = row["rate_100"]
    assert row["start_rate_30"] == pytest.approx(5 * usual / 35)
    assert row["rate_5"] == pytest.approx(usual / 6)
    assert row["skip_streak"] == 0


@pytest.mark.parametrize("n_listeners", [1, 3])
def test_a_play_knows_nothing_of_its_own_end(n_listeners: int) -> None:
    drawn = make_planted(_world(n_listeners)).drawn
    before = _known(with_features(drawn))
    for row in (0, 7, 14, 29):
        after = _known(with_features(_flipped(drawn, row)))
        pd.testing.assert_series_equal(after.iloc[row], before.iloc[row])


@pytest.mark.parametrize("n_listeners", [1, 3])
def test_a_play_knows_nothing_of_later_plays(n_listeners: int) -> None:
    drawn = make_planted(_world(n_listeners)).drawn
    before = _known(with_features(drawn))
    for row in (3, 11, 18):
        own = drawn.plays["listener_id"] == drawn.plays["listener_id"][row]
        later = own & (drawn.plays["ended_at"] > drawn.plays["ended_at"][row])
        changed = drawn.plays
        changed.loc[later, "skip"] = 1 - changed.loc[later, "skip"]
        changed.loc[later, "track_id"] = "another"
        changed.loc[later, "platform"] = "tv"
        after = _known(with_features(replace(drawn, table=table(changed))))
        pd.testing.assert_series_equal(after.iloc[row], before.iloc[row])
        alone = _known(with_features(replace(drawn, table=table(drawn.plays[~later]))))
        pd.testing.assert_series_equal(alone.iloc[row], before.iloc[row])


def test_an_earlier_play_is_known() -> None:
    drawn = make_planted(_world(1)).drawn
    before = _known(with_features(drawn))
    after = _known(with_features(_flipped(drawn, 7)))
    assert not after.iloc[8].equals(before.iloc[8])


def test_plays_that_stop_together_do_not_see_each_other() -> None:
    rows = [
        {"at": 0, "track_id": "a", "skip": 1.0, "position": 1},
        {"at": 9, "track_id": "a", "skip": 0.0, "position": 2},
        {"at": 9, "track_id": "b", "skip": 1.0, "position": 3},
        {"at": 9, "track_id": "c", "skip": 0.0, "position": 4},
        {"at": 12, "track_id": "a", "skip": 0.0, "position": 5},
    ]
    before = _known(with_features(make_plays(rows)))
    for together in (1, 2, 3):
        changed = [dict(row) for row in rows]
        changed[together]["skip"] = 1 - float(rows[together]["skip"])  # type: ignore[arg-type]
        after = _known(with_features(make_plays(changed)))
        pd.testing.assert_frame_equal(after.iloc[:4], before.iloc[:4])
        assert not after.iloc[4].equals(before.iloc[4])
    assert before["position_in_session"].tolist() == [1, 2, 2, 2, 5]
    assert before["last_1"].tolist() == [0, 1, 1, 1, -1]


@pytest.mark.parametrize("n_listeners", [1, 4])
def test_the_order_of_rows_does_not_matter(n_listeners: int) -> None:
    drawn = make_planted(_world(n_listeners)).drawn
    mixed = replace(drawn, table=table(drawn.plays.sample(frac=1, random_state=3)))
    pd.testing.assert_frame_equal(with_features(mixed).plays, with_features(drawn).plays)


def test_an_arbitrary_order_of_plays_that_tie_does_not_matter() -> None:
    """Two plays of a track that stop together differ in their hour alone; either may be first."""
    rows: list[dict[str, Any]] = [
        {"at": 0, "position": 1},
        {"at": 9, "position": 2, "skip": 1.0, "hour": 5},
        {"at": 9, "position": 3, "skip": 1.0, "hour": 3},
        {"at": 12, "position": 4},
    ]
    swapped = [rows[0], {**rows[1], "position": 3}, {**rows[2], "position": 2}, rows[3]]
    one, two = (_known(with_features(make_plays(order))) for order in (rows, swapped))
    pd.testing.assert_frame_equal(one, two)
    assert one["hour_of_day"].tolist() == [6, 3, 5, 6]


def test_rates_before_the_session_do_not_move_within_it() -> None:
    drawn = make_planted(_world(1)).drawn
    plays = with_features(drawn).plays
    assert plays["outcomes_before"].tolist() == [5 * (row // 5) for row in range(30)]
    rates = plays.groupby("session")["listener_rate_before"]
    pd.testing.assert_series_equal(rates.min(), rates.max())
    assert plays["listener_rate_before"].isna().sum() == 5  # the first session
    flipped = drawn.plays
    flipped.loc[10:12, "skip"] = 1 - flipped.loc[10:12, "skip"]  # within the third session
    after = with_features(replace(drawn, table=table(flipped))).plays
    third = plays["session"] == 3
    pd.testing.assert_frame_equal(after[third][BEFORE], plays[third][BEFORE])


def test_several_listeners_know_of_each_other_through_earlier_days() -> None:
    sample = with_features(make_planted(_world(3)).drawn)
    assert set(POOL_FEATURES) < set(sample.features)
    plays = sample.plays
    first_day = plays["session_day"] == plays["session_day"].min()
    assert (plays.loc[first_day, "pool_rate"] == 0.5).all()
    assert plays.loc[first_day, "track_rate_before"].isna().all()
    later = plays.loc[~first_day]
    assert later["pool_track_plays"].max() > 0
    assert later["track_rate_before"].notna().any()


def test_what_the_source_lacks_is_unknown() -> None:
    row = {"shuffle": None, "platform": None, "reason_start": None, "artist_name": None}
    drawn = make_plays([{"at": i, "position": i + 1, "session": i + 1, **row} for i in range(3)])
    plays = with_features(drawn).plays
    assert plays["shuffle_state"].tolist() == ["unknown"] * 3
    assert plays["platform"].tolist() == plays["reason_start"].tolist() == ["unknown"] * 3
    assert plays["artist_rate_before"].isna().all()
    assert plays["track_rate_before"].notna().tolist() == [False, True, True]
    assert (plays["shuffle_is_unknown"] == 1).all()
    assert np.isfinite(plays[list(with_features(drawn).features)].to_numpy()).all()


def test_a_stated_length_is_a_feature() -> None:
    drawn = make_plays(
        [{"at": 0, "track_length_ms": 120_000.0}, {"at": 5, "position": 2, "track_length_ms": None}]
    )
    plays = with_features(drawn).plays
    assert np.expm1(plays["track_minutes"]).tolist() == pytest.approx([2.0, 3.5])
    assert plays["track_minutes_are_unknown"].tolist() == [0, 1]


def test_no_outcomes_at_all() -> None:
    drawn = make_plays([{"at": i, "position": i + 1, "skip": np.nan} for i in range(4)])
    sample = with_features(drawn)
    assert sample.plays.empty
    assert sample.n_plays == 4
