"""The rule of few listeners: what is told, what is left out with it, and what stands for it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.analysis.retention.cohorts import Members, curves, told
from reporter.analysis.retention.growth import growth
from reporter.analysis.retention.joined import Cohorting, cohorting
from reporter.analysis.retention.spells import PeriodCounts
from reporter.analysis.retention.stickiness import told as days_told
from reporter.analysis.statistics.disclosure import (
    aggregated,
    is_told,
    stepped,
    tellable,
    withheld,
)
from tests.unit.analysis.test_cohorts import calendar

LEAST = 10
counts = st.lists(st.integers(0, 40), min_size=2, max_size=12)


def left_out(*sizes: int, disjoint: bool, least: int = LEAST) -> set[int]:
    cells = {i: (n,) for i, n in enumerate(sizes)}
    return set(withheld(cells, least, [tuple(cells)], disjoint=disjoint))


@pytest.mark.parametrize(
    ("groups", "fine"),
    [((0,), True), ((1,), False), ((9,), False), ((10,), True), ((30, 3), False), ((30, 0), True)],
)
def test_a_group_is_told_if_nobody_is_in_it_or_enough(groups: tuple[int, ...], fine: bool) -> None:
    assert is_told(LEAST, *groups) is fine
    assert is_told(1, *groups)


def test_one_that_would_follow_from_the_total_takes_the_smallest_with_it() -> None:
    assert left_out(50, 3, 20, 0, 30, disjoint=True) == {1, 2}


def test_two_that_are_enough_together_take_nobody_with_them() -> None:
    assert left_out(50, 4, 6, 30, disjoint=True) == {1, 2}


def test_groups_that_may_be_the_same_people_are_as_large_as_their_largest() -> None:
    assert left_out(50, 6, 6, 30, disjoint=True) == {1, 2}
    assert left_out(50, 6, 6, 30, disjoint=False) == {1, 2, 3}


def test_where_nothing_else_is_left_the_rest_is_the_total_itself() -> None:
    assert left_out(4, 0, disjoint=True) == {0}


def test_what_is_told_elsewhere_is_kept() -> None:
    cells = {"a": (4,), "b": (12,), "c": (40,)}
    found = withheld(cells, LEAST, [("a", "b", "c")], disjoint=True, keep=("b",))
    assert found == {"a", "c"}


def test_where_nobody_is_to_be_protected_nothing_more_is_left_out() -> None:
    cells = {"a": (1,), "b": (1,), "c": (5,)}
    assert withheld(cells, 1, [tuple(cells)], disjoint=True, out=("a",)) == {"a"}


def test_a_cell_that_is_left_out_for_one_total_is_no_single_one_of_another() -> None:
    """A square: the one cell of few takes one of its row and one of its column, and so on."""
    sizes = ((4, 40), (50, 60))
    cells = {(i, j): (sizes[i][j],) for i in range(2) for j in range(2)}
    lines = [[(i, j) for j in range(2)] for i in range(2)]
    lines += [[(i, j) for i in range(2)] for j in range(2)]
    assert withheld(cells, LEAST, lines, disjoint=True) == set(cells)


def test_one_that_follows_from_a_total_of_its_own_hides_nobody() -> None:
    """Of the second row all are in one cell, which its total tells."""
    cells = {(0, 0): (4,), (0, 1): (40,), (1, 0): (12,), (1, 1): (0,), (2, 0): (30,), (2, 1): (30,)}
    lines = [[(i, j) for j in range(2)] for i in range(3)]
    lines += [[(i, j) for i in range(3)] for j in range(2)]
    found = withheld(cells, LEAST, lines, disjoint=True)
    assert found == {(0, 0), (0, 1), (2, 0), (2, 1)}


def may(numbers: list[str], counts: tuple[int, ...], groups: tuple[str, ...] = ()) -> str:
    """Which numbers are told; each is the letters of its cells, all are known together."""
    cells = "abcdefgh"[: len(counts)]

    def rows(sums: list[str]) -> np.ndarray:
        return np.array([[cell in one for cell in cells] for one in sums]).reshape(-1, len(cells))

    told = tellable(
        rows(numbers), np.array(counts), LEAST, known=rows([cells]), groups=rows([*groups])
    )
    return " ".join(one for one, fine in zip(numbers, told, strict=True) if fine)


def test_numbers_are_told_in_their_order_until_few_would_follow() -> None:
    assert may(["a", "b", "c"], (20, 30, 12)) == "a b c"
    assert may(["a", "b", "c"], (20, 30, 4)) == "a"  # with b, the 4 would follow
    assert may(["c", "b", "a"], (20, 30, 4)) == "b"
    assert may(["ab", "ac"], (20, 30, 4)) == "ac"
    assert may(["a"], (20, 4)) == ""


def test_what_follows_from_others_is_told() -> None:
    assert may(["ab", "cd", "abc"], (5, 15, 10, 10), ()) == "ab cd abc"


def test_several_totals_are_looked_at_together() -> None:
    """Twice b is ab + bc - ac: it follows from three sums of which none gives it away alone."""
    assert may(["ab", "bc", "ac"], (20, 4, 30, 40)) == "ab bc"


def test_what_must_not_follow_may_be_a_group_of_cells() -> None:
    assert may(["ab", "abcd"], (20, 30, 4, 5, 60)) == "ab abcd"
    assert may(["ab", "abcd"], (20, 30, 4, 5, 60), ("cd",)) == "ab"


def test_of_a_sum_of_nobody_each_cell_is_known() -> None:
    """The 4 of a are all of ac, once it is told that nobody is in cd."""
    assert may(["ac", "cd"], (12, 30, 0, 0)) == "ac cd"
    assert may(["abc", "cd", "ac"], (4, 30, 0, 0, 50)) == "abc cd"
    assert may(["cd", "abc", "bd"], (4, 30, 0, 0, 50)) == "cd abc"


@given(counts, st.booleans())
def test_nothing_that_is_about_few_is_told_or_follows_from_the_total(
    sizes: list[int], disjoint: bool
) -> None:
    out = left_out(*sizes, disjoint=disjoint)
    hidden = [sizes[i] for i in out]
    assert not any(0 < n < LEAST for i, n in enumerate(sizes) if i not in out)
    assert all(hidden)
    rest_is_told = any(n for i, n in enumerate(sizes) if i not in out)
    if hidden and rest_is_told:
        assert len(hidden) > 1
        assert (sum(hidden) if disjoint else max(hidden)) >= LEAST


@given(counts)
def test_where_one_is_enough_nothing_is_left_out(sizes: list[int]) -> None:
    assert not left_out(*sizes, disjoint=False, least=1)
    assert all(stepped(sizes, 1))


def test_a_falling_course_is_told_where_enough_are_lost() -> None:
    assert stepped([100, 97, 97, 88, 80, 78], LEAST) == (True, False, False, True, False, True)


def test_what_is_asked_for_first_is_told_first() -> None:
    assert stepped([100, 90, 85, 80, 70], LEAST, first=(2,)) == (True, False, True, False, True)


@given(counts, counts)
def test_between_two_that_are_told_nobody_or_enough_are_lost(a: list[int], b: list[int]) -> None:
    n = min(len(a), len(b))
    courses = [np.cumsum(one[:n]).tolist() for one in (a, b)]
    shown = [i for i, fine in enumerate(stepped(courses[0], LEAST, courses[1])) if fine]
    for course in courses:
        assert all(is_told(LEAST, course[j] - course[i]) for i, j in zip(shown, shown[1:]))  # noqa: B905, RUF007 - neighbours


@pytest.mark.parametrize(("n", "groups"), [(9, 0), (10, 1), (19, 1), (20, 2), (57, 5)])
def test_each_mean_stands_for_enough_neighbours(n: int, groups: int) -> None:
    points = np.random.default_rng(1).normal(size=(n, 2))
    means, members = aggregated(points, LEAST)
    assert means.shape == (groups, 2)
    assert all(len(own) >= LEAST for own in members)
    assert sorted(i for own in members for i in own) == (list(range(n)) if groups else [])
    for mean, own in zip(means, members, strict=True):
        assert mean == pytest.approx(points[own].mean(axis=0))


def test_weeks_are_joined_until_they_are_enough_and_the_same_ones_in_a_later_report() -> None:
    new = {0: 50, 1: 35, 2: 12, 3: 0, 4: 9, 5: 10, 6: 29}
    first, later = cohorting(new, LEAST), cohorting({**new, 7: 4}, LEAST)
    assert first.groups == later.groups[: len(first.groups)] == ((0,), (1,), (2, 4, 5))
    assert (first.rest, later.groups[3:]) == ((6,), ((6, 7),))
    assert cohorting(new, 1).groups == ((0,), (1,), (2,), (4,), (5,), (6,))


def test_a_cell_of_a_cohort_is_left_out_with_another_one_of_its_column() -> None:
    found = [
        Members((1, 2), 40, (40, 35, 20), (40, 35, 20), 3),
        Members((3, 4), 40, (40, 20, 20), (40, 30, 20), 3),
        Members((5, 6), 60, (60, 30, 30), (60, 45, 30), 3),
    ]
    exact, unbounded = curves(found, LEAST)
    rows = told(found, calendar(70), LEAST, exact, unbounded)
    active = [[cell.active for cell in one.cells] for one in rows]
    assert [one[1] for one in active] == [None, None, 30]  # 5 of the first did not come back
    assert [one[2] for one in active] == [20, 20, 30]
    assert rows[0].cells[1].rate is None


WEEKS = {
    0: PeriodCounts(50, 50, 0),
    1: PeriodCounts(60, 25, 35),
    2: PeriodCounts(60, 5, 40),
    3: PeriodCounts(58, 12, 30),
    4: PeriodCounts(60, 12, 52),
}


def grown(joining: Cohorting) -> list[tuple[int | None, ...]]:
    return [
        (row.active, row.new, row.retained, row.resurrected, row.churned, row.came)
        for row in growth(WEEKS, calendar(35), joining)
    ]


def test_new_listeners_of_few_are_told_together_with_those_who_came_back() -> None:
    """Week 2 has 5 new: it takes week 3 with it, or 5 would follow from their cohort's size."""
    rows = grown(Cohorting(LEAST, ((0,), (1,), (2, 3)), rest=(4,)))
    assert rows[2] == (60, None, 40, None, 20, 20)
    assert rows[3] == (58, None, 30, None, 30, 28)
    assert rows[1] == (60, 25, 35, 0, 15, 25)


def test_where_few_came_or_left_only_the_active_are_told() -> None:
    """Of 60 in week 4 52 stayed: 8 came, and 6 of the week before left."""
    assert grown(Cohorting(LEAST, ()))[4] == (60, None, None, None, None, None)


def test_a_week_that_is_left_out_takes_what_would_follow_from_it_along() -> None:
    out = Cohorting(LEAST, (), untold=(calendar(35).monday(2),))
    rows = grown(out)
    assert rows[2] == (None,) * 6
    assert rows[3] == (58, None, None, None, None, None)


def test_everything_is_told_where_one_is_enough() -> None:
    assert not any(None in row for row in grown(Cohorting(1, ())))


def test_days_of_few_listeners_are_left_out_on_both_sides_of_the_quarter() -> None:
    sizes = (20, 30, 40, 30, 20, 20, 20, 12, 9, 4, *[0] * 18)
    shown, inside = days_told(sizes, LEAST)
    assert inside == 180
    assert shown[:7] == sizes[:7]
    assert shown[7:10] == (12, None, None)
    assert set(shown[10:]) == {0}


def test_a_quarter_of_few_is_not_told() -> None:
    assert days_told((3, *[0] * 7, 40, *[0] * 19), LEAST) == (
        (None, *[0] * 7, None, *[0] * 19),
        None,
    )
