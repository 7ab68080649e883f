"""Sessions: exactly the plays that were asked for, when the listener is there, never at once."""

from __future__ import annotations

import numpy as np
import pytest

from reporter.sample import population, sessions, world

N, WEEKS = 300, 12
HALF_HOUR_MS = 1_800_000


@pytest.fixture(scope="module")
def people() -> population.Population:
    return population.build(N, WEEKS, np.random.default_rng(1))


def planned(
    people: population.Population, n_plays: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> sessions.Sessions:
    return sessions.plan(people, slice(0, N), n_plays, WEEKS, np.random.default_rng(2))


@pytest.mark.parametrize("full", [False, True], ids=["natural", "as much as fits"])
def test_each_listener_has_exactly_the_plays_dealt(
    people: population.Population, full: bool
) -> None:
    room = population.capacity(people)
    dealt = room if full else population.allot(people, population.natural_plays(people))
    plan = planned(people, dealt)
    assert np.bincount(plan.listener, plan.n_plays, minlength=N).tolist() == dealt.tolist()
    assert 1 <= plan.n_plays.min() <= plan.n_plays.max() <= world.MAX_SESSION_PLAYS


def test_no_session_can_still_run_when_the_next_one_starts(people: population.Population) -> None:
    plan = planned(people, population.capacity(people))
    longest_ms = plan.n_plays * (1000 * world.MAX_TRACK_SECONDS + 15_000) + plan.pause_ms
    same = plan.listener[1:] == plan.listener[:-1]
    free_ms = (plan.start_ms[1:] - plan.start_ms[:-1] - longest_ms[:-1])[same]
    assert free_ms.min() > HALF_HOUR_MS
    assert (plan.start_ms + longest_ms).max() <= WEEKS * 7 * sessions.DAY_MS


def test_nobody_plays_while_away(people: population.Population) -> None:
    plan = planned(people, population.allot(people, 20_000))
    there = people.there(slice(0, N), WEEKS)
    late = int((world.SLOT_JITTER_HOURS + 0.1) * sessions.HOUR_MS)
    week = np.maximum(plan.start_ms - late, 0) // (7 * sessions.DAY_MS)
    now = np.minimum(plan.start_ms // (7 * sessions.DAY_MS), WEEKS - 1)
    assert (there[plan.listener, week] | there[plan.listener, now]).all()


def test_who_joins_or_leaves_in_a_week_plays_in_it(people: population.Population) -> None:
    dealt = population.allot(people, 20_000)
    plan = planned(people, dealt)
    week = plan.start_ms // (7 * sessions.DAY_MS)
    for listener in range(1, N):
        weeks = set(week[plan.listener == listener].tolist())
        if people.first_week[listener] > 0 and dealt[listener] > 40:
            assert people.first_week[listener] in weeks
        if people.churned[listener] and dealt[listener] > 40:
            assert people.last_week[listener] in weeks


def test_the_last_day_is_whole_because_somebody_plays_late(people: population.Population) -> None:
    plan = planned(people, np.ones(N, np.int64))
    end_ms = WEEKS * 7 * sessions.DAY_MS
    assert 0 < end_ms - plan.start_ms[plan.listener == 0].max() <= 2 * sessions.HOUR_MS


def test_a_session_has_its_pause_within_it_and_only_short_ones_have_one(
    people: population.Population,
) -> None:
    plan = planned(people, population.capacity(people))
    paused = plan.pause_at > 0
    assert paused.sum() > 20
    assert (plan.pause_at <= plan.n_plays).all()
    assert plan.n_plays[paused].max() <= world.MAX_PAUSED_SESSION_PLAYS
    assert (plan.pause_ms[paused] >= sessions.PAUSE_MS[0]).all()
    assert (plan.pause_ms[~paused] == 0).all()
