"""What one look at the clock changes in the ledger: periods become expected, or are skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.delivery.alerts import Cause
from reporter.ledger.values import Event, Expected, ExpectedState, PeriodKey
from reporter.schedule.due import dues, expectations, ready
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from reporter.ledger.opening import Ledger
    from reporter.period import Period
    from reporter.schedule.values import Due, TellOwner, Watched

Startable = tuple["Watched", Expected]
"""A report, and a period of it that can be made now."""
SKIPPED = "skipped"
"""The event of a period that an outage cost."""


@dataclass(slots=True)
class _Coming:
    """What is due next for a report, and what comes after that."""

    next: Due | None
    later: Iterator[Due]

    def until(self, now: datetime) -> Iterator[Due]:
        """Take what is due by now, oldest first."""
        while self.next is not None and self.next.at <= now:
            yield self.next
            self.next = next(self.later, None)


class Keeper:
    """Keeps the ledger's expected periods up to the clock.

    Args:
        ledger: where they stand.
        reports: that have a schedule.
        tell: tells the owner of what was skipped.
        now: the clock, aware. Nothing that was due before a report was first watched is expected.
    """

    def __init__(
        self, ledger: Ledger, reports: Sequence[Watched], tell: TellOwner, now: datetime
    ) -> None:
        self._ledger = ledger
        self._reports = {report.name: report for report in reports}
        self._tell = tell
        ticks = (one.tick_at for one in ledger.watch.schedulers())
        self._alive_at = max((tick for tick in ticks if tick is not None), default=None)
        self._coming = {report.name: self._begin(report, now) for report in reports}

    def look(self, now: datetime) -> tuple[Startable, ...]:
        """Note what has become due, and find what can be started.

        With nothing due that is one query, and no cron expression is looked at.

        Args:
            now: the clock, aware.

        Returns:
            What can be made now, oldest first.
        """
        rows = self._ledger.timetable.open()
        changes = [self._compare(report, rows, now) for report in self._reports.values()]
        self._alive_at = now
        return self.ready(now) if any(changes) else self._startable(rows, now)

    def ready(self, now: datetime) -> tuple[Startable, ...]:
        """What can be made now, oldest first, of that which is noted already."""
        return self._startable(self._ledger.timetable.open(), now)

    def made(self, report: Watched, period: Period) -> str | None:
        """The run that made and sent the report of a period since it was over, if there is one.

        A report that was made while the period went on, or was not sent, is no reason to leave
        this one out.
        """
        key = PeriodKey(
            report.name, "", period.kind, period.label, period.first_day, period.end_day
        )
        run = self._ledger.runs.current(key)
        if run is None or not run.send or run.started_at < period.end(report.data_zone):
            return None
        return run.id

    def _begin(self, report: Watched, now: datetime) -> _Coming:
        since = self._ledger.timetable.watch(report.name, report.cron, now)
        last = self._ledger.timetable.latest(report.name)
        if last is None:
            later = dues(report, since)
        else:
            after = max(since, last.due_at)
            later = (due for due in dues(report, after) if due.period.end_day > last.end_day)
        return _Coming(next(later, None), later)

    def _startable(self, rows: Sequence[Expected], now: datetime) -> tuple[Startable, ...]:
        mine = [row for row in rows if row.report in self._reports]
        return tuple((self._reports[row.report], row) for row in ready(mine, now))

    def _compare(self, report: Watched, rows: Sequence[Expected], now: datetime) -> bool:
        """Whether anything had to be written."""
        new = tuple(self._coming[report.name].until(now))
        made = {due.period.label: self.made(report, due.period) for due in new}
        found = expectations(
            report,
            new,
            [row for row in rows if row.report == report.name],
            made={label: run for label, run in made.items() if run is not None},
            now=now,
            alive_at=self._alive_at,
        )
        if found.new:
            self._ledger.timetable.expect(found.new)
        for row in found.skipped:
            self._ledger.timetable.settle(row, row.state, reason=row.reason, by="")
        together = (*found.skipped, *found.new)
        self._report(report, [row for row in together if row.state is ExpectedState.SKIPPED], now)
        return bool(together)

    def _report(self, report: Watched, skipped: Sequence[Expected], now: datetime) -> None:
        """An event for each skipped period, and one message to the owner for all of them."""
        for row in skipped:
            self._ledger.watch.note(Event(now, SKIPPED, report.name, row.label, row.reason))
        if skipped:
            first, last = skipped[0], skipped[-1]
            reason = ENGLISH(
                "schedule.alert.skipped",
                n=len(skipped),
                first=first.label,
                last=last.label,
                reason=last.reason,
            )
            self._tell(Cause.MISSED, report.name, last.label, reason)
