"""Listeners come, pause and go within the data; plays are dealt out to the last one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.errors import UsageError
from reporter.sample import population, world


def drawn(n: int, weeks: int, seed: int = 1) -> population.Population:
    return population.build(n, weeks, np.random.default_rng(seed))


@given(
    n=st.integers(1, 60), weeks=st.integers(1, 30), share=st.floats(0, 1), seed=st.integers(0, 9)
)
def test_every_number_of_plays_that_fits_is_dealt_out_exactly(
    n: int, weeks: int, share: float, seed: int
) -> None:
    people = drawn(n, weeks, seed)
    room = population.capacity(people)
    asked = n + int(share * (int(room.sum()) - n))
    dealt = population.allot(people, asked)
    assert dealt.sum() == asked
    assert (dealt >= 1).all()
    assert (dealt <= room).all()


def test_who_is_there_longer_and_plays_more_gets_more() -> None:
    people = drawn(400, 26)
    weight = people.plays_a_week * people.weeks_there()
    dealt = population.allot(people, 100_000)
    assert np.corrcoef(weight, dealt)[0, 1] > 0.99


def test_too_many_and_too_few_plays_are_refused_with_a_way_out() -> None:
    people = drawn(50, 4)
    with pytest.raises(UsageError, match="50 listeners cannot have 49 plays"):
        population.allot(people, 49)
    with pytest.raises(UsageError, match=r"no time for 1,000,000 plays .*: ask for [\d,]+ listen"):
        population.allot(people, 1_000_000)


def test_the_first_listener_is_there_from_first_to_last() -> None:
    for seed in range(20):
        people = drawn(3, 26, seed)
        assert (people.first_week[0], people.last_week[0], people.churned[0]) == (0, 25, False)
        assert people.there(slice(0, 1), 26).all()


def test_lives_lie_within_the_data_and_pauses_within_lives() -> None:
    people = drawn(3000, 26)
    there = people.there(slice(0, 3000), 26)
    assert (there.sum(axis=1) == people.weeks_there()).all()
    rows = np.arange(3000)
    assert there[rows, people.first_week].all()
    assert there[rows, people.last_week].all()
    paused = people.break_until > people.break_from
    low, high = world.BREAK_WEEKS
    length = (people.break_until - people.break_from)[paused]
    assert paused.sum() > 50
    assert low <= length.min() <= length.max() <= high
    assert (people.last_week[people.churned] < 25).all()
    assert (people.last_week[~people.churned] == 25).all()


def test_listeners_leave_at_the_rate_of_their_kind() -> None:
    people = drawn(20_000, 26)
    for code, kind in enumerate(world.SEGMENTS):
        of_kind = people.segment == code
        weeks_at_risk = (people.last_week - people.first_week)[of_kind].sum()
        leaving = people.churned[of_kind].sum()
        rate = leaving / (weeks_at_risk + leaving)
        error = np.sqrt(rate / weeks_at_risk)
        assert abs(rate - kind.weekly_churn) < 4 * error


def test_one_week_has_everybody_from_the_start() -> None:
    people = drawn(40, 1)
    assert (people.weeks_there() == 1).all()
    assert not people.churned.any()
