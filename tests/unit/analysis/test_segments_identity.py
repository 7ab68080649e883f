"""Identity of segments over reports: matching with a cap, ids, persistent unique names."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.analysis.segments.identity import CAP, centres, match
from reporter.analysis.segments.names import name_segments
from reporter.plays import Entity
from reporter.results.facts import SkipDefinition
from reporter.results.segments import Centre, Level, Priors, Scale, SegmentModel, Trait

SCALES = (Scale("play_count", 4.0, 1.0), Scale("skip_rate", 0.3, 0.1))
MANY, FEW = (Trait("play_count", high=True),), (Trait("play_count", high=False),)
SKIPPED, FINISHED = (Trait("skip_rate", high=True),), (Trait("skip_rate", high=False),)


def model(*old: Centre) -> SegmentModel:
    return SegmentModel(
        period="2024-W49",
        entity=Entity.LISTENER,
        skip=SkipDefinition.RULE,
        available=("play_count", "skip_rate"),
        priors=Priors(3.0, 7.0, None),
        scales=SCALES,
        centres=old,
        distance=Level(1.0, 0.05),
        silhouette=Level(0.4, 0.01),
    )


THREE = model(
    Centre(2, MANY, (1.5, 0.0)), Centre(3, FEW, (-1.0, -0.5)), Centre(5, SKIPPED, (0.0, 2.0))
)


def test_segments_are_found_again_in_any_order() -> None:
    moved = np.array([[0.1, 1.9], [1.4, 0.1], [-0.9, -0.6]])

    assert match(SCALES, moved, THREE) == {0: 2, 1: 0, 2: 1}
    assert centres(SCALES, moved, THREE, 6) == (
        Centre(2, MANY, (1.4, 0.1)),
        Centre(3, FEW, (-0.9, -0.6)),
        Centre(5, SKIPPED, (0.1, 1.9)),
    )


def test_what_moved_further_than_the_cap_is_new_and_the_old_one_retired() -> None:
    moved = np.array([[1.5, 0.0], [-1.0, -0.5 - 1.01 * CAP], [0.0, 2.0]])
    found = centres(SCALES, moved, THREE, 6)

    assert [centre.id for centre in found] == [2, 5, 6]
    assert found[2].traits == FINISHED  # not the retired name, though few plays fit as well
    at_the_cap = moved + np.array([[0, 0], [0, 0.02 * CAP], [0, 0]])
    assert [centre.id for centre in centres(SCALES, at_the_cap, THREE, 6)] == [2, 3, 5]


def test_more_segments_than_before_take_the_next_ids() -> None:
    found = centres(SCALES, np.array([[-1.0, 3.0], [1.5, 0.0], [0.0, -3.0]]), THREE, 6)

    assert [centre.id for centre in found] == [2, 6, 7]
    assert len({centre.traits for centre in found}) == 3


def test_without_a_model_ids_follow_the_order() -> None:
    found = centres(SCALES, np.array([[1.5, 0.0], [-1.0, -0.5]]), None, 4)

    assert [(centre.id, centre.traits) for centre in found] == [(4, MANY), (5, FEW)]


def test_distances_are_in_the_old_scales_whatever_the_new_ones() -> None:
    """The same places in raw units: (x * 2 + 5) and (y * 0.2 + 0.1)."""
    other = (Scale("play_count", 5.0, 2.0), Scale("skip_rate", 0.1, 0.2))
    raw = np.array([centre.place for centre in THREE.centres]) * [1.0, 0.1] + [4.0, 0.3]
    same = (raw - [5.0, 0.1]) / [2.0, 0.2]

    assert match(other, same, THREE) == {0: 0, 1: 1, 2: 2}
    assert match(SCALES, same, THREE) != {0: 0, 1: 1, 2: 2}


def test_segments_are_compared_in_the_features_that_both_have() -> None:
    places = np.array([[1.5, 9.0], [-1.0, 9.0], [0.0, 9.0]])
    scales = (SCALES[0], Scale("shuffle_rate", 0.5, 0.2))

    assert match(scales, places, THREE) == {0: 0, 1: 1, 2: 2}
    assert match((Scale("shuffle_rate", 0.5, 0.2),), places[:, :1], THREE) == {}


def test_a_kept_segment_keeps_its_name_even_if_another_feature_is_stronger() -> None:
    one = model(Centre(0, MANY, (1.2, 1.0)), Centre(1, FEW, (-1.0, 0.0)))
    found = centres(SCALES, np.array([[0.9, 1.4], [-1.0, 0.0]]), one, 2)

    assert [centre.traits for centre in found] == [MANY, FEW]


def test_a_retired_name_comes_back_only_where_no_other_is_left() -> None:
    one_feature = replace(
        model(Centre(0, MANY, (1.0,)), Centre(1, FEW, (-1.0,))), scales=SCALES[:1]
    )
    found = centres(SCALES[:1], np.array([[1.0], [-2.5]]), one_feature, 2)

    assert [(centre.id, centre.traits) for centre in found] == [(0, MANY), (2, FEW)]


places = st.lists(
    st.tuples(st.floats(-3, 3, allow_nan=False), st.floats(-3, 3, allow_nan=False)),
    min_size=1,
    max_size=4,
)


@given(places, places)
def test_the_matching_is_the_best_one_within_the_cap(
    old: list[tuple[float, float]], new: list[tuple[float, float]]
) -> None:
    """Against all matchings: as many pairs as can be, and of these the smallest sum."""
    earlier = model(*(Centre(i, (), place) for i, place in enumerate(old)))
    found = match(SCALES, np.array(new), earlier)
    distances = np.hypot(*(np.array(new)[:, None] - np.array(old)[None]).transpose(2, 0, 1))

    def worth(pairs: list[tuple[int, int]]) -> tuple[int, float]:
        near = [float(distances[i, j]) for i, j in pairs if distances[i, j] <= CAP]
        return -len(near), sum(near)

    few, many = sorted((len(new), len(old)))
    every = (
        [(i, j) if len(new) == few else (j, i) for i, j in enumerate(chosen)]
        for chosen in permutations(range(many), few)
    )
    best = min(worth(pairs) for pairs in every)
    pairs, total = worth(list(found.items()))
    assert pairs == best[0]
    assert total == pytest.approx(best[1], abs=1e-4)
    assert len(set(found.values())) == len(found)
    assert all(distances[i, j] <= CAP + 1e-9 for i, j in found.items())


@given(places, st.sets(st.integers(0, 3)))
def test_names_are_unique_whoever_keeps_one(new: list[tuple[float, float]], kept: set[int]) -> None:
    held = {i: (Trait("play_count", high=True), Trait(f"kept {i}", high=True)) for i in kept}
    held = {i: name for i, name in held.items() if i < len(new)}
    names = name_segments(("play_count", "skip_rate"), new, held, [MANY])
    if names is None:
        return
    assert len({frozenset(name) for name in names}) == len(new)
    assert MANY not in names
    assert all(names[i] == name for i, name in held.items())
