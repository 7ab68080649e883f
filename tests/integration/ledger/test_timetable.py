"""Expected periods, events, alerts and heartbeats."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.ledger.place import here
from reporter.ledger.values import Alert, DeliveryState, Event, ExpectedState, Scheduler
from tests.factories.ledger import NOW, make_expected

if TYPE_CHECKING:
    from reporter.ledger.opening import Ledger

LEASE = timedelta(minutes=5)


def test_a_report_is_watched_from_the_first_time_on(ledger: Ledger) -> None:
    later = NOW + timedelta(days=1)
    assert ledger.timetable.watch("weekly", "0 7 * * mon", NOW) == NOW
    assert ledger.timetable.watch("weekly", "0 7 * * mon", later) == NOW
    assert ledger.timetable.watch("weekly", "0 8 * * mon", later) == later


def test_expected_periods_are_noted_once(ledger: Ledger) -> None:
    weeks = [make_expected(week) for week in (1, 0)]
    assert ledger.timetable.expect(weeks) == 2
    assert ledger.timetable.expect(weeks) == 0
    assert ledger.timetable.of("weekly") == (weeks[1], weeks[0])
    assert ledger.timetable.latest("weekly") == weeks[0]
    assert ledger.timetable.latest("monthly") is None


def test_one_scheduler_of_two_works_on_a_period(ledger: Ledger) -> None:
    ledger.timetable.expect([make_expected()])
    (one,) = ledger.timetable.open()
    assert ledger.timetable.claim(one, "a", NOW, LEASE)
    assert not ledger.timetable.claim(one, "b", NOW, LEASE)
    (taken,) = ledger.timetable.open("weekly")
    assert (taken.state, taken.claimed_by, taken.attempts) == (ExpectedState.RUNNING, "a", 1)
    assert not ledger.timetable.claim(taken, "b", NOW + LEASE / 2, LEASE)


def test_what_a_dead_scheduler_held_is_taken_over(ledger: Ledger) -> None:
    ledger.timetable.expect([make_expected()])
    (one,) = ledger.timetable.open()
    ledger.timetable.claim(one, "a", NOW, LEASE)
    ledger.timetable.beat("a", NOW + 2 * LEASE)
    (taken,) = ledger.timetable.open()
    assert not ledger.timetable.claim(taken, "b", NOW + LEASE, LEASE)
    assert ledger.timetable.claim(taken, "b", NOW + 2 * LEASE, LEASE)
    assert not ledger.timetable.settle(one, ExpectedState.MADE, by="a", run="r1")
    assert ledger.timetable.settle(one, ExpectedState.MADE, by="b", run="r2", late=True)
    (done,) = ledger.timetable.of("weekly")
    assert (done.state, done.run, done.late, done.attempts) == (ExpectedState.MADE, "r2", True, 2)
    assert ledger.timetable.open() == ()


def test_what_is_not_made_is_open_or_was_given_up_lately(ledger: Ledger) -> None:
    rows = [make_expected(week) for week in range(5)]
    ledger.timetable.expect(rows)
    for row, state in zip(
        rows,
        (ExpectedState.FAILED, ExpectedState.SKIPPED, ExpectedState.MADE, ExpectedState.MISSED),
        strict=False,
    ):
        ledger.timetable.settle(row, state)
    found = ledger.timetable.unmade(rows[1].due_at)
    assert [(one.label, one.state.value) for one in found] == [
        (rows[1].label, "skipped"),
        (rows[3].label, "missed"),
        (rows[4].label, "expected"),
    ]
    assert ledger.timetable.unmade(rows[4].due_at + LEASE) == (rows[4],)


def test_events_are_kept_newest_first(ledger: Ledger) -> None:
    missed = Event(NOW, "missed", "weekly", "2024-W50", "the machine slept")
    other = Event(NOW, "error", "weekly", "2024-W51", "")
    ledger.watch.note(missed)
    ledger.watch.note(other)
    assert ledger.watch.events() == (other, missed)
    assert ledger.watch.events(limit=1) == (other,)
    assert ledger.watch.events(kinds=("missed", "made")) == (missed,)


def test_the_owner_is_told_once_of_a_cause_in_a_period(ledger: Ledger) -> None:
    def alert(period: str = "2024-W50", recipient: str = "ops@example.org") -> Alert:
        return Alert(
            0, "failed", "weekly", period, "mail", recipient, "It failed", "why",
            DeliveryState.QUEUED, 0, None, "", NOW,
        )  # fmt: skip

    assert ledger.watch.alert(alert())
    assert not ledger.watch.alert(alert())
    assert ledger.watch.alert(alert(recipient="more@example.org"))
    assert ledger.watch.alert(alert("2024-W51"))
    first, *_ = ledger.watch.alerts_due(NOW)
    assert ledger.watch.claim_alert(first.id, NOW, LEASE)
    assert not ledger.watch.claim_alert(first.id, NOW, LEASE)
    assert first.id not in {one.id for one in ledger.watch.alerts_due(NOW)}
    assert first.id in {one.id for one in ledger.watch.alerts_due(NOW + LEASE)}
    ledger.watch.settle_alert(first.id, DeliveryState.SENT, next_at=None)
    assert first.id not in {one.id for one in ledger.watch.alerts_due(NOW + LEASE)}
    assert ledger.watch.alerts()[0].state is DeliveryState.SENT


def test_a_heartbeat_is_brought_up_to_date(ledger: Ledger) -> None:
    first = Scheduler("a", here(), NOW, NOW, None, 30.0, None, "0.1.0")
    later = NOW + timedelta(seconds=30)
    second = Scheduler("a", here(), NOW, later, later, 30.0, None, "0.1.0")
    ledger.watch.beat(first)
    ledger.watch.beat(second)
    assert ledger.watch.schedulers() == (second,)
