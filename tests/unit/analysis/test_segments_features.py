"""Features of entities, their scaling, and profiles of segments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from reporter.analysis.segments.clusters import plane
from reporter.analysis.segments.features import (
    Feature,
    Floats,
    available,
    clustered,
    features,
    priors,
    rescaled,
)
from reporter.analysis.segments.profiles import Grouping, names, points, segments
from reporter.plays import Entity
from reporter.results.segments import Centre, Scale, Trait

COLUMNS: dict[str, list[int]] = {
    "plays": [4, 10, 5],
    "ms": [400_000, 500_000, 1_000_000],
    "skips": [1, 8, 0],
    "decided": [4, 10, 0],
    "shuffled": [0, 5, 0],
    "shuffle_known": [4, 5, 0],
    "tracks": [4, 5, 1],
    "days": [2, 1, 5],
}


def found(entity: Entity = Entity.LISTENER, **columns: list[int]) -> dict[str, Feature]:
    table = pa.table({**COLUMNS, **columns})
    return {feature.name: feature for feature in features(table, entity, priors(table))}


def scaled(values: Floats) -> Floats | None:
    """The column of a feature; none where there is none."""
    matrix = clustered((Feature("a", values, values),)).matrix
    return matrix[:, 0] if matrix.shape[1] else None


def test_values_in_their_own_unit() -> None:
    by_name = found()

    assert by_name["play_count"].values.tolist() == [4, 10, 5]
    assert by_name["avg_seconds_per_play"].values.tolist() == [100, 50, 200]
    assert by_name["skip_rate"].values[:2].tolist() == [0.25, 0.8]
    assert np.isnan(by_name["skip_rate"].values[2])
    assert by_name["shuffle_rate"].values[:2].tolist() == [0.0, 1.0]
    assert by_name["distinct_track_share"].values.tolist() == [1.0, 0.5, 0.2]
    assert by_name["active_days_per_play"].values.tolist() == [0.5, 0.1, 1.0]
    assert by_name["engagement_score"].values[:2] == pytest.approx([0.75 * 0.75, 0.2 * 0.2])


def test_what_is_clustered() -> None:
    by_name = found()
    bases = {name: feature.basis for name, feature in by_name.items()}

    assert bases["play_count"] == pytest.approx(np.log([5, 11, 6]))
    assert bases["engagement_score"] is None
    shuffle = bases["shuffle_rate"]
    assert shuffle is not None
    assert shuffle.tolist() == [0.0, 1.0, 5 / 9]
    assert all(np.isfinite(basis).all() for basis in bases.values() if basis is not None)


def test_tracks_have_no_features_of_listeners() -> None:
    assert set(found(Entity.TRACK)) == {
        "play_count",
        "avg_seconds_per_play",
        "skip_rate",
        "shuffle_rate",
        "engagement_score",
    }


def test_what_the_data_do_not_have_falls_away() -> None:
    nothing = [0, 0, 0]

    assert set(found(Entity.TRACK, decided=nothing, skips=nothing, shuffle_known=nothing)) == {
        "play_count",
        "avg_seconds_per_play",
    }


def test_scaling_by_hand() -> None:
    values = scaled(np.array([0.0, 0, 0, 4]))

    assert values is not None
    assert values == pytest.approx(np.array([-1, -1, -1, 3]) / 3**0.5)


def test_scaling_clips_at_three() -> None:
    values = scaled(np.array([0.0] * 99 + [1e6]))

    assert values is not None
    assert values.max() == 3.0


@pytest.mark.parametrize("values", [[5.0, 5.0, 5.0], [0.1 + 0.2, 0.3, 0.3], [0.0, 0.0, 0.0]])
def test_a_constant_is_not_scaled(values: list[float]) -> None:
    assert scaled(np.array(values)) is None


def test_what_says_the_same_as_an_earlier_feature_is_left_out() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 500))
    matrix = clustered(
        (
            Feature("a", a, a),
            Feature("like a", a, -3 * a + 0.1 * b + 7),
            Feature("b", b, b),
            Feature("constant", b, np.ones(500)),
            Feature("profile alone", b, None),
        )
    )

    assert matrix.names == ("a", "b")
    assert matrix.matrix.shape == (500, 2)


def test_nothing_to_cluster() -> None:
    matrix = clustered((Feature("constant", np.ones(5), np.ones(5)),))

    assert matrix.names == ()
    assert matrix.matrix.shape == (5, 0)


def test_few_trials_are_drawn_to_the_rate_of_all() -> None:
    nothing = [1, 1, 1, 1, 1]
    table = pa.table(
        dict.fromkeys(COLUMNS, nothing)
        | {"skips": [0, 1, 30, 0, 90], "decided": [0, 1] + [100] * 3}
    )
    rates = features(table, Entity.TRACK, priors(table))[1].basis
    rate_of_all = 121 / 301

    assert rates is not None
    assert rates[0] == pytest.approx(rate_of_all)
    assert rate_of_all < rates[1] < 1.0
    assert rates[2:] == pytest.approx([0.3, 0.0, 0.9], abs=0.05)


def test_scales_and_priors_of_another_report_give_the_same_columns_again() -> None:
    table = pa.table(COLUMNS)
    given = priors(table)
    every = features(table, Entity.LISTENER, given)
    columns = clustered(every)
    two = features(table.slice(1), Entity.LISTENER, given)

    assert (rescaled(every, columns.scales).matrix == columns.matrix).all()
    assert rescaled(two, columns.scales).matrix == pytest.approx(columns.matrix[1:])
    assert rescaled(two, (Scale("play_count", 0.0, 0.5),)).matrix.tolist() == [[3.0], [3.0]]


def test_what_can_be_clustered_on_is_told_by_name() -> None:
    table = pa.table({**COLUMNS, "decided": [0, 0, 0], "skips": [0, 0, 0]})
    assert available(features(table, Entity.TRACK, priors(table))) == (
        "play_count",
        "avg_seconds_per_play",
        "shuffle_rate",
    )


FEW = (Trait("play_count", high=False),)
MANY = (Trait("play_count", high=True),)
CENTRES = (Centre(0, FEW, (-1.0,)), Centre(1, MANY, (1.0,)))


def _grouping() -> Grouping:
    """Two groups of three: few plays and many, the last one without a rate."""
    plays = np.array([1.0, 2, 3, 101, 102, 103])
    rates = np.array([0.1, 0.2, 0.3, np.nan, np.nan, np.nan])
    found = (
        Feature("play_count", plays, plays),
        Feature("skip_rate", rates, np.array([0.1, 0.3, 0.2, 0.3, 0.1, 0.2]), 1.0),
    )
    matrix = clustered(found)
    labels = np.array([0, 0, 0, 1, 1, 1])
    return Grouping(plays, found, matrix, plane(matrix.matrix), labels, CENTRES)


def test_profiles_by_hand() -> None:
    few, many = segments(_grouping())

    assert (few.id, few.n, few.share, few.plays) == (0, 3, 0.5, 6)
    assert few.share_plays == pytest.approx(6 / 312)
    assert few.traits == (Trait("play_count", high=False),)
    assert many.traits == (Trait("play_count", high=True),)
    count, rate = few.features
    assert (count.mean, rate.mean) == pytest.approx((2.0, 0.2))
    assert count.high - count.mean == pytest.approx(1.959964 / 3**0.5)
    assert count.low == pytest.approx(2 - 1.959964 / 3**0.5)
    assert count.z == pytest.approx(-1.0, abs=0.01)
    assert [feature.feature for feature in many.features] == ["play_count"]


def test_intervals_stay_within_what_is_possible() -> None:
    rates = np.array([0.0, 0.0, 0.9, 1.0, 1.0, 0.1])
    plays = np.array([1.0, 1, 9, 9, 9, 1])
    found = (Feature("play_count", plays, plays), Feature("skip_rate", rates, None, 1.0))
    matrix = clustered(found)
    labels = np.array([1, 1, 0, 0, 0, 1])
    high, low = segments(Grouping(plays, found, matrix, plane(matrix.matrix), labels, CENTRES))

    assert high.features[1].high == 1.0
    assert low.features[1].low == 0.0


def test_a_feature_of_the_profile_alone_has_its_own_distance() -> None:
    grouping = _grouping()
    extra = Feature("engagement_score", np.array([0.0, 0, 0, 1, 1, 1]), None, 1.0)
    few, many = segments(
        Grouping(
            grouping.plays,
            (*grouping.features, extra),
            grouping.clustered,
            grouping.plane,
            grouping.labels,
            grouping.centres,
        )
    )

    assert few.features[-1].z == pytest.approx(-1.0)
    assert many.features[-1].z == pytest.approx(1.0)


def test_segments_that_cannot_be_told_apart_have_no_names() -> None:
    plays = np.array([1.0, 2, 50, 51, 90, 91])
    found = (Feature("play_count", plays, plays),)

    assert names(clustered(found), np.array([0, 1, 2, 3, 4, 4])) is None


def test_segments_stand_by_size_and_keep_their_ids() -> None:
    grouping = _grouping()
    labels = np.array([0, 1, 1, 1, 1, 1])
    centres = (Centre(4, FEW, (-1.0,)), Centre(7, MANY, (1.0,)))
    grouping = replace(grouping, labels=labels, centres=centres)

    assert [(one.id, one.n, one.traits) for one in segments(grouping)] == [
        (7, 5, MANY),
        (4, 1, FEW),
    ]
    assert grouping.ids.tolist() == [4, 7, 7, 7, 7, 7]
    assert [point.segment for point in points(grouping, seed=1)] == [4, 7, 7, 7, 7, 7]


def test_map_points_are_a_bounded_sample_in_order() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=2_000)
    found = (Feature("play_count", x, x), Feature("skip_rate", x, rng.normal(size=2_000)))
    matrix = clustered(found)
    labels = (x > 0).astype(np.int64)
    grouping = Grouping(x, found, matrix, plane(matrix.matrix), labels, CENTRES)

    some = points(grouping, seed=3)
    assert len(some) == 1_500
    assert some == points(grouping, seed=3)
    assert some != points(grouping, seed=4)
    assert len(points(_grouping(), seed=3)) == 6
