"""Segments over the reports of a series: kept, fitted anew, and waiting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reporter.analysis.segments.model import Assigned, Sign, assign, drift, nearest
from reporter.plays import Entity
from reporter.results.facts import Gap, Part, Reason, SkipDefinition
from reporter.results.segments import Drift, Level, Segmentation, SegmentModel, Segments
from tests.factories.populations import one_kind, several_kinds
from tests.segmenting import Found, segment

SEED = 42
SIZES = (90, 80, 70)


@pytest.fixture(scope="module")
def first() -> Found:
    return segment(several_kinds(SIZES), SEED)


def found_of(found: Found) -> tuple[Segmentation, Segments, SegmentModel]:
    return found.report, found.segments, found.model


def kinds_of(found: Found) -> dict[str, set[int | None]]:
    """Kind of listener -> the segments that its listeners are in."""
    kinds: dict[str, set[int | None]] = {}
    for row in found.rows:
        kinds.setdefault(row["id"][0], set()).add(row["cluster"])
    return kinds


def test_the_first_report_finds_the_kinds(first: Found) -> None:
    _, found, model = found_of(first)

    assert kinds_of(first) == {"0": {0}, "1": {1}, "2": {2}}
    assert [(one.id, one.n) for one in found.segments] == [(0, 90), (1, 80), (2, 70)]
    assert [centre.id for centre in model.centres] == [0, 1, 2]
    assert model.period == "2024-W50"
    assert (first.report.next_id, first.report.upkeep, first.report.migration) == (3, None, None)


def test_the_next_report_keeps_model_choice_ids_and_names(first: Found) -> None:
    """Sizes change and so does their order; numbers and names do not."""
    now = segment(several_kinds((60, 80, 95), seed=2, period="2024-W51"), SEED, first)
    report, found, model = found_of(now)

    assert (report.model, report.choice, report.next_id) == (first.model, first.report.choice, 3)
    assert model.period == "2024-W50"
    assert report.period == "2024-W51"
    assert [(one.id, one.n) for one in found.segments] == [(2, 95), (1, 80), (0, 60)]
    names = {centre.id: centre.traits for centre in model.centres}
    assert all(one.traits == names[one.id] for one in found.segments)
    assert report.upkeep is not None
    assert (report.upkeep.drift, report.upkeep.fitted) == (None, "2024-W50")


def test_the_same_earlier_report_gives_the_same_again(first: Found) -> None:
    entities = several_kinds((60, 80, 95), seed=2)
    once, again = (segment(entities, SEED, first) for _ in range(2))
    assert (once.segmentation, once.rows) == (again.segmentation, again.rows)


def test_the_same_entities_are_where_they_were(first: Found) -> None:
    same = segment(several_kinds(SIZES), SEED, first)
    now = same.report

    assert same.rows == first.rows
    assert now.migration is not None
    *_, every = now.migration.balances
    assert every.share is not None
    assert (every.share.value, every.share.n) == (1.0, 240)


def test_a_segment_that_shrinks_below_the_minimum_is_retired(first: Found) -> None:
    now, found, model = found_of(
        segment(several_kinds((90, 80, 20), seed=3, period="2024-W51"), SEED, first)
    )

    assert now.upkeep is not None
    assert (now.upkeep.drift, now.upkeep.then, now.upkeep.now) == (Drift.SIZE, 30.0, 20.0)
    assert (now.upkeep.retired, now.upkeep.new) == ((2,), ())
    assert {one.id for one in found.segments} == {0, 1}
    assert model.period == "2024-W51"
    before = {centre.id: centre.traits for centre in first.model.centres}
    assert all(centre.traits == before[centre.id] for centre in model.centres)
    assert now.next_id == 3


def test_a_kind_that_turns_up_is_a_new_segment_with_a_new_id(first: Found) -> None:
    four = segment(several_kinds((90, 80, 70, 75), seed=3), SEED, first)
    now, found, _ = found_of(four)

    assert now.upkeep is not None
    assert now.upkeep.drift in {Drift.DISTANCE, Drift.SILHOUETTE}
    assert (now.upkeep.new, now.upkeep.retired) == ((3,), ())
    assert kinds_of(four) == {"0": {0}, "1": {1}, "2": {2}, "3": {3}}
    assert len({one.traits for one in found.segments}) == 4
    assert now.next_id == 4


def test_an_id_is_not_used_twice(first: Found) -> None:
    """The third kind goes and comes back: it is a new segment, with the next id."""
    without = segment(several_kinds((90, 80, 20), seed=3), SEED, first)
    again, found, _ = found_of(segment(several_kinds(SIZES, seed=4), SEED, without))

    assert {one.id for one in found.segments} == {0, 1, 3}
    assert again.next_id == 4


def test_too_few_entities_let_the_model_wait(first: Found) -> None:
    few = segment(several_kinds((10, 10, 10), seed=3), SEED, first)

    assert few.report.found == Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=30, need=60)
    assert {row["cluster"] for row in few.rows} == {None}
    assert (few.report.migration, few.report.upkeep) == (None, None)
    back, _, model = found_of(segment(several_kinds(SIZES, seed=5), SEED, few))
    assert model == first.model
    assert back.migration is None


def test_nobody_at_all_lets_the_model_wait(first: Found) -> None:
    everybody = several_kinds(SIZES)
    nobody = replace(everybody, n=0, n_counted=0, sample=everybody.sample.slice(0, 0))
    assert isinstance(segment(nobody, SEED).segmentation, Gap)
    waiting = segment(nobody, SEED, first)
    assert waiting.model == first.model


def test_segments_can_dissolve_into_one_group(first: Found) -> None:
    one = segment(one_kind(3), SEED, first)
    none = one.report

    assert none.found == Gap(Part.SEGMENTS, Reason.ONE_GROUP)
    assert none.upkeep is not None
    assert none.upkeep.drift is not None
    assert none.upkeep.retired == (0, 1, 2)
    assert (none.model, none.next_id, none.migration) == (None, 3, None)
    again, found, _ = found_of(segment(several_kinds(SIZES, seed=6), SEED, one))
    assert {one.id for one in found.segments} == {3, 4, 5}
    assert again.next_id == 6


@pytest.mark.parametrize(
    "change",
    [
        {"skip": SkipDefinition.FLAG},
        {"kind": Entity.TRACK},
    ],
)
def test_another_definition_means_other_segments(first: Found, change: dict[str, object]) -> None:
    now, found, _ = found_of(
        segment(replace(several_kinds(SIZES, seed=2), **change), SEED, first)  # type: ignore[arg-type]
    )

    assert now.upkeep is not None
    assert (now.upkeep.drift, now.upkeep.retired) == (Drift.DEFINITION, (0, 1, 2))
    assert min(one.id for one in found.segments) == 3


def test_a_feature_that_the_data_lack_means_other_segments(first: Found) -> None:
    entities = several_kinds(SIZES, seed=2)
    told = entities.sample.column_names.index("shuffle_known")
    table = entities.sample.set_column(told, "shuffle_known", [[0] * entities.sample.num_rows])

    assert assign(replace(entities, sample=table), first.model, SEED) is None
    assert assign(entities, first.model, SEED) is not None


def levels(first: Found, distance: Level, silhouette: Level) -> Sign | None:
    now = assign(several_kinds(SIZES), first.model, SEED)
    assert now is not None
    old = replace(first.model, distance=Level(1.0, 0.01), silhouette=Level(0.5, 0.01))
    held: Assigned = replace(now, distance=distance, silhouette=silhouette)
    return drift(old, held, min_size=30)


SAME = Level(0.5, 0.01)


@pytest.mark.parametrize(
    ("distance", "silhouette", "expected"),
    [
        (Level(1.0, 0.01), SAME, None),
        (Level(0.5, 0.01), Level(0.9, 0.01), None),
        (Level(1.09, 0.001), SAME, None),  # sure, but less than a tenth
        (Level(1.2, 0.08), SAME, None),  # a fifth, but not sure
        (Level(1.2, 0.01), SAME, Sign(Drift.DISTANCE, 1.0, 1.2)),
        (Level(1.0, 0.01), Level(0.46, 0.001), None),
        (Level(1.0, 0.01), Level(0.4, 0.05), None),
        (Level(1.0, 0.01), Level(0.4, 0.01), Sign(Drift.SILHOUETTE, 0.5, 0.4)),
    ],
)
def test_drift_is_both_material_and_sure(
    first: Found, distance: Level, silhouette: Level, expected: Sign | None
) -> None:
    assert levels(first, distance, silhouette) == expected


def test_ordinary_weeks_are_no_drift(first: Found) -> None:
    """The same listeners, other plays: 40 weeks without a refit."""
    for seed in range(2, 42):
        now = assign(several_kinds(SIZES, seed=seed), first.model, SEED)
        assert now is not None
        assert drift(first.model, now, 30) is None


def test_the_nearest_centroid_and_of_several_the_first() -> None:
    labels, distances = nearest(
        np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]]), np.array([[0.0, 0.0], [2.0, 0.0]])
    )
    assert labels.tolist() == [0, 1, 0]
    assert distances.tolist() == [0.0, 17**0.5, 1.0]
