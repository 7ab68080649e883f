"""What becomes of an expected period after a run of it: made, waiting, tried again, or given up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.delivery.alerts import Cause
from reporter.ledger.values import Expected, ExpectedState
from reporter.schedule.due import TRIES, deadline
from reporter.schedule.values import Cut, Outcome, Verdict, Watched
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from datetime import datetime

DONE, UNREADABLE, UNDELIVERED, BUSY, HELD = 0, 3, 4, 5, 6
"""The exit codes of a run that say more than that it failed."""
NOT_THROUGH = "not_through"
"""What a run that wants whole data says of a period whose last day has not come in."""
RECHECK = timedelta(minutes=15)
BUSY_AGAIN = timedelta(minutes=5)
BACKOFF = (timedelta(minutes=5), timedelta(minutes=30))


def judge(
    report: Watched, row: Expected, outcome: Outcome, now: datetime, *, whole: bool = True
) -> Verdict:
    """What becomes of a period. Of a report that is held back, the run itself tells the owner.

    Args:
        report: whose period it is.
        row: the period as it was before the run.
        outcome: how the run ended.
        now: the clock when it ended, aware.
        whole: the run was to refuse a period whose data is not through.
    """
    if outcome.code in {DONE, UNDELIVERED, HELD}:
        return _made(row, outcome)
    if outcome.cut is Cut.STOP:
        return _again(row, None, ENGLISH("schedule.handed_back"))
    if outcome.code == BUSY:
        return _again(row, now + BUSY_AGAIN, ENGLISH("schedule.busy"))
    refused = outcome.code == UNREADABLE and outcome.answer.get("reason") == NOT_THROUGH
    if refused and whole:
        return _not_through(report, row, now)
    return _failed(row, why(report, outcome), now)


def give_up(row: Expected) -> Verdict:
    """A period that was taken over too often from schedulers that died while it was made."""
    reason = ENGLISH("schedule.given_up", n=row.attempts)
    return Verdict(
        ExpectedState.FAILED,
        reason,
        None,
        late=row.late,
        run="",
        attempts=row.attempts,
        cause=Cause.FAILED,
    )


def why(report: Watched, outcome: Outcome) -> str:
    """Why a run failed, as a sentence."""
    if outcome.cut is Cut.LIMIT:
        minutes = round(report.time_limit.total_seconds() / 60)
        return ENGLISH("schedule.over_limit", n=minutes)
    if outcome.code < 0:
        return ENGLISH("schedule.killed", signal=-outcome.code)
    told = outcome.answer.get("error") or " ".join(outcome.tail.split("\n")[-1:])
    return str(told) or ENGLISH("schedule.code", code=outcome.code)


def _made(row: Expected, outcome: Outcome) -> Verdict:
    reason = {
        UNDELIVERED: ENGLISH("schedule.undelivered"),
        HELD: ENGLISH("schedule.held"),
    }.get(outcome.code, "")
    run = str(outcome.answer.get("run") or "")
    return Verdict(ExpectedState.MADE, reason, None, row.late, run, row.attempts)


def _again(row: Expected, at: datetime | None, reason: str) -> Verdict:
    """It waits, or is expected, as before: that run does not count."""
    state = ExpectedState.WAITING if row.late else ExpectedState.EXPECTED
    return Verdict(state, reason, at, row.late, "", row.attempts)


def _not_through(report: Watched, row: Expected, now: datetime) -> Verdict:
    until = deadline(report, row)
    if now < until:
        at = min(now + RECHECK, until)
        reason = ENGLISH("schedule.waiting", until=f"{until:%Y-%m-%d %H:%M} UTC")
        return Verdict(ExpectedState.WAITING, reason, at, late=True, run="", attempts=row.attempts)
    if report.late_data == "tell":
        reason = ENGLISH("schedule.not_through")
        missed = ExpectedState.MISSED
        return Verdict(
            missed, reason, None, late=True, run="", attempts=row.attempts, cause=Cause.MISSED
        )
    reason = ENGLISH("schedule.anyway")
    return Verdict(ExpectedState.WAITING, reason, now, late=True, run="", attempts=row.attempts)


def _failed(row: Expected, reason: str, now: datetime) -> Verdict:
    failures = row.attempts + 1
    if failures >= TRIES:
        return Verdict(ExpectedState.FAILED, reason, None, row.late, "", failures, Cause.FAILED)
    at = now + BACKOFF[row.attempts]
    return Verdict(ExpectedState.EXPECTED, reason, at, row.late, "", failures)
