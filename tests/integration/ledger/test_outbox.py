"""A message is sent once for each data period, and a crash leaves it where it may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reporter.errors import TakenOverError, UsageError
from reporter.ledger.outbox import LEASE, together
from reporter.ledger.place import here
from reporter.ledger.values import (
    Attempt,
    Channel,
    Delivered,
    DeliveryState,
    NewDelivery,
    Phase,
    State,
)
from tests.factories.ledger import ELSEWHERE, GONE, NOW, make_finished, make_key, make_run

if TYPE_CHECKING:
    from reporter.ledger.opening import Ledger

ANA = "ana@example.org"
LATER = NOW + timedelta(minutes=1)
SENT = Attempt(LATER, DeliveryState.SENT, 250, "accepted")


def made(ledger: Ledger, name: str = "r1", **how: object) -> None:
    """A finished run with a message to Ana."""
    ledger.runs.claim(make_run(name), NOW)
    ledger.runs.finish(name, make_finished(to=(ANA,), **how), NOW)  # type: ignore[arg-type]


def test_a_sent_message_is_not_sent_again_by_a_later_run(ledger: Ledger) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    assert ledger.outbox.claim(first.id, here(), NOW) is not None
    ledger.outbox.settle(first.id, SENT)
    made(ledger, "r2")
    assert ledger.outbox.due(LATER) == ()
    assert ledger.outbox.of_run("r2") == ()
    assert [one.run for one in ledger.outbox.of_period(make_key())] == ["r1"]
    assert ledger.runs.get("r1").delivered is Delivered.SENT
    assert ledger.runs.get("r2").delivered is Delivered.NONE


@pytest.mark.parametrize("state", [DeliveryState.UNKNOWN, DeliveryState.SENDING])
def test_what_may_have_gone_out_is_left_alone(ledger: Ledger, state: DeliveryState) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, ELSEWHERE, NOW)
    if state is DeliveryState.UNKNOWN:
        ledger.outbox.settle(first.id, Attempt(NOW, state, None, "lost"))
    made(ledger, "r2")
    assert [one.state for one in ledger.outbox.of_period(make_key())] == [state]
    assert ledger.outbox.of_run("r2") == ()


def test_what_never_went_out_is_the_newer_runs(ledger: Ledger) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, here(), NOW)
    ledger.outbox.settle(first.id, Attempt(NOW, DeliveryState.FAILED, 550, "no such user"))
    made(ledger, "r2")
    (again,) = ledger.outbox.due(NOW)
    assert (again.run, again.attempts, again.error) == ("r2", 0, "")
    assert again.message_id != first.message_id


def test_a_held_report_queues_nothing_until_a_sound_one_comes(ledger: Ledger) -> None:
    ledger.runs.claim(make_run(), NOW)
    held = make_finished(state=State.HELD)
    message = NewDelivery("all", ANA, Channel.MAIL, "s", state=DeliveryState.HELD, error="broken")
    ledger.runs.finish("r1", replace(held, deliveries=(message,)), NOW)
    assert ledger.outbox.due(NOW) == ()
    assert ledger.runs.get("r1").delivered is Delivered.NONE
    made(ledger, "r2")
    assert [one.run for one in ledger.outbox.due(NOW)] == ["r2"]


def test_a_test_send_never_uses_up_the_delivery(ledger: Ledger) -> None:
    ledger.runs.claim(make_run(), NOW)
    ledger.runs.finish("r1", make_finished(), NOW)
    test = NewDelivery("all", ANA, Channel.MAIL, "s", test=True)
    assert len(ledger.outbox.add("r1", [test], NOW)) == 1
    assert len(ledger.outbox.add("r1", [test], LATER)) == 1
    assert len(ledger.outbox.add("r1", [replace(test, test=False)], LATER)) == 1
    assert len({one.message_id for one in ledger.outbox.of_run("r1")}) == 3
    assert [one.test for one in ledger.outbox.of_period(make_key())] == [False]


def test_a_wanted_resend_is_a_revision(ledger: Ledger) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, here(), NOW)
    ledger.outbox.settle(first.id, SENT)
    again = NewDelivery("all", ANA, Channel.MAIL, "s", revision=1)
    assert len(ledger.outbox.add("r1", [again], LATER)) == 1


def test_one_process_of_two_sends(ledger: Ledger) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    taken = ledger.outbox.claim(first.id, here(), NOW)
    assert taken is not None
    assert (taken.state, taken.phase, taken.attempts) == (DeliveryState.SENDING, Phase.OPEN, 1)
    assert ledger.outbox.claim(first.id, ELSEWHERE, NOW) is None


@pytest.mark.parametrize(
    ("channel", "at_data", "state"),
    [
        (Channel.MAIL, False, DeliveryState.QUEUED),
        (Channel.MAIL, True, DeliveryState.UNKNOWN),
        (Channel.FOLDER, True, DeliveryState.QUEUED),
    ],
)
def test_a_crash_leaves_it_queued_or_unknown(
    ledger: Ledger, channel: Channel, state: DeliveryState, *, at_data: bool
) -> None:
    made(ledger, channel=channel)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, GONE, NOW)
    if at_data:
        ledger.outbox.at_data(first.id, "ab" * 32)
    lost = ledger.outbox.recover(NOW)
    found = ledger.outbox.get(first.id)
    assert found.state is state
    assert [one.id for one in lost] == ([first.id] if state is DeliveryState.UNKNOWN else [])
    assert [one.outcome for one in ledger.outbox.attempts(first.id)] == [state]
    assert (found in ledger.outbox.due(NOW)) is (state is DeliveryState.QUEUED)


def test_a_living_sender_is_left_alone_until_its_lease_is_over(ledger: Ledger) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, ELSEWHERE, NOW)
    ledger.outbox.recover(NOW + LEASE / 2)
    assert ledger.outbox.get(first.id).state is DeliveryState.SENDING
    ledger.outbox.recover(NOW + LEASE)
    assert ledger.outbox.get(first.id).state is DeliveryState.QUEUED


def test_a_transient_failure_waits_for_its_time(ledger: Ledger) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, here(), NOW)
    busy = Attempt(NOW, DeliveryState.QUEUED, 451, "try later")
    ledger.outbox.settle(first.id, busy, next_at=LATER)
    assert ledger.outbox.due(NOW) == ()
    (again,) = ledger.outbox.due(LATER, run="r1")
    assert (again.attempts, again.error, again.ended_at) == (1, "try later", None)
    assert ledger.runs.undelivered() == {"r1"}
    assert ledger.outbox.due(LATER, run="r2") == ()


def test_failed_ones_are_queued_again_by_someones_wish(ledger: Ledger) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, here(), NOW)
    ledger.outbox.settle(first.id, Attempt(NOW, DeliveryState.FAILED, 550, "no"))
    assert ledger.runs.undelivered() == frozenset()
    ledger.outbox.again([first.id], LATER)
    (again,) = ledger.outbox.due(LATER)
    assert (again.message_id, again.attempts) == (first.message_id, 0)


def test_a_message_of_no_run_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="there is no run 'r9'"):
        ledger.outbox.add("r9", [], NOW)


@pytest.mark.parametrize(
    ("states", "delivered"),
    [
        ((), Delivered.NONE),
        (("held",), Delivered.NONE),
        (("sent",), Delivered.SENT),
        (("sent", "held"), Delivered.SENT),
        (("sent", "failed"), Delivered.PARTIAL),
        (("sent", "queued"), Delivered.PARTIAL),
        (("failed",), Delivered.FAILED),
        (("queued",), Delivered.FAILED),
        (("sent", "unknown"), Delivered.UNKNOWN),
        (("failed", "unknown"), Delivered.UNKNOWN),
    ],
)
def test_a_delivery_is_its_worst_recipients(states: tuple[str, ...], delivered: Delivered) -> None:
    assert together(map(DeliveryState, states)) is delivered


@pytest.mark.parametrize("state", [DeliveryState.QUEUED, DeliveryState.FAILED])
def test_a_report_held_back_takes_nothing_from_a_sound_one(
    ledger: Ledger, state: DeliveryState
) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, here(), NOW)
    ledger.outbox.settle(first.id, Attempt(NOW, state, 450, "later"), next_at=NOW)
    message = NewDelivery("all", ANA, Channel.MAIL, "Skips rose", state=DeliveryState.HELD)
    ledger.runs.claim(make_run("r2"), NOW)
    held = make_finished(state=State.HELD, folder="weekly/2024-W50/r2")
    ledger.runs.finish("r2", replace(held, deliveries=(message,)), NOW)
    (found,) = ledger.outbox.of_period(make_key())
    assert (found.run, found.state) == ("r1", state)


@pytest.mark.parametrize("state", [DeliveryState.UNKNOWN, DeliveryState.SENT])
def test_what_another_process_settled_does_not_go_out_any_more(
    ledger: Ledger, state: DeliveryState
) -> None:
    made(ledger)
    (first,) = ledger.outbox.due(NOW)
    ledger.outbox.claim(first.id, here(), NOW)
    ledger.outbox.settle(first.id, Attempt(NOW, state, None, "by another"))
    with pytest.raises(TakenOverError):
        ledger.outbox.at_data(first.id, "ab" * 32)
    assert ledger.outbox.get(first.id).state is state
