"""Makes what is due: claims a period, runs the program for it, and settles what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from reporter.delivery.alerts import Cause
from reporter.ledger.place import here, is_gone
from reporter.ledger.values import Event, Expected, ExpectedState, Purpose, State
from reporter.period import Period
from reporter.schedule.due import is_given_up, wants_whole
from reporter.schedule.runner import command, end_leader
from reporter.schedule.values import Cut, Outcome, TellOwner, Verdict, Watched
from reporter.schedule.verdict import BUSY, give_up, judge
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from reporter.ledger.opening import Ledger
    from reporter.schedule.keeper import Keeper
    from reporter.schedule.runner import Runner

LEASE = timedelta(minutes=2)
"""A claim that has not been prolonged for so long is another scheduler's to take over."""
RUN_FAILED, HANDED_BACK = "run_failed", "handed_back"
TAKEN_OVER, LOST = "taken_over", "lost"
UNEXPECTED = 1
BAD_ENDS = (ExpectedState.FAILED, ExpectedState.MISSED)


@dataclass(slots=True)
class Maker:
    """Makes one period after the other.

    Attributes:
        ledger: where they stand.
        keeper: knows what can be made.
        runner: runs the program.
        token: of this scheduler.
        config: file of the configuration, if one was named.
        tell: tells the owner.
        clock: aware.
        say: told what happens, a sentence at a time.
        claim: the one that is worked on; empty for none.
    """

    ledger: Ledger
    keeper: Keeper
    runner: Runner
    token: str
    config: Path | None
    tell: TellOwner
    clock: Callable[[], datetime]
    say: Callable[[str], None]
    claim: str = ""
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def work(self) -> tuple[int, ...]:
        """Make all that can be made now, oldest first; the exit codes of the runs."""
        codes = []
        while not self.runner.stop.asked and (found := self.keeper.ready(self.clock())):
            report, row = found[0]
            codes.append(self._make(report, row))
        return tuple(code for code in codes if code is not None)

    def beat(self, now: datetime) -> None:
        """Prolong the claim that is worked on."""
        if claim := self.claim:
            self.ledger.timetable.beat(claim, now + LEASE)

    def _make(self, report: Watched, row: Expected) -> int | None:
        """The exit code of the run; none if there was none, or if there is more to come.

        Each claim has a name of its own, so that one that could not be settled is not prolonged
        with the next one, and is taken over when its lease ends.
        """
        claim = f"{self.token}-{next(self._numbers)}"
        if not self.ledger.timetable.claim(row, claim, self.clock(), LEASE):
            return None
        self.claim = claim
        try:
            if row.state is ExpectedState.RUNNING:
                self._note(TAKEN_OVER, row, ENGLISH("schedule.event.taken_over"))
            verdict, outcome = self._decide(report, row)
            self._settle(row, verdict, claim)
            return _exit_code(verdict, outcome)
        finally:
            self.claim = ""

    def _decide(self, report: Watched, row: Expected) -> tuple[Verdict, Outcome | None]:
        if run := self.keeper.made(report, Period(row.first_day, row.end_day, row.kind)):
            made = ExpectedState.MADE
            return Verdict(made, "", None, late=row.late, run=run, attempts=row.attempts), None
        if is_given_up(row):
            return give_up(row), None
        whole = wants_whole(report, row, self.clock())
        arguments = command(row.report, row.label, config=self.config, whole=whole, late=row.late)
        outcome = self.runner.run(arguments, report.time_limit)
        verdict = judge(report, row, outcome, self.clock(), whole=whole)
        if verdict.attempts > row.attempts:
            self._note(RUN_FAILED, row, "\n".join(filter(None, (verdict.reason, outcome.tail))))
        if outcome.code == BUSY:
            self._end_overdue(report, row)
        if outcome.cut is Cut.STOP and verdict.state.is_open:
            self._note(HANDED_BACK, row, verdict.reason)
        return verdict, outcome

    def _end_overdue(self, report: Watched, row: Expected) -> None:
        """End a run over its time limit whose own scheduler is not there any more to do so.

        It would hold its period for ever. Only its own machine can reach it.
        """
        for run in self.ledger.runs.list(report=row.report):
            is_it = run.key.label == row.label and run.purpose is Purpose.SCHEDULE
            is_overdue = self.clock() - run.started_at > report.time_limit
            if not (is_it and is_overdue and run.state is State.RUNNING):
                continue
            if run.place.host == here().host and not is_gone(run.place):
                end_leader(run.place.pid)
                minutes = round(report.time_limit.total_seconds() / 60)
                self._note(RUN_FAILED, row, ENGLISH("schedule.over_limit", n=minutes))

    def _settle(self, row: Expected, verdict: Verdict, claim: str) -> None:
        before = self._before(row) if verdict.state is ExpectedState.MADE else None
        is_mine = self.ledger.timetable.settle(
            row,
            verdict.state,
            next_at=verdict.next_at,
            late=verdict.late,
            reason=verdict.reason,
            run=verdict.run,
            attempts=verdict.attempts,
            by=claim,
        )
        if not is_mine:
            self._note(LOST, row, ENGLISH("schedule.event.lost"))
            return
        if verdict.state is not row.state:  # one event tells of many waits
            self._note(verdict.state, row, verdict.reason)
        if verdict.cause is not None:
            self.tell(verdict.cause, row.report, row.label, verdict.reason)
        if before is not None and before.state in BAD_ENDS:
            reason = ENGLISH("schedule.alert.recovered", before=before.label)
            self.tell(Cause.RECOVERED, row.report, row.label, reason)

    def _before(self, row: Expected) -> Expected | None:
        """The expected period of the report just before this one."""
        older = [one for one in self.ledger.timetable.of(row.report) if one.due_at < row.due_at]
        return older[-1] if older else None

    def _note(self, kind: str, row: Expected, text: str) -> None:
        now = self.clock()
        self.ledger.watch.note(Event(now, kind, row.report, row.label, text))
        self.say(spoken(kind, row, text))


def _exit_code(verdict: Verdict, outcome: Outcome | None) -> int | None:
    if verdict.state in BAD_ENDS and outcome is None:
        return UNEXPECTED
    if outcome is None or (verdict.state.is_open and not verdict.attempts):
        return None
    return outcome.code if outcome.code >= 0 else UNEXPECTED


def spoken(kind: str, row: Expected, text: str) -> str:
    """An event as a line of the log."""
    values = {"report": row.report, "period": row.label, "what": kind.replace("_", " ")}
    first = text.split("\n", maxsplit=1)[0]
    return ENGLISH("schedule.said.why" if first else "schedule.said", text=first, **values)
