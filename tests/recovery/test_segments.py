"""Planted groups of listeners are found, with their members and what sets them apart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
import yaml
from sklearn.metrics import adjusted_rand_score

from reporter.results.segments import Trait
from reporter.sources.pseudonym import pseudonym
from tests.histories import Play, make_history
from tests.real_histories import KEY, read_history
from tests.segmenting import Found, segment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.untraced

SEED = 42
LAST = date(2024, 12, 15)

# Members, and each one's mean number of plays, skip rate, shuffle share and tracks to choose from.
KINDS = {
    "devoted": (60, 90, 0.10, 0.05, 20),
    "seeker": (45, 40, 0.75, 0.50, 5_000),
    "background": (40, 60, 0.25, 0.95, 60),
}


def plays_of(kind: str, number: int, rng: np.random.Generator) -> list[Play]:
    _, mean, skips, shuffle, tracks = KINDS[kind]
    return [
        Play(
            f"{LAST - timedelta(days=int(rng.integers(80)))}T{rng.integers(8, 23):02d}:00:00",
            listener=f"{kind}-{number}",
            track=f"{kind}-{rng.integers(tracks)}",
            ms=int(rng.integers(20_000, 60_000) if skipped else rng.integers(150_000, 240_000)),
            end="fwdbtn" if skipped else "trackdone",
            shuffle=bool(rng.random() < shuffle),
        )
        for skipped in rng.random(max(5, int(rng.poisson(mean)))) < skips
    ]


@pytest.fixture(scope="module")
def planted() -> Found:
    rng = np.random.default_rng(17)
    plays = [
        play
        for kind, (n, *_) in KINDS.items()
        for number in range(n)
        for play in plays_of(kind, number, rng)
    ]
    plays.append(Play(f"{LAST}T23:00:00", listener="one play"))
    return segment(make_history(plays), SEED)


def test_three_groups_are_found_with_their_members(planted: Found) -> None:
    segments = planted.segments

    assert segments.k == 3
    assert [segment.n for segment in segments.segments] == [60, 45, 40]
    members = {(row["id"].split("-")[0], row["cluster"]) for row in planted.rows}
    assert members == {("devoted", 0), ("seeker", 1), ("background", 2)}
    assert segments.n_entities == segments.n_segmented + 1


def test_their_profiles_are_what_was_planted(planted: Found) -> None:
    segments = planted.segments.segments
    for one, (_, mean, skips, shuffle, _) in zip(segments, KINDS.values(), strict=True):
        by_name = {feature.feature: feature for feature in one.features}
        assert by_name["play_count"].mean == pytest.approx(mean, rel=0.05)
        assert by_name["skip_rate"].mean == pytest.approx(skips, abs=0.03)
        assert by_name["shuffle_rate"].mean == pytest.approx(shuffle, abs=0.03)


def test_their_names_tell_them_apart(planted: Found) -> None:
    segments = planted.segments
    names = [segment.traits for segment in segments.segments]

    assert len(set(names)) == 3
    assert all(names)
    assert names[1] == (Trait("avg_seconds_per_play", high=False),)
    assert Trait("shuffle_rate", high=True) in names[2]


def test_the_samples_four_kinds_are_found(root: Path) -> None:
    """The committed sample: agreement with the planted kinds far above chance (0) and near 1."""
    folder = root / "data" / "sample"
    found = segment(read_history(folder), SEED)
    truth = yaml.safe_load((folder / "truth.yaml").read_text(encoding="utf-8"))
    kind = {pseudonym(KEY, row["username"]): row["segment"] for row in truth["listener"]}

    assert found.segments.k == len(truth["segments"])
    rows = found.rows
    agreement = adjusted_rand_score(
        [kind[row["id"]] for row in rows], [row["cluster"] for row in rows]
    )
    assert agreement > 0.8
