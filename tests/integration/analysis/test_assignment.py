"""Assigned in the engine as in memory: all entities, the sample, and where they went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
import pytest

from reporter.analysis.history.lengths import descriptive_lengths
from reporter.analysis.segments.assignment import assigned
from reporter.analysis.segments.counts import count, drawn
from reporter.analysis.segments.features import features, rescaled
from reporter.analysis.segments.model import nearest, places
from reporter.analysis.segments.moments import members
from reporter.analysis.segments.moves import moves
from reporter.analysis.segments.segmentation import decide
from reporter.plays import Entity
from tests.factories.populations import several_kinds
from tests.real_histories import read_history
from tests.segmenting import in_engine, random_model, segment

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.analysis.history.prepared import History
    from reporter.analysis.segments.entities import Entities
    from reporter.results.segments import SegmentModel

SEED = 42


@pytest.fixture(scope="module")
def sample(root: Path) -> History:
    return read_history(root / "data" / "sample")


def in_memory(entities: Entities, model: SegmentModel) -> list[int]:
    every = features(entities.sample, entities.kind, model.priors)
    labels, _ = nearest(rescaled(every, model.scales).matrix, places(model.centres))
    return [model.centres[label].id for label in labels.tolist()]


def in_the_engine(entities: Entities, model: SegmentModel) -> list[int]:
    counted = in_engine(entities)
    table = counted.engine.to_pyarrow(assigned(counted.engine, counted.table, model))
    clusters: list[int] = table.sort_by("id")["cluster"].to_pylist()
    return clusters


@pytest.mark.parametrize("seed", range(12))
def test_random_models_assign_as_in_memory(seed: int) -> None:
    entities = several_kinds((300, 200, 100, 50), seed=seed)
    untold = pa.array(
        [0 if i % 9 == 0 else n for i, n in enumerate(entities.sample["plays"].to_pylist())]
    )
    names = entities.sample.column_names
    table = entities.sample
    for name in ("decided", "skips", "shuffled", "shuffle_known"):
        own = [min(a, b) for a, b in zip(table[name].to_pylist(), untold.to_pylist(), strict=True)]
        table = table.set_column(names.index(name), name, [own])
    entities = replace(
        entities, sample=table, kind=Entity.TRACK if seed % 3 == 0 else entities.kind
    )
    model = random_model(entities, seed)
    assert in_the_engine(entities, model) == in_memory(entities, model)


@pytest.mark.parametrize("seed", range(3))
def test_the_sample_is_assigned_as_in_memory(sample: History, seed: int) -> None:
    counted = count(sample, descriptive_lengths(sample))
    model = random_model(counted.entities, seed)
    table = assigned(counted.engine, counted.table, model)
    clusters = counted.engine.to_pyarrow(table).sort_by("id")["cluster"].to_pylist()
    assert clusters == in_memory(counted.entities, model)


def test_of_several_nearest_centroids_it_is_the_first() -> None:
    entities = several_kinds((40, 30))
    model = random_model(entities, 1)
    twice = replace(model, centres=(*model.centres, replace(model.centres[0], id=99)))
    assert in_the_engine(entities, twice) == in_the_engine(entities, model)


def test_profiles_are_those_of_plain_arrays() -> None:
    entities = several_kinds((300, 200, 100))
    model = random_model(entities, 5)
    counted = in_engine(entities)
    found = members(counted, assigned(counted.engine, counted.table, model), model)
    ids, table = np.array(in_memory(entities, model)), entities.sample
    every = features(table, entities.kind, model.priors)
    matrix = rescaled(every, model.scales).matrix
    plays = table["plays"].to_numpy()
    seconds = table["ms"].to_numpy() / 1000 / plays
    assert found.keys() == set(ids.tolist())
    for cluster, own in found.items():
        here = ids == cluster
        assert (own.n, own.plays) == (here.sum(), plays[here].sum())
        moments = [own.features[name] for name in ("play_count", "avg_seconds_per_play")]
        for moment, values in zip(moments, (plays[here], seconds[here]), strict=True):
            assert moment.n == own.n
            assert moment.mean == pytest.approx(values.mean(), rel=1e-14)
            assert moment.squares == pytest.approx(values.var() * own.n, rel=1e-11)
        means = [own.scaled[scale.feature] for scale in model.scales]
        assert means == pytest.approx(matrix[here].mean(axis=0).tolist(), rel=1e-12, abs=1e-14)


def test_the_same_values_have_no_spread() -> None:
    entities = several_kinds((90,))
    table = entities.sample
    for name in ("plays", "decided", "shuffle_known", "days"):
        table = table.set_column(table.column_names.index(name), name, [[3] * 90])
    for name in ("tracks", "skips", "shuffled"):
        table = table.set_column(table.column_names.index(name), name, [[1] * 90])
    entities = replace(entities, sample=table)
    model = random_model(entities, 3)
    counted = in_engine(entities)
    found = members(counted, assigned(counted.engine, counted.table, model), model)
    shares = [own.features["distinct_track_share"] for own in found.values()]
    assert all((one.mean, one.squares) == (1 / 3, 0.0) for one in shares)


def test_a_bounded_sample_is_drawn_by_the_seed(sample: History) -> None:
    lengths = descriptive_lengths(sample)
    whole, some = count(sample, lengths), count(sample, lengths, limit=100)
    again = count(replace(sample, scope=replace(sample.scope, seed=7)), lengths, limit=100)
    assert whole.entities.sample.num_rows == whole.entities.n_counted > 400
    assert (some.entities.n, some.entities.n_counted) == (
        whole.entities.n,
        whole.entities.n_counted,
    )
    ids = [one.entities.sample["id"].to_pylist() for one in (whole, some, again)]
    assert [len(one) for one in ids[1:]] == [100, 100]
    assert ids[1] != ids[2]
    assert all(one == sorted(one) and set(one) <= set(ids[0]) for one in ids)


def test_the_sample_rests_on_ids_alone() -> None:
    """The same in every engine: the rows' order and their other columns tell nothing."""
    engine = ibis.duckdb.connect()
    ids = [f"L{i:04d}" for i in range(500)]
    mixed = np.random.default_rng(1).permutation(ids).tolist()
    one, other = (
        engine.create_table(f"t{i}", pa.table({"id": some, "n": range(500)}), temp=True)
        for i, some in enumerate((ids, mixed))
    )
    first, second = (
        drawn(engine, table, 500, 50, SEED)["id"].to_pylist() for table in (one, other)
    )
    assert first == second
    assert len(first) == 50


def test_whoever_is_not_in_the_sample_is_in_a_segment_too(sample: History) -> None:
    found = segment(sample, SEED, limit=200)
    lengths = descriptive_lengths(sample)
    counted = count(sample, lengths)
    assert found.report.choice is not None
    assert found.report.choice.n == 200
    assert found.segments.n_segmented == len(found.rows) == counted.entities.n_counted
    assert sum(one.n for one in found.segments.segments) == counted.entities.n_counted
    decided = decide(count(sample, lengths, limit=200).entities, SEED)
    assert decided.drawn is not None
    assert [row["cluster"] for row in found.rows] == in_memory(
        counted.entities, decided.drawn.model
    )


def test_moves_are_counted_by_id() -> None:
    engine = ibis.duckdb.connect()
    now = pa.table({"id": ["a", "b", "c", "d", "e"], "cluster": [0, 0, 1, 1, 2]})
    before = pa.table({"id": ["b", "c", "d", "x", "y", "z"], "cluster": [0, 0, 1, 5, 5, None]})
    found = moves(engine, engine.create_table("now", now, temp=True), before)
    assert {ends: n for ends, n in found.items() if n} == {
        (-1, 0): 1,
        (-1, 2): 1,
        (0, 0): 1,
        (0, 1): 1,
        (1, 1): 1,
        (5, -1): 2,
    }
