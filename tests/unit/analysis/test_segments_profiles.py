"""Profiles of segments, their names, and the map."""

from __future__ import annotations

import numpy as np
import pytest

from reporter.analysis.segments.atlas import drawn
from reporter.analysis.segments.decided import Atlas
from reporter.analysis.segments.features import Feature, clustered
from reporter.analysis.segments.fitting import names
from reporter.analysis.segments.moments import Members, Moment, unit
from reporter.analysis.segments.profiles import segments
from reporter.results.segments import Centre, Trait

FEW = (Trait("play_count", high=False),)
MANY = (Trait("play_count", high=True),)
CENTRES = (Centre(4, FEW, (-1.0,)), Centre(7, MANY, (1.0,)))
ATLAS = Atlas((0.7, 0.2), {4: (-1.0, 0.0), 7: (1.0, 0.5)}, ())


def members(values: dict[str, list[float]], scaled: float) -> Members:
    """Members with such values, of which `play_count` is clustered."""
    moments = {
        name: Moment(len(own), float(np.mean(own or [0.0])), float(np.var(own or [0.0]) * len(own)))
        for name, own in values.items()
    }
    plays = values["play_count"]
    return Members(len(plays), int(sum(plays)), moments, {"play_count": scaled})


FOUND = {
    4: members({"play_count": [1, 2, 3], "skip_rate": [0.1, 0.2, 0.3]}, -1.0),
    7: members({"play_count": [101, 102, 103], "skip_rate": []}, 1.0),
}


def test_profiles_by_hand() -> None:
    few, many = segments(FOUND, CENTRES, ATLAS, 1)

    assert (few.id, few.n, few.share, few.plays) == (4, 3, 0.5, 6)
    assert few.share_plays == pytest.approx(6 / 312)
    assert (few.traits, many.traits) == (FEW, MANY)
    assert (few.centroid, many.centroid) == ((-1.0, 0.0), (1.0, 0.5))
    count, rate = few.features
    assert (count.mean, rate.mean) == pytest.approx((2.0, 0.2))
    assert count.high - count.mean == pytest.approx(1.959964 / 3**0.5)
    assert count.low == pytest.approx(2 - 1.959964 / 3**0.5)
    assert count.z == -1.0
    assert [feature.feature for feature in many.features] == ["play_count"]


def test_means_of_too_few_are_left_out() -> None:
    assert all(not one.features for one in segments(FOUND, CENTRES, ATLAS, 4))


def test_intervals_stay_within_what_is_possible() -> None:
    found = {
        4: members({"play_count": [1, 1, 1], "skip_rate": [0.0, 0.0, 0.1]}, -1.0),
        7: members({"play_count": [9, 9, 9], "skip_rate": [0.9, 1.0, 1.0]}, 1.0),
    }
    low, high = segments(found, CENTRES, ATLAS, 1)

    assert high.features[1].high == 1.0
    assert low.features[1].low == 0.0


def test_a_feature_of_the_profile_alone_has_its_own_distance() -> None:
    found = {
        4: members({"play_count": [1, 1, 1], "engagement_score": [0.0] * 3}, -1.0),
        7: members({"play_count": [9, 9, 9], "engagement_score": [1.0] * 3}, 1.0),
    }
    few, many = segments(found, CENTRES, ATLAS, 1)

    assert few.features[-1].z == pytest.approx(-1.0)
    assert many.features[-1].z == pytest.approx(1.0)


def test_segments_stand_by_size_and_keep_their_ids() -> None:
    found = {4: members({"play_count": [5]}, -1.0), 7: members({"play_count": [9, 9]}, 1.0)}

    ordered = [(one.id, one.n, one.traits) for one in segments(found, CENTRES, ATLAS, 1)]
    assert ordered == [(7, 2, MANY), (4, 1, FEW)]


def test_segments_that_cannot_be_told_apart_have_no_names() -> None:
    found = (Feature("play_count", np.array([1.0, 2, 50, 51, 90, 91])),)

    assert names(clustered(found), np.array([0, 1, 2, 3, 4, 4])) is None


def test_map_points_are_a_bounded_sample_in_order() -> None:
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(2_000, 2))
    ids = np.where(matrix[:, 0] > 0, 7, 4)

    some = drawn(matrix, ids, 3, 1)
    assert len(some.points) == 1_500
    assert some == drawn(matrix, ids, 3, 1)
    assert some != drawn(matrix, ids, 4, 1)
    assert some.centroids.keys() == {4, 7}
    few = drawn(matrix[:6], ids[:6], 3, 1)
    assert [point.segment for point in few.points] == ids[:6].tolist()


@pytest.mark.parametrize(("n", "most"), [(1, 1.0), (500, 1.0), (50_000_000, 3.0), (7, 2e9)])
def test_a_sum_of_whole_units_fits_into_62_bits(n: int, most: float) -> None:
    assert 2**60 <= n * most * unit(n, most) <= 2**62
