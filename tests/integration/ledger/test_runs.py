"""One run holds a period; what it leaves is written in one transaction."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from reporter.errors import PeriodBusyError, UsageError
from reporter.ledger.opening import open_ledger
from reporter.ledger.runs import LEASE
from reporter.ledger.values import (
    Attempt,
    Channel,
    Delivered,
    DeliveryState,
    FollowUpRow,
    NewDelivery,
    State,
    Step,
    StoredFile,
)
from tests.factories.ledger import (
    ELSEWHERE,
    GONE,
    NOW,
    make_finished,
    make_key,
    make_run,
)

if TYPE_CHECKING:
    from reporter.ledger.opening import Ledger

LATER = NOW + timedelta(seconds=30)


def test_a_second_run_of_the_period_is_refused(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1"), NOW)
    with pytest.raises(PeriodBusyError, match="weekly 2024-W50 is being made by run r1"):
        ledger.runs.claim(make_run("r2"), LATER)


def test_what_was_made_meanwhile_is_not_made_again_where_once_is_enough(ledger: Ledger) -> None:
    again = replace(make_run("r2"), once_since=NOW)
    ledger.runs.claim(make_run("r1"), NOW)
    ledger.runs.finish("r1", make_finished(), LATER)
    with pytest.raises(PeriodBusyError, match="weekly 2024-W50 was made by run r1 in the meantime"):
        ledger.runs.claim(again, LATER)
    ledger.runs.claim(make_run("r3"), LATER)  # asked for by hand
    ledger.runs.end("r3", State.FAILED, "", LATER)
    ledger.runs.claim(replace(again, once_since=LATER), LATER)  # the other one was too early


def test_a_report_that_is_not_mailed_is_not_enough(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1", send=False), NOW)
    ledger.runs.finish("r1", make_finished(), LATER)
    ledger.runs.claim(replace(make_run("r2"), once_since=NOW), LATER)


def test_other_periods_reports_and_sources_are_free(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1"), NOW)
    ledger.runs.claim(make_run("r2", key=make_key(1)), NOW)
    ledger.runs.claim(make_run("r3", key=make_key(report="monthly")), NOW)
    ledger.runs.claim(make_run("r4", key=make_key(origin="a zip")), NOW)
    assert {run.id for run in ledger.runs.list()} == {"r1", "r2", "r3", "r4"}


def test_of_many_that_ask_at_once_one_holds_the_period(url: str) -> None:
    with open_ledger(url, NOW) as first:
        first.runs.list()
    n = 6
    barrier, held, refused = threading.Barrier(n), [], []

    def ask(number: int) -> None:
        with open_ledger(url, NOW) as ledger:
            barrier.wait()
            try:
                ledger.runs.claim(make_run(f"r{number}", place=ELSEWHERE), NOW)
                held.append(number)
            except PeriodBusyError:
                refused.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(held), len(refused)) == (1, n - 1)


def test_a_made_run_frees_its_period(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1"), NOW)
    ledger.runs.finish("r1", make_finished(), LATER)
    ledger.runs.claim(make_run("r2"), LATER)
    assert [run.state for run in ledger.runs.list()] == [State.RUNNING, State.COMPLETE]


def test_a_lease_that_is_over_frees_the_period(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1", place=ELSEWHERE), NOW)
    after = NOW + LEASE
    assert [run.id for run in ledger.runs.stale(after)] == ["r1"]
    ledger.runs.claim(make_run("r2"), after)
    assert ledger.runs.get("r1").state is State.INTERRUPTED


def test_a_heartbeat_prolongs_the_lease(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1", place=ELSEWHERE), NOW)
    assert ledger.runs.beat("r1", NOW + LEASE / 2)
    assert ledger.runs.stale(NOW + LEASE) == ()
    with pytest.raises(PeriodBusyError):
        ledger.runs.claim(make_run("r2"), NOW + LEASE)


def test_a_dead_process_of_this_machine_is_known_at_once(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1", place=GONE), NOW)
    assert [run.id for run in ledger.runs.stale(NOW)] == ["r1"]
    ledger.runs.claim(make_run("r2"), NOW)
    assert not ledger.runs.beat("r1", NOW)


def test_a_run_that_lost_its_period_cannot_finish(ledger: Ledger) -> None:
    ledger.runs.claim(make_run("r1", place=GONE), NOW)
    ledger.runs.claim(make_run("r2"), NOW)
    with pytest.raises(PeriodBusyError, match="given up by another process"):
        ledger.runs.finish("r1", make_finished(to=("a@example.org",)), LATER)
    assert ledger.runs.files("r1") == ()
    assert ledger.outbox.of_run("r1") == ()


def test_what_a_run_leaves_is_read_back(ledger: Ledger) -> None:
    ledger.runs.claim(make_run(audiences=("germany", "leadership")), NOW)
    ledger.runs.step("r1", Step("read", NOW, 1.25))
    done = make_finished(to=("a@example.org", "b@example.org"), audience="germany")
    states = {"germany": State.COMPLETE, "leadership": State.HELD}
    done = replace(done, states=states, reasons={"leadership": "a chart is empty"})
    ledger.runs.finish("r1", done, LATER)
    run = ledger.runs.get("r1")
    assert (run.key, run.state, run.folder) == (make_key(), State.HELD, done.folder)
    assert run.error == "leadership: a chart is empty"
    assert (run.plays_read, run.plays_in_period, run.seconds) == (10, 4, 1.5)
    assert (run.started_at, run.ended_at, run.delivered) == (NOW, LATER, Delivered.FAILED)
    assert ledger.runs.steps("r1") == (Step("read", NOW, 1.25),)
    assert ledger.runs.files("r1") == tuple(sorted(done.files, key=lambda file: file.path))
    assert {one.audience: one.state for one in ledger.runs.editions("r1")} == states


def test_a_run_that_failed_says_why(ledger: Ledger) -> None:
    ledger.runs.claim(make_run(), NOW)
    ledger.runs.end("r1", State.FAILED, "no music", LATER)
    run = ledger.runs.get("r1")
    assert (run.state, run.error, run.ended_at) == (State.FAILED, "no music", LATER)
    assert [one.state for one in ledger.runs.editions("r1")] == [State.FAILED]


def test_the_newest_made_run_of_a_period_is_current(ledger: Ledger) -> None:
    assert ledger.runs.current(make_key()) is None
    for i, name in enumerate(("r1", "r2", "r3")):
        at = NOW + timedelta(minutes=i)
        ledger.runs.claim(make_run(name), at)
        if name == "r3":
            ledger.runs.end(name, State.FAILED, "", at)
        else:
            ledger.runs.finish(name, make_finished(), at)
    current = ledger.runs.current(make_key())
    assert current is not None
    assert current.id == "r2"


def test_a_run_is_found_by_the_beginning_of_its_id(ledger: Ledger) -> None:
    for i, name in enumerate(("20241216-aa", "20241216-ab")):
        ledger.runs.claim(make_run(name, key=make_key(i)), NOW + timedelta(minutes=i))
    assert ledger.runs.get("20241216-ab").id == "20241216-ab"
    assert ledger.runs.get("latest").id == "20241216-ab"
    with pytest.raises(UsageError, match="more than one run begins with '20241216'"):
        ledger.runs.get("20241216")
    with pytest.raises(UsageError, match="no run that begins with '2025'"):
        ledger.runs.get("2025")
    with pytest.raises(UsageError, match="no run"):
        ledger.runs.get("2024%")


def test_forgotten_and_pruned_files_change_the_ledger(ledger: Ledger) -> None:
    ledger.runs.claim(make_run(), NOW)
    ledger.runs.finish("r1", make_finished(), NOW)
    new = StoredFile("report.json", 1, "ef" * 32)
    ledger.runs.replace_files("r1", (new,))
    assert ledger.runs.files("r1") == (new,)
    assert ledger.runs.prune("r1", LATER)
    assert ledger.runs.get("r1").pruned
    assert ledger.runs.files("r1") == ()
    assert ledger.runs.list(made=True) == ()
    assert ledger.runs.current(make_key()) is None


def test_what_is_still_to_be_delivered_is_not_pruned(ledger: Ledger) -> None:
    ledger.runs.claim(make_run(), NOW)
    ledger.runs.finish("r1", make_finished(to=("ana@example.org",)), NOW)
    assert ledger.outbox.waiting() == ledger.runs.undelivered() == {"r1"}
    assert not ledger.runs.prune("r1", LATER)
    assert not ledger.runs.get("r1").pruned
    (message,) = ledger.outbox.of_run("r1")
    ledger.outbox.settle(message.id, Attempt(LATER, DeliveryState.SENT, 250, "ok"))
    assert ledger.outbox.waiting() == frozenset()
    assert ledger.runs.prune("r1", LATER)
    with pytest.raises(UsageError, match="nothing to send"):
        ledger.outbox.add("r1", [NewDelivery("all", "bo@example.org", Channel.MAIL, "x")], LATER)


def test_follow_ups_are_kept_and_brought_up_to_date(ledger: Ledger) -> None:
    open_one = FollowUpRow(
        "s", "shuffle", "2024-W46", "skip_rate", "down", 0.3, "share", date(2024, 12, 9)
    )
    judged = FollowUpRow(
        "s",
        "shuffle",
        "2024-W46",
        "skip_rate",
        "down",
        0.3,
        "share",
        date(2024, 12, 9),
        "improved",
        "2024-W50",
        -2.5,
    )
    for name, row in (("r1", open_one), ("r2", judged)):
        ledger.runs.claim(make_run(name), NOW)
        ledger.runs.finish(name, replace(make_finished(), follow_ups=(row,)), NOW)
    assert ledger.runs.follow_ups("r2") == (judged,)
    assert ledger.runs.follow_ups("r1") == ()
