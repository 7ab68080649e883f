"""Activity, weeks, cohorts and growth through the engine, counted by hand."""

from __future__ import annotations

import statistics
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.report import canonical
from reporter.results.facts import Gap, Part, Reason
from reporter.results.retention import Cohorts, Risk
from tests.histories import Play, activity_of, make_history

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.results.retention import Retention

END = "2024-12-15T23:00:00"
"""So late on Sunday that the week is whole."""


ME = Play(END).listener


def at(day: date, n: int = 1, listener: str = ME, end: str = "trackdone") -> list[Play]:
    return [
        Play(f"{day}T12:{i:02d}:00", listener=listener, track=f"t{i}", end=end, ms=60_000)
        for i in range(n)
    ]


def test_days_are_filled_up_to_the_cut_off() -> None:
    plays = [
        Play("2024-12-05T08:00:00", ms=90_500, end="fwdbtn"),
        Play("2024-12-05T09:00:00", ms=60_000, track="t2"),
        Play("2024-12-05T10:00:00", ms=1, track="t3", end="logout"),
        Play("2024-12-07T08:00:00", listener="L2", ms=30_000),
        Play("2024-12-07T09:00:00", listener=ME, ms=30_000, track="t2", end="fwdbtn"),
        Play(END, ms=3_000),
    ]
    found = activity_of(make_history(plays))

    assert [row.day for row in found.days] == [date(2024, 12, 5 + i) for i in range(11)]
    first, second, third = found.days[:3]
    assert (first.plays, first.skips, first.decided, first.active) == (3, 1, 2, 1)
    assert first.seconds == 150.501
    assert first.minutes == pytest.approx(2.50835)
    assert (second.plays, second.seconds, second.decided, second.active) == (0, 0.0, 0, 0)
    assert (third.plays, third.skips, third.decided, third.active) == (2, 1, 2, 2)
    assert (found.n_days, found.active_days) == (11, 3)
    assert found.active_day_rate.value == pytest.approx(3 / 11)


def test_trailing_lines_are_of_seven_days_and_not_centred() -> None:
    plays = [*at(date(2024, 12, 2), 7), *at(date(2024, 12, 8), 14), Play(END, ms=60_000)]
    found = activity_of(make_history(plays))

    assert [row.rolling_plays for row in found.days] == [None] * 6 + [3, 2, 2, 2, 2, 2, 2, 1 / 7]
    assert found.days[6].rolling_minutes == pytest.approx(3.0)


def test_rows_after_the_end_of_the_data_claim_nothing() -> None:
    """The data end on Wednesday at noon; the week was asked for all the same."""
    plays = [play for i in range(17) for play in at(date(2024, 11, 25) + timedelta(days=i), 2)]
    found = activity_of(make_history(plays, period="2024-W50"))

    assert found.days[-1].day == date(2024, 12, 15)
    assert [row.plays for row in found.days[-5:]] == [2, 0, 0, 0, 0]
    assert [row.rolling_plays for row in found.days[-5:]] == [2.0, None, None, None, None]
    assert (found.n_days, found.active_days) == (17, 17)
    assert [week.whole for week in found.weeks] == [True, True, False]
    assert found.quietest == "2024-W48"
    assert found.trend.change == pytest.approx(0.0)


def test_days_are_local_when_the_clocks_change() -> None:
    plays = [
        Play("2024-10-26T21:59:59", track="a"),  # 23:59:59 on Saturday
        Play("2024-10-26T22:00:00", track="b"),  # midnight, and a day of 25 hours begins
        Play("2024-10-27T22:59:59", track="c"),
        Play("2024-10-27T23:00:00", track="d"),  # Monday: not read
    ]
    found = activity_of(make_history(plays, zone="Europe/Berlin", period="2024-W43"))

    assert [(row.day, row.plays) for row in found.days] == [
        (date(2024, 10, 26), 1),
        (date(2024, 10, 27), 2),
    ]
    assert [week.label for week in found.weeks] == ["2024-W43"]


def test_weeks_of_different_years_are_not_merged() -> None:
    plays = [
        *at(date(2023, 12, 31), 2),  # Sunday of 2023-W52
        *at(date(2024, 1, 1), 3),  # Monday of 2024-W01
        *at(date(2024, 12, 29), 4),  # 2024-W52
        *at(date(2024, 12, 30), 5),  # Monday of 2025-W01
        Play("2025-01-05T23:00:00"),
    ]
    weeks = {week.label: week for week in activity_of(make_history(plays)).weeks}

    assert len(weeks) == 54
    assert [weeks[x].plays for x in ("2023-W52", "2024-W01", "2024-W52", "2025-W01")] == [
        2,
        3,
        4,
        6,
    ]
    assert weeks["2025-W01"].first_day == date(2024, 12, 30)
    assert weeks["2024-W20"].plays == 0


def test_whole_weeks_alone_make_the_weekly_pattern() -> None:
    """Thursday to Sunday, a week of 2 days and 9 plays, a week of 1 day and 3 plays."""
    plays = [
        *at(date(2024, 11, 28), 1),
        *at(date(2024, 12, 3), 4, end="fwdbtn"),
        *at(date(2024, 12, 4), 5),
        *at(date(2024, 12, 15), 2),
        Play(END, track="t9", listener="L2"),
    ]
    found = activity_of(make_history(plays))

    assert [week.whole for week in found.weeks] == [False, True, True]
    assert [week.active_days for week in found.weeks] == [1, 2, 1]
    assert [week.active for week in found.weeks] == [1, 1, 2]
    assert (found.weeks[1].skips, found.weeks[1].decided) == (4, 9)
    assert found.weeks[1].minutes == pytest.approx(9.0)
    assert found.mean_active_days_per_week == 1.5
    assert (found.busiest, found.quietest) == ("2024-W49", "2024-W50")


def test_of_equal_weeks_the_earliest_is_named() -> None:
    plays = [*at(date(2024, 12, 2)), Play(END)]
    found = activity_of(make_history(plays))

    assert (found.busiest, found.quietest) == ("2024-W49", "2024-W49")


def test_one_play() -> None:
    found = canonical(activity_of(make_history([Play("2024-12-12T12:00:00")])))

    assert (found.n_days, found.active_days) == (1, 1)
    assert found.active_day_rate.value == found.recent_active_day_rate.value == 1.0
    assert found.consistency is None
    assert found.mean_active_days_per_week is None
    assert (found.busiest, found.quietest) == (None, None)
    assert found.trend.risk is Risk.INSUFFICIENT
    assert found.trend.gap == Gap(Part.TREND, Reason.TOO_FEW_DAYS, have=0, need=14)
    assert found.cohorts == Gap(Part.COHORTS, Reason.ONE_LISTENER)


def test_one_week_of_several_listeners_has_no_cohorts() -> None:
    plays = [*at(date(2024, 12, 9)), Play(END, listener="L2")]
    found = canonical(activity_of(make_history(plays)))

    assert found.cohorts == Gap(Part.COHORTS, Reason.TOO_FEW_DAYS, have=7, need=14)


def test_a_gap_of_months_counts_as_days_without_plays() -> None:
    plays = [*at(date(2024, 3, 1), 3), Play(END)]
    found = activity_of(make_history(plays))

    assert (found.n_days, found.active_days) == (290, 2)
    assert (found.recent_active_day_rate.value, found.recent_active_day_rate.n) == (1 / 28, 28)
    assert found.trend.gap == Gap(Part.TREND, Reason.EMPTY_WEEK_BEFORE)
    assert found.consistency == pytest.approx(statistics.stdev([3, 1] + [0] * 288) * 290 / 4)


def by_week(active: Mapping[str, tuple[int, ...]], first: date, *more: Play) -> list[Play]:
    """One play of each listener in the middle of each of their weeks."""
    return [
        play
        for listener, weeks in active.items()
        for week in weeks
        for play in at(first + timedelta(days=7 * week + 3), listener=listener)
    ] + list(more)


def cohorts_of(found: Retention) -> Cohorts:
    assert isinstance(found.cohorts, Cohorts)
    return found.cohorts


def test_cohorts_by_hand() -> None:
    """Five weeks from 11 November, and two days of a sixth that was asked for."""
    active = {"a": (0, 1, 4), "b": (0, 2), "c": (1, 2, 3), "d": (1,), "e": (3, 4), "f": (3, 4)}
    running = [Play(f"2024-12-16T12:0{i}:00", listener=x) for i, x in enumerate("ace")]
    plays = by_week(active, date(2024, 11, 11), *running, Play("2024-12-17T12:00:00", listener="g"))
    found = cohorts_of(activity_of(make_history(plays, period="2024-W51")))

    assert [(c.label, c.size, c.truncated) for c in found.cohorts] == [
        ("2024-W46", 2, True),
        ("2024-W47", 2, False),
        ("2024-W49", 2, False),
        ("2024-W51", 1, False),
    ]
    assert [[cell.active for cell in c.cells] for c in found.cohorts] == [
        [2, 1, 1, 0, 1, 1],
        [2, 1, 1, 0, 1],
        [2, 2, 1],
        [1],
    ]
    assert [[cell.complete for cell in c.cells] for c in found.cohorts] == [
        [True] * 5 + [False],
        [True] * 4 + [False],
        [True, True, False],
        [False],
    ]
    assert found.cohorts[1].cells[1].rate == 0.5
    assert [(row.offset, row.rate.value, row.rate.n) for row in found.curve] == [
        (1, 0.75, 4),
        (2, 0.5, 2),
        (3, 0.0, 2),
    ]


def test_growth_by_hand() -> None:
    active = {"a": (0, 1, 4), "b": (0, 2), "c": (1, 2, 3), "d": (1,), "e": (3, 4), "f": (3, 4)}
    plays = by_week(active, date(2024, 11, 11), Play(END, listener="a", track="t9"))
    growth = cohorts_of(activity_of(make_history(plays))).growth

    assert [row.label for row in growth] == [f"2024-W{week}" for week in range(46, 51)]
    assert [(r.active, r.new, r.retained, r.resurrected, r.churned) for r in growth] == [
        (2, 2, 0, 0, 0),
        (3, 2, 1, 0, 1),
        (2, 0, 1, 1, 2),
        (3, 2, 1, 0, 1),
        (3, 0, 2, 1, 1),
    ]
    assert [row.quick_ratio for row in growth] == [None, 2.0, 0.5, 2.0, 1.0]
    assert [row.truncated for row in growth] == [True, False, False, False, False]


def test_the_table_of_cohorts_is_bounded_and_the_curve_sees_all() -> None:
    """Forty weeks, each with one new listener, who returns a week later and after 25 and 26."""
    active = {f"L{i:02d}": (i, i + 1, i + 25, i + 26) for i in range(40)}
    plays = by_week(active, date(2024, 1, 1), Play("2025-03-30T23:00:00", listener="L39"))
    found = cohorts_of(activity_of(make_history(plays, period="all")))

    assert len(found.cohorts) == 26
    assert (found.cohorts[0].label, found.cohorts[-1].label) == ("2024-W15", "2024-W40")
    assert {len(cohort.cells) for cohort in found.cohorts} == {26}
    assert len(found.growth) == 65
    rates = {row.offset: (row.rate.value, row.rate.n) for row in found.curve}
    assert set(rates) == set(range(1, 26))
    assert rates[1] == rates[25] == (1.0, 39)
    assert rates[2] == (0.0, 39)


def test_the_order_of_rows_does_not_matter_and_runs_repeat() -> None:
    rng = np.random.default_rng(5)
    first = date(2024, 9, 2)
    plays = [
        Play(
            f"{first + timedelta(days=int(rng.integers(100)))}T{rng.integers(10, 23)}:00:00",
            listener=f"L{rng.integers(20)}",
            track=f"t{i}",
            ms=int(rng.integers(300_000)),
            end=("trackdone", "fwdbtn", "logout")[rng.integers(3)],
        )
        for i in range(400)
    ]
    plays.append(Play(END))
    shuffled = [plays[i] for i in rng.permutation(len(plays))]

    found = canonical(activity_of(make_history(plays)))
    assert canonical(activity_of(make_history(plays))) == found
    assert canonical(activity_of(make_history(shuffled))) == found
