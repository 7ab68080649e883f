"""What becomes of a period after a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reporter.ledger.values import ExpectedState
from reporter.schedule.values import Cut, Outcome
from reporter.schedule.verdict import give_up, judge
from tests.factories.ledger import make_expected
from tests.factories.schedule import BROKEN, BUSY, DONE, DUE, LATE, STOPPED, make_watched

REPORT, ROW = make_watched(), make_expected()


def test_made() -> None:
    verdict = judge(REPORT, ROW, DONE, DUE)
    assert (verdict.state, verdict.run, verdict.reason) == (ExpectedState.MADE, "r1", "")


@pytest.mark.parametrize(("code", "reason"), [(4, "not delivered"), (6, "held back")])
def test_made_though_not_delivered_to_all_or_held_back(code: int, reason: str) -> None:
    verdict = judge(REPORT, ROW, Outcome(code, 1.0, {"run": "r1"}), DUE)
    assert verdict.state is ExpectedState.MADE
    assert reason in verdict.reason
    assert verdict.cause is None  # the run tells the owner


def test_a_run_that_was_done_when_the_scheduler_stopped_is_made() -> None:
    assert judge(REPORT, ROW, replace(DONE, cut=Cut.STOP), DUE).state is ExpectedState.MADE


def test_failed_runs_are_tried_again_after_5_and_30_minutes_then_given_up() -> None:
    first = judge(REPORT, ROW, BROKEN, DUE)
    assert (first.state, first.attempts) == (ExpectedState.EXPECTED, 1)
    assert first.next_at == DUE + timedelta(minutes=5)
    second = judge(REPORT, replace(ROW, attempts=1), BROKEN, DUE)
    assert second.next_at == DUE + timedelta(minutes=30)
    third = judge(REPORT, replace(ROW, attempts=2), BROKEN, DUE)
    assert (third.state, third.cause) == (ExpectedState.FAILED, "failed")
    assert third.reason == "the disk is full"


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome(-15, 3600.0, cut=Cut.LIMIT), "time limit of 60 minutes"),
        (Outcome(-9, 1.0), "killed by signal 9"),
        (Outcome(1, 1.0, {}, "a line\nthe last line"), "the last line"),
        (Outcome(1, 1.0), "exit code 1"),
        (Outcome(3, 1.0, {"error": "no plays"}), "no plays"),
    ],
)
def test_why_it_failed(outcome: Outcome, reason: str) -> None:
    assert reason in judge(REPORT, ROW, outcome, DUE).reason


def test_busy_and_stopped_runs_do_not_count() -> None:
    row = replace(ROW, attempts=1)
    busy = judge(REPORT, row, BUSY, DUE)
    assert (busy.state, busy.attempts) == (ExpectedState.EXPECTED, 1)
    assert busy.next_at == DUE + timedelta(minutes=5)
    stopped = judge(REPORT, row, STOPPED, DUE)
    assert (stopped.state, stopped.attempts) == (ExpectedState.EXPECTED, 1)
    assert stopped.next_at is None
    assert judge(REPORT, replace(row, late=True), STOPPED, DUE).state is ExpectedState.WAITING


def test_late_data_waits_a_quarter_of_an_hour_and_not_beyond_its_end() -> None:
    report = make_watched(wait=timedelta(hours=1))
    first = judge(report, ROW, LATE, DUE)
    assert (first.state, first.late, first.attempts) == (ExpectedState.WAITING, True, 0)
    assert first.next_at == DUE + timedelta(minutes=15)
    assert "it waits until 2024-12-16 07:00 UTC" in first.reason
    last = judge(report, ROW, LATE, DUE + timedelta(minutes=50))
    assert last.next_at == DUE + timedelta(hours=1)


def test_after_that_it_is_made_of_what_is_there() -> None:
    end = DUE + REPORT.wait
    verdict = judge(REPORT, replace(ROW, late=True), LATE, end)
    assert (verdict.state, verdict.next_at, verdict.late) == (ExpectedState.WAITING, end, True)


def test_a_run_that_refuses_what_it_was_to_take_failed() -> None:
    verdict = judge(REPORT, replace(ROW, late=True), LATE, DUE + REPORT.wait, whole=False)
    assert (verdict.state, verdict.attempts) == (ExpectedState.EXPECTED, 1)


def test_or_the_owner_is_told() -> None:
    report = make_watched(late_data="tell")
    verdict = judge(report, replace(ROW, late=True), LATE, DUE + report.wait)
    assert (verdict.state, verdict.cause) == (ExpectedState.MISSED, "missed")
    assert verdict.next_at is None


def test_a_period_that_kills_schedulers_is_given_up() -> None:
    verdict = give_up(replace(ROW, attempts=3))
    assert (verdict.state, verdict.cause) == (ExpectedState.FAILED, "failed")
    assert "3 times" in verdict.reason
