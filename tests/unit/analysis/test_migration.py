"""Who stayed, left and joined: planted weeks, and that no number of few follows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.analysis.segments.migration import NOWHERE, migration
from reporter.results.facts import Gap, Part, Reason
from reporter.results.segments import Balance, Migration, Segments, Trait
from tests.factories.groups import make_segmentation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

LEAST = 10
Cell = tuple[int | None, int | None]
"""Segment before and now; none for the new and the gone."""
PARTS = ("stayed", "left", "joined", "moved", "gone", "came", "new")


def segments_of(labels: Mapping[int, int]) -> Segments:
    made = make_segmentation().found
    assert isinstance(made, Segments)
    sizes = Counter(labels.values())
    return replace(
        made,
        k=len(sizes),
        segments=tuple(
            replace(made.segments[0], id=label, n=n, traits=(Trait(f"kind {label}", high=True),))
            for label, n in sizes.most_common()
        ),
    )


def made_of(before: Mapping[int, int], now: Mapping[int, int], least: int) -> Migration:
    earlier = replace(make_segmentation(), found=segments_of(before), period="2024-W49")
    counts = Counter(
        (before.get(name, NOWHERE), now.get(name, NOWHERE)) for name in before.keys() | now.keys()
    )
    found = migration(earlier, segments_of(now), counts, least)
    assert found is not None
    return found


def planted(cells: Mapping[Cell, int], least: int = LEAST) -> Migration:
    """The migration of so many listeners in each cell."""
    everybody = [cell for cell, n in cells.items() for _ in range(n)]
    before = {i: cell[0] for i, cell in enumerate(everybody) if cell[0] is not None}
    now = {i: cell[1] for i, cell in enumerate(everybody) if cell[1] is not None}
    return made_of(before, now, least)


def balance(found: Migration, segment: int | None) -> Balance:
    (one,) = (one for one in found.balances if one.segment == segment)
    return one


def numbers(found: Migration, segment: int | None) -> tuple[int | None, ...]:
    """Before, left, joined, now."""
    one = balance(found, segment)
    return (one.before, one.left, one.joined, one.now)


LABELLINGS = st.dictionaries(st.integers(0, 60), st.integers(0, 8), min_size=1, max_size=60)


@settings(max_examples=100)
@given(LABELLINGS, LABELLINGS)
def test_where_one_is_enough_everything_is_told_and_adds_up(
    before: dict[int, int], now: dict[int, int]
) -> None:
    found = made_of(before, now, least=1)
    old, new = set(before.values()), set(now.values())

    went = Counter((before.get(name), now.get(name)) for name in before.keys() | now.keys())
    ends = [(flow.origin, flow.target) for flow in found.flows]
    assert len(ends) == len(set(ends)) == (len(old) + 1) * (len(new) + 1) - 1
    assert {(flow.origin, flow.target): flow.n for flow in found.flows if flow.n} == went
    for origin in {flow.origin for flow in found.flows if flow.n}:
        assert sum(flow.share for flow in found.flows if flow.origin == origin) == pytest.approx(1)
    assert {one.id: one.n for one in found.segments} == Counter(before.values())

    assert [one.segment for one in found.balances] == [*sorted(old | new), None]
    for one in found.balances:
        assert one.stayed == sum(n for (i, j), n in went.items() if i == j in _of(one, old | new))
        assert one.gone == sum(n for (i, j), n in went.items() if j is None and i in _of(one, old))
        assert one.new == sum(n for (i, j), n in went.items() if i is None and j in _of(one, new))
        assert one.left == one.before - one.stayed == (one.moved or 0) + one.gone
        assert one.joined == one.now - one.stayed == (one.came or 0) + one.new
        assert (one.share is None) == (one.before == 0)
        if one.share:
            assert one.share.n == one.before
            assert one.share.value == pytest.approx(one.stayed / one.before)
            assert one.share.low is not None
            assert one.share.high is not None
            assert one.share.low <= one.share.value <= one.share.high
    assert (balance(found, None).before, balance(found, None).now) == (len(before), len(now))


def _of(one: Balance, ids: set[int]) -> set[int]:
    return ids if one.segment is None else {one.segment} & ids


def test_everyone_stays() -> None:
    found = planted({(0, 0): 60, (1, 1): 40})
    assert [flow.n for flow in found.flows] == [60, 0, 0, 0, 40, 0, 0, 0]
    assert numbers(found, None) == (100, 0, 0, 100)
    share = balance(found, None).share
    assert share is not None
    assert (share.value, share.high) == (1.0, 1.0)
    assert share.low == pytest.approx(0.963, abs=0.0005)  # Wilson: n / (n + z²)


def test_a_segment_dissolves() -> None:
    """Its 40 go over to the others, but for 4 who are gone."""
    found = planted(
        {(0, 0): 60, (1, 1): 50, (2, 0): 20, (2, 1): 16, (2, None): 4, (0, None): 14, (None, 1): 12}
    )
    assert found.flows == ()
    assert numbers(found, 2) == (40, 40, 0, 0)
    assert balance(found, 2).stayed == 0
    assert numbers(found, None) == (164, 54, 48, 158)
    assert (balance(found, None).moved, balance(found, None).gone) == (36, 18)
    assert numbers(found, 0) == (74, 14, 20, 80)
    assert balance(found, 2).gone is None


def test_where_a_segment_dissolves_its_members_are_no_cover_for_a_few_of_another() -> None:
    """All of 2 left, as is known: of 49 who left 9 would follow for the others."""
    found = planted({(0, 0): 60, (1, 1): 50, (2, 0): 24, (2, 1): 16, (0, None): 9, (None, 1): 12})
    assert numbers(found, 2) == (40, 40, 0, 0)
    assert numbers(found, None) == (159, None, None, 162)


@pytest.mark.parametrize(("n", "told"), [(LEAST, True), (LEAST - 1, False)])
def test_a_group_of_exactly_the_least_size_is_told(n: int, told: bool) -> None:
    cells: dict[Cell, int] = {(0, 0): 60, (1, 1): 50, (0, 1): n, (1, 0): 12, (None, 0): 30}
    found = planted(cells)
    assert bool(found.flows) is told
    assert numbers(found, 0) == ((60 + n, n, 42, 102) if told else (60 + n, None, None, 102))
    assert planted(cells, least=1).flows


def test_a_segment_of_exactly_the_least_size_may_move_as_a_whole() -> None:
    found = planted({(0, 0): 60, (1, 0): LEAST, (2, 2): 30})
    assert found.flows
    assert numbers(found, 1) == (LEAST, LEAST, 0, 0)


def test_one_who_left_does_not_follow_from_those_of_the_other_segments() -> None:
    """13 left, 12 of them one segment: that would leave the one of the other."""
    found = planted({(0, 0): 60, (0, None): 12, (1, 1): 60, (1, None): 1, (None, 1): 20})
    assert found.flows == ()
    assert numbers(found, 0) == (72, None, None, 60)
    assert numbers(found, 1) == (61, None, None, 80)
    assert numbers(found, None) == (133, 13, 20, 140)


def test_how_many_are_gone_is_not_told_where_the_new_would_follow() -> None:
    """The reports' sizes are known: 4 new follow from 12 who are gone, and the other way round."""
    found = planted({(0, 0): 90, (1, 1): 90, (0, 1): 30, (1, 0): 30, (0, None): 12, (None, 1): 4})
    assert numbers(found, None) == (252, 72, 64, 244)
    every = balance(found, None)
    assert (every.moved, every.gone, every.came, every.new) == (None,) * 4


def test_where_to_and_from_is_told_of_each_segment_or_of_none() -> None:
    """From 0 to 1 go 20 in one cell; to the cells of 5 belong sums of 10 and more."""
    many: dict[Cell, int] = {(i, i): 200 for i in range(4)}
    some: dict[Cell, int] = {(i, j): 8 for i, j in product(range(4), repeat=2) if i != j}
    ends: dict[Cell, int] = {(i, None): 15 for i in range(4)} | {(None, i): 16 for i in range(4)}
    found = planted(many | some | ends)
    assert found.flows == ()
    for i in range(4):
        one = balance(found, i)
        assert (one.stayed, one.moved, one.gone, one.came, one.new) == (200, 24, 15, 24, 16)
    less = planted(many | some | ends | {(2, None): 9})
    assert numbers(less, 2) == (233, 33, 40, 240)
    assert balance(less, 3).left == 39
    assert {getattr(less.balances[i], part) for i in range(4) for part in PARTS[3:]} == {None}


def test_too_few_tell_nothing_but_sizes() -> None:
    found = planted({(0, 0): 60, (0, 1): 2, (1, 1): 40, (1, None): 3, (None, 0): 1})
    for one in found.balances:
        assert {getattr(one, part) for part in (*PARTS, "share")} == {None}
    assert (balance(found, None).before, balance(found, None).now) == (105, 103)


SHAPES = (((0, 1), (0, 1)), ((0, 1, 2), (0, 1, 2)), ((0, 1, 2), (0, 1, 3)), ((0, 1), (0, 1, 2)))
"""Segments before and now: as many, one for another, one more."""


def drawn(old: tuple[int, ...], new: tuple[int, ...], seed: int) -> dict[Cell, int]:
    """Random flows of few and of enough, some of nobody, between segments of 10 or more."""
    rng = np.random.default_rng(seed)
    ends = [(i, j) for i in (*old, None) for j in (*new, None) if (i, j) != (None, None)]
    means = rng.choice([2, 5, 8, 12, 20], len(ends)) * (
        rng.random(len(ends)) < rng.choice([0.5, 1])
    )
    counts = rng.poisson(means) + [rng.choice([12, 30, 60]) if i == j else 0 for i, j in ends]
    cells: dict[Cell, int] = dict(zip(ends, counts.tolist(), strict=True))
    for place, ids in enumerate((old, new)):
        for one in ids:
            line = [cell for cell in ends if cell[place] == one]
            cells[line[-1]] += max(0, LEAST - sum(cells[cell] for cell in line))
    return cells


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("old", "new"), SHAPES)
def test_no_group_of_few_follows_from_all_that_is_told(
    old: tuple[int, ...], new: tuple[int, ...], seed: int
) -> None:
    """Every set of cells is tried: none of 1 to 9 may be a combination of told numbers."""
    cells = drawn(old, new, seed)
    found = planted(cells)
    names = list(cells)
    counts = np.array([cells[name] for name in names])
    told = [
        (np.array([_counts(name, part, one.segment) for name in names], dtype=float), value)
        for one in found.balances
        for part in ("before", "now", *PARTS)
        if (value := getattr(one, part)) is not None
    ]
    for vector, value in told:
        assert vector @ counts == value
        assert not 0 < value < LEAST
    vectors = [vector for vector, _ in told]
    vectors += [np.eye(len(names))[names.index((one.origin, one.target))] for one in found.flows]
    every = (np.arange(1, 2 ** len(names))[:, None] >> np.arange(len(names))) & 1
    sizes = every @ counts
    follows = _follows(every, vectors)
    while True:  # of a sum of nobody each cell is empty
        empty = every[follows & (sizes == 0)].any(axis=0)
        more = [one for one in np.eye(len(names))[empty] if not _follows(one[None], vectors)[0]]
        if not more:
            break
        vectors += more
        follows = _follows(every, vectors)
    assert not set(sizes[follows].tolist()) & set(range(1, LEAST))


def _counts(cell: Cell, part: str, segment: int | None) -> bool:
    """Whether those of a cell belong to a number of a segment, or of all."""
    origin, target = cell
    was, now = (one is not None and segment in {None, one} for one in cell)
    same = origin == target
    return {
        "before": was,
        "now": now,
        "stayed": was and same,
        "left": was and not same,
        "joined": now and not same,
        "moved": was and not same and target is not None,
        "gone": was and target is None,
        "came": now and not same and origin is not None,
        "new": now and origin is None,
    }[part]


def _follows(sums: NDArray[np.int64], told: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
    """Which sums are a linear combination of told ones: their part outside of the span is none."""
    _, strength, basis = np.linalg.svd(np.array(told), full_matrices=False)
    span = basis[strength > 1e-9]
    rest = sums - (sums @ span.T) @ span
    outside: NDArray[np.bool_] = np.abs(rest).max(axis=1) < 1e-7
    return outside


def test_without_segments_before_there_is_no_migration() -> None:
    made = make_segmentation()
    assert isinstance(made.found, Segments)
    gap = Gap(Part.SEGMENTS, Reason.ONE_GROUP)
    assert migration(replace(made, found=gap), made.found, {}) is None
