"""Features of entities, and their scaling."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reporter.analysis.segments.features import (
    Feature,
    Floats,
    available,
    clustered,
    features,
    priors,
    rescaled,
)
from reporter.plays import Entity
from reporter.results.segments import Scale

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
    matrix = clustered((Feature("a", values),)).matrix
    return matrix[:, 0] if matrix.shape[1] else None


def test_what_is_clustered() -> None:
    by_name = found()
    bases = {name: feature.basis for name, feature in by_name.items()}

    assert bases["play_count"] == pytest.approx(np.log([5, 11, 6]))
    assert bases["avg_seconds_per_play"].tolist() == [100, 50, 200]
    assert bases["shuffle_rate"].tolist() == [0.0, 1.0, 5 / 9]
    assert bases["distinct_track_share"].tolist() == [1.0, 0.5, 0.2]
    assert bases["active_days_per_play"].tolist() == [0.5, 0.1, 1.0]
    assert all(np.isfinite(basis).all() for basis in bases.values())


def test_tracks_have_no_features_of_listeners() -> None:
    assert set(found(Entity.TRACK)) == {
        "play_count",
        "avg_seconds_per_play",
        "skip_rate",
        "shuffle_rate",
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
            Feature("a", a),
            Feature("like a", -3 * a + 0.1 * b + 7),
            Feature("b", b),
            Feature("constant", np.ones(500)),
        )
    )

    assert matrix.names == ("a", "b")
    assert matrix.matrix.shape == (500, 2)


def test_nothing_to_cluster() -> None:
    matrix = clustered((Feature("constant", np.ones(5)),))

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
