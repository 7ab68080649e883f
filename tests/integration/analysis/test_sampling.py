"""The bounded sample, drawn by the real engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from reporter.analysis.history.prepared import prepare
from reporter.analysis.skips.features import CATEGORIES, with_features
from tests.histories import SCHEMA, Play, draw, make_history, make_intake

if TYPE_CHECKING:
    from reporter.analysis.history.prepared import History
    from reporter.analysis.skips.drawn import Drawn

START = datetime.fromisoformat("2024-03-01T16:00")
"""The last play starts within two hours of midnight, so that its day counts as whole."""
ENDS = ("trackdone", "fwdbtn", "trackdone", "endplay", "logout")


def _plays(n_listeners: int, n_plays: int, *, seed: int = 0) -> list[Play]:
    """Plays at random: ten a day for each listener, in two sessions."""
    rng = np.random.default_rng(seed)
    plays = []
    for listener in range(n_listeners):
        for i in range(n_plays):
            day, nth = divmod(i, 10)
            start = START + timedelta(days=day, hours=6.5 * (nth // 5), minutes=5 * (nth % 5))
            plays.append(
                Play(
                    start=start.isoformat(),
                    end=ENDS[rng.integers(len(ENDS))],
                    listener=f"L{listener:02d}",
                    track=f"t{rng.integers(9)}",
                    artist=f"A{rng.integers(3)}",
                    platform=str(rng.choice(["ios", "android"])),
                    began=str(rng.choice(["clickrow", "trackdone"])),
                    shuffle=bool(rng.integers(2)),
                )
            )
    return plays


def _history(plays: list[Play], missing: tuple[str, ...] = ()) -> History:
    """All of the plays, not only those up to the last whole week."""
    return make_history(plays, period="all", missing=missing)


def _drawn(history: History, limit: int, seed: int = 42) -> Drawn:
    return draw(history, limit=limit, seed=seed)


def test_a_small_history_is_taken_whole() -> None:
    drawn = _drawn(_history(_plays(3, 40)), limit=120)
    assert (len(drawn.plays), drawn.n_history, drawn.n_listeners) == (120, 120, 3)


def test_whole_listeners_within_the_limit() -> None:
    history = _history(_plays(20, 10))
    drawn = _drawn(history, limit=100)
    sizes = drawn.plays.groupby("listener_id").size()
    assert (sizes == 10).all()
    assert drawn.n_listeners == len(sizes) == 10
    assert drawn.n_history == 200
    more = _drawn(history, limit=150).plays["listener_id"]
    assert set(drawn.plays["listener_id"]) < set(more)  # a larger sample has the smaller one
    assert set(_drawn(history, limit=100, seed=7).plays["listener_id"]) != set(sizes.index)


def test_of_one_listener_the_latest_plays() -> None:
    history = _history(_plays(1, 100))
    drawn = _drawn(history, limit=30)
    assert len(drawn.plays) == 30
    everything = _drawn(history, limit=1_000).plays["ended_at"]
    assert drawn.plays["ended_at"].tolist() == everything.tolist()[-30:]


def test_no_listener_fills_the_sample() -> None:
    plays = [
        play for play in _plays(20, 200) if play.listener == "L00" or play.start < "2024-03-03"
    ]
    drawn = _drawn(_history(plays), limit=300)
    sizes = drawn.plays.groupby("listener_id").size()
    assert sizes.max() <= 30
    assert sizes.sum() > 200


def test_two_listeners_share_the_limit() -> None:
    drawn = _drawn(_history(_plays(2, 100)), limit=60)
    assert drawn.plays.groupby("listener_id").size().tolist() == [30, 30]


def test_the_order_of_plays_in_the_source_does_not_matter() -> None:
    plays = _plays(6, 40)
    mixed = [plays[i] for i in np.random.default_rng(1).permutation(len(plays))]
    for limit in (100, 1_000):
        one = with_features(_drawn(_history(plays), limit, 3))
        two = with_features(_drawn(_history(mixed), limit, 3))
        pd.testing.assert_frame_equal(one.plays, two.plays)


def test_pools_by_hand() -> None:
    history = _history(_plays(5, 60))
    plays = _drawn(history, limit=1_000).plays
    assert plays["session_day"].nunique() > 3
    for pool, column in (("track", "track_id"), ("artist", "artist_name"), ("all", None)):
        for row in plays.iloc[::7].itertuples():
            earlier = plays[plays["day"] < row.session_day]
            if column:
                earlier = earlier[earlier[column] == getattr(row, column)]
            assert getattr(row, f"{pool}_pool_n") == earlier["skip"].count()
            assert getattr(row, f"{pool}_pool_skips") == earlier["skip"].sum()


def test_pools_are_of_all_listeners_not_of_the_sample() -> None:
    history = _history(_plays(20, 10))
    few, everyone = _drawn(history, limit=100).plays, _drawn(history, limit=1_000).plays
    same = everyone[everyone["listener_id"].isin(few["listener_id"])].reset_index(drop=True)
    pools = [name for name in few.columns if "_pool_" in name]
    assert len(pools) == 6
    pd.testing.assert_frame_equal(few[pools], same[pools])


def test_one_listener_has_no_pools() -> None:
    plays = _drawn(_history(_plays(1, 30)), limit=100).plays
    assert not [name for name in plays.columns if "_pool_" in name]


def test_unknown_artists_have_no_pool() -> None:
    plays = [replace(play, artist=None) for play in _plays(2, 30)]
    drawn = _drawn(_history(plays), limit=100)
    assert (drawn.plays["artist_pool_n"] == 0).all()
    assert drawn.plays["track_pool_n"].max() > 0


def test_columns_that_a_source_lacks() -> None:
    missing = ("platform", "platform_raw", "reason_start", "shuffle")
    found = with_features(draw(_history(_plays(2, 30), missing=missing), seed=1))
    assert set(found.plays["platform"]) == {"unknown"}
    assert set(found.plays["shuffle_state"]) == {"unknown"}


@pytest.mark.parametrize("n_listeners", [1, 3])
def test_how_a_play_went_changes_none_of_its_features(n_listeners: int) -> None:
    """Length, ending, flag and label of a play, and every later play, through the engine."""
    plays = [replace(play, end="trackdone") for play in _plays(n_listeners, 40)]
    history = _history(plays)
    before = with_features(draw(history, seed=1))
    intake = make_intake(history.engine, plays)
    table = history.engine.to_pyarrow(intake.plays).to_pandas()
    table = table.sort_values(["listener_id", "ended_at"], ignore_index=True)
    row = 22
    same = table["listener_id"] == table["listener_id"][row]
    later = same & (table["ended_at"] > table["ended_at"][row])
    table.loc[later, ["track_id", "artist_name", "platform"]] = ["another", "else", "tv"]
    changed = later | (table.index == row)
    table.loc[changed, ["ms_played", "reason_end", "skipped_flag"]] = [17, "fwdbtn", True]
    arrow = pa.Table.from_pandas(table, schema=SCHEMA, preserve_index=False)
    intake = replace(intake, plays=history.engine.create_table("changed", arrow))
    after = with_features(
        draw(prepare(history.engine, intake, history.scope, history.zone), seed=1)
    )
    names = [*before.features, *CATEGORIES, "track_rate_before", "artist_rate_before"]
    assert after.plays["skip"].sum() == changed.sum()
    pd.testing.assert_frame_equal(
        after.plays[names].iloc[: row + 1], before.plays[names].iloc[: row + 1]
    )
