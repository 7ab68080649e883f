"""Which periods are due, what an outage costs, and what can be started."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.ledger.values import Expected, ExpectedState
from reporter.period import PeriodKind
from reporter.schedule.due import (
    GRACE,
    TRIES,
    dues,
    expectations,
    is_given_up,
    period_of,
    ready,
    wants_whole,
)
from tests.factories.ledger import make_expected
from tests.factories.schedule import DUE, make_watched

if TYPE_CHECKING:
    from reporter.schedule.values import Due, Watched

Policy = Literal["latest", "all", "none"]
WEEK = timedelta(weeks=1)


def became_due(report: Watched, after: datetime, now: datetime) -> list[Due]:
    return list(takewhile(lambda due: due.at <= now, dues(report, after)))


def labels(found: list[Due]) -> list[str]:
    return [due.period.label for due in found]


def states(rows: tuple[Expected, ...]) -> dict[str, str]:
    return {row.label: row.state.value for row in rows}


def test_a_monday_expects_the_week_before() -> None:
    (first,) = islice(dues(make_watched(), DUE - timedelta(hours=1)), 1)
    assert (first.at, first.period.label) == (DUE, "2024-W50")


def test_nothing_is_expected_of_the_time_before_a_report_was_watched() -> None:
    assert became_due(make_watched(), DUE, DUE + timedelta(days=6)) == []


def test_a_report_that_is_asked_for_daily_expects_each_week_once() -> None:
    report = make_watched(cron="0 7 * * *")
    found = became_due(report, DUE - timedelta(days=3), DUE + timedelta(days=8))
    assert labels(found) == ["2024-W49", "2024-W50", "2024-W51"]
    assert [due.at for due in found][1:] == [DUE, DUE + WEEK]


def test_every_minute_of_a_week_is_not_looked_at() -> None:
    report = make_watched(cron="* * * * *")
    found = became_due(report, DUE, DUE + timedelta(weeks=20))
    assert len(found) == 21
    assert all(due.at.minute == 0 for due in found[1:])


def test_months_and_days() -> None:
    monthly = make_watched(cron="0 6 2 * *", kind=PeriodKind.MONTH)
    start = datetime(2024, 11, 30, tzinfo=UTC)
    assert labels(list(islice(dues(monthly, start), 3))) == ["2024-11", "2024-12", "2025-01"]
    daily = make_watched(cron="0 6 * * *", kind=PeriodKind.DAY)
    assert labels(list(islice(dues(daily, start), 2))) == ["2024-11-29", "2024-11-30"]


def test_the_period_is_of_the_zone_of_the_data() -> None:
    """At half past midnight on Monday in Tokyo, the week in New York has half a day to go."""
    at = datetime(2024, 12, 15, 15, 30, tzinfo=UTC)
    tokyo = make_watched(zone="Asia/Tokyo", data_zone="Asia/Tokyo")
    assert period_of(tokyo, at).label == "2024-W50"
    assert period_of(make_watched(zone="Asia/Tokyo", data_zone="America/New_York"), at).label == (
        "2024-W49"
    )


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_daily_reports_through_both_changes_of_clocks_make_each_day_once(zone: str) -> None:
    report = make_watched(cron="30 2 * * *", zone=zone, data_zone=zone, kind=PeriodKind.DAY)
    start = datetime(2024, 2, 1, tzinfo=UTC)
    found = became_due(report, start, start + timedelta(days=400))
    days = [due.period.first_day for due in found]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert len(days) == 400


@given(
    st.sampled_from(["0 7 * * mon", "30 2 * * *", "0 0 1 * *", "15 */6 * * *", "59 23 * * sun"]),
    st.sampled_from([PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH]),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    st.integers(0, 365 * 24 * 60),
)
def test_periods_rise_and_are_over_when_they_are_due(
    cron: str, kind: PeriodKind, zone: str, minutes: int
) -> None:
    report = make_watched(cron=cron, kind=kind, zone=zone)
    start = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = list(islice(dues(report, start), 8))
    assert all(due.period.end(report.data_zone) <= due.at for due in found)
    assert all(a.period.end_day <= b.period.first_day for a, b in pairwise(found))
    assert all(a.at < b.at for a, b in pairwise(found))


def test_what_is_noticed_within_the_grace_is_on_time() -> None:
    for policy in ("latest", "all", "none"):
        report = make_watched(catch_up=policy)
        new = became_due(report, DUE - timedelta(minutes=1), DUE + GRACE)
        found = expectations(report, new, (), made={}, now=DUE + GRACE, alive_at=None)
        assert states(found.new) == {"2024-W50": "expected"}


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [
        ("latest", ["skipped", "skipped", "expected"]),
        ("all", ["expected", "expected", "expected"]),
        ("none", ["skipped", "skipped", "skipped"]),
    ],
)
def test_three_weeks_of_downtime(policy: Policy, wanted: list[str]) -> None:
    report, now = make_watched(catch_up=policy), DUE + timedelta(weeks=2, days=3)
    new = became_due(report, DUE - timedelta(days=1), now)
    found = expectations(report, new, (), made={}, now=now, alive_at=DUE - timedelta(days=1))
    assert list(states(found.new)) == ["2024-W50", "2024-W51", "2024-W52"]
    assert list(states(found.new).values()) == wanted
    for row in found.new:
        assert bool(row.reason) == (row.state is ExpectedState.SKIPPED)
        assert policy in row.reason or not row.reason


def test_the_newest_missed_period_is_made_beside_the_one_that_is_on_time() -> None:
    report, now = make_watched(), DUE + 2 * WEEK + timedelta(minutes=5)
    new = became_due(report, DUE - timedelta(days=1), now)
    found = expectations(report, new, (), made={}, now=now, alive_at=DUE - timedelta(days=1))
    assert list(states(found.new).values()) == ["skipped", "expected", "expected"]


def test_a_report_that_was_made_meanwhile_is_not_made_again() -> None:
    report, now = make_watched(catch_up="all"), DUE + WEEK + timedelta(days=1)
    new = became_due(report, DUE - timedelta(days=1), now)
    made = {"2024-W51": "r7"}
    found = expectations(report, new, (), made=made, now=now, alive_at=None)
    assert states(found.new) == {"2024-W50": "expected", "2024-W51": "made"}
    assert found.new[1].run == "r7"


def test_the_latest_that_was_made_by_hand_is_enough() -> None:
    report, now = make_watched(), DUE + WEEK + timedelta(days=1)
    new = became_due(report, DUE - timedelta(days=1), now)
    found = expectations(report, new, (), made={"2024-W51": "r7"}, now=now, alive_at=None)
    assert states(found.new) == {"2024-W50": "skipped", "2024-W51": "made"}


def test_what_was_noted_and_not_begun_before_an_outage_was_missed_too() -> None:
    report, now = make_watched(), DUE + WEEK + timedelta(days=1)
    known = make_expected()
    new = became_due(report, DUE, now)
    found = expectations(report, new, (known,), made={}, now=now, alive_at=DUE)
    assert states(found.new) == {"2024-W51": "expected"}
    assert states(found.skipped) == {"2024-W50": "skipped"}


@pytest.mark.parametrize(
    "row",
    [
        replace(make_expected(), attempts=1, next_at=DUE + timedelta(minutes=5)),
        replace(make_expected(), state=ExpectedState.WAITING, next_at=DUE, late=True),
        replace(make_expected(), state=ExpectedState.RUNNING, attempts=1, lease_until=DUE),
    ],
    ids=["failed once", "waiting", "was being made"],
)
def test_what_was_begun_before_an_outage_goes_on(row: Expected) -> None:
    report, now = make_watched(catch_up="none"), DUE + timedelta(days=1)
    assert expectations(report, (), (row,), made={}, now=now, alive_at=DUE).skipped == ()
    assert ready((row,), now) == (row,)


def test_what_only_queues_behind_a_long_run_was_not_missed() -> None:
    report, now = make_watched(catch_up="none"), DUE + timedelta(hours=5)
    alive_at = now - timedelta(minutes=1)
    found = expectations(report, (), (make_expected(),), made={}, now=now, alive_at=alive_at)
    assert found.skipped == ()


def test_the_oldest_is_started_first() -> None:
    rows = (make_expected(1), make_expected(0), make_expected(0, report="daily"))
    found = ready(rows, DUE + 2 * WEEK)
    assert [(row.label, row.report) for row in found] == [
        ("2024-W50", "daily"),
        ("2024-W50", "weekly"),
        ("2024-W51", "weekly"),
    ]


def test_what_is_held_by_another_or_waits_is_not_started() -> None:
    held = replace(make_expected(), state=ExpectedState.RUNNING, lease_until=DUE)
    waits = replace(make_expected(1), state=ExpectedState.WAITING, next_at=DUE)
    made = make_expected(2, state=ExpectedState.MADE)
    assert ready((held, waits, made), DUE - timedelta(seconds=1)) == ()
    assert ready((held, waits, made), DUE) == (held, waits)


def test_a_period_that_took_its_scheduler_down_too_often_is_given_up() -> None:
    row = replace(make_expected(), state=ExpectedState.RUNNING, attempts=TRIES, lease_until=DUE)
    assert is_given_up(row)
    assert not is_given_up(replace(row, attempts=TRIES - 1))
    assert not is_given_up(replace(row, state=ExpectedState.EXPECTED))


def test_whole_data_is_wanted_until_a_period_has_waited_enough() -> None:
    report, row = make_watched(wait=timedelta(hours=2)), make_expected()
    waited = replace(row, late=True)
    assert wants_whole(report, row, DUE)
    assert wants_whole(report, row, DUE + timedelta(days=30))
    assert wants_whole(report, waited, DUE + timedelta(minutes=119))
    assert not wants_whole(report, waited, DUE + timedelta(hours=2))
    assert wants_whole(make_watched(late_data="tell"), waited, DUE + timedelta(days=30))
