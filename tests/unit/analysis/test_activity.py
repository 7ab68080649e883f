"""The calendar of a history, and rates over its days."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from reporter.analysis.history.daily import DayTotals
from reporter.analysis.retention.activity import Calendar, active_day_rate, consistency
from reporter.analysis.statistics.intervals import wilson
from reporter.period import PeriodKind
from reporter.plays import Entity
from reporter.results.facts import Scope, SkipDefinition, Span, Unit

SCOPE = Scope(
    report="weekly",
    title="Test",
    paper="a4",
    entity=Entity.TRACK,
    n_listeners=1,
    zone="UTC",
    period=Span("2024-W50", PeriodKind.WEEK, date(2024, 12, 9), date(2024, 12, 16), partial=False),
    previous=None,
    first_day=date(2024, 11, 7),
    last_day=date(2024, 12, 15),
    cut_off=datetime(2024, 12, 16, tzinfo=UTC),
    data_through=date(2024, 12, 20),
    skip=SkipDefinition.RULE,
    seed=42,
    source_kinds=("test",),
    source_name="plays.csv",
)


def days(*plays: int) -> list[DayTotals]:
    start = date(2024, 1, 1)
    return [DayTotals(start + timedelta(days=i), n, active=int(n > 0)) for i, n in enumerate(plays)]


def test_a_whole_period_has_one_end() -> None:
    calendar = Calendar.of(SCOPE)

    assert calendar.complete_end == calendar.observed_end == calendar.end_day == date(2024, 12, 16)
    assert calendar.n_days == 39
    assert calendar.first_monday == date(2024, 11, 4)
    assert calendar.n_complete_weeks == 6
    assert calendar.last_week == 5


def test_a_partial_period_has_three() -> None:
    scope = dataclasses.replace(SCOPE, last_day=date(2024, 12, 11), data_through=date(2024, 12, 11))
    calendar = Calendar.of(scope)

    assert calendar.complete_end == date(2024, 12, 11)
    assert calendar.observed_end == date(2024, 12, 12)
    assert calendar.end_day == date(2024, 12, 16)
    assert calendar.n_days == 35
    assert calendar.n_complete_weeks == 5
    assert calendar.last_week == 5


def test_days_without_plays_up_to_the_end_of_the_data_are_observed() -> None:
    calendar = Calendar.of(dataclasses.replace(SCOPE, last_day=date(2024, 11, 20)))

    assert calendar.observed_end == calendar.complete_end == date(2024, 12, 16)


def test_active_day_rate() -> None:
    rate = active_day_rate(days(3, 0, 1, 0, 0))

    assert (rate.value, rate.unit, rate.n) == (0.4, Unit.SHARE, 5)
    assert (rate.low, rate.high) == wilson(0.4, 5)


def test_consistency_counts_empty_days() -> None:
    """Mean 2; deviations 2, -2, 2, -2; standard deviation sqrt(16 / 3)."""
    assert consistency(days(4, 0, 4, 0)) == pytest.approx((16 / 3) ** 0.5 / 2)


@pytest.mark.parametrize("plays", [(5,), (0, 0, 0)])
def test_consistency_of_one_day_or_none(plays: tuple[int, ...]) -> None:
    assert consistency(days(*plays)) is None


def test_consistency_of_equal_days_is_zero() -> None:
    assert consistency(days(7, 7, 7)) == 0.0
