"""Expected periods: what a schedule wants made, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from reporter.ledger.database import insert_new
from reporter.ledger.tables import expected, reports
from reporter.ledger.values import Expected, ExpectedState
from reporter.period import PeriodKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from sqlalchemy.engine import Row

    from reporter.ledger.database import Database

OPEN = tuple(state for state in ExpectedState if state.is_open)
GIVEN_UP = (ExpectedState.SKIPPED, ExpectedState.MISSED, ExpectedState.FAILED)


class Timetable:
    """The expected periods of a ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def watch(self, report: str, cron: str, now: datetime) -> datetime:
        """Since when a report is watched: from now on where nobody has yet, or with another cron.

        Nothing that would have been due before that is expected.
        """
        with self._database.write() as connection:
            row = {"report": report, "watched_since": now, "cron": cron}
            if insert_new(connection, reports, row):
                return now
            connection.execute(
                sa.update(reports)
                .where(reports.c.report == report, reports.c.cron != cron)
                .values(watched_since=now, cron=cron)
            )
            chosen = sa.select(reports.c.watched_since).where(reports.c.report == report)
            since: datetime = connection.execute(chosen).scalar_one()
            return since

    def expect(self, rows: Iterable[Expected]) -> int:
        """Note expected periods; those that are known stay as they are. How many are new."""
        with self._database.write() as connection:
            return sum(insert_new(connection, expected, _row(one)) for one in rows)

    def of(self, report: str) -> tuple[Expected, ...]:
        """All expected periods of a report, oldest first."""
        chosen = sa.select(expected).where(expected.c.report == report)
        with self._database.read() as connection:
            ordered = chosen.order_by(expected.c.due_at, expected.c.first_day)
            return tuple(_expected(row) for row in connection.execute(ordered))

    def latest(self, report: str) -> Expected | None:
        """The expected period that was due last; none where there is none."""
        chosen = sa.select(expected).where(expected.c.report == report)
        with self._database.read() as connection:
            ordered = chosen.order_by(expected.c.due_at.desc(), expected.c.first_day.desc())
            row = connection.execute(ordered.limit(1)).first()
            return None if row is None else _expected(row)

    def open(self, report: str | None = None) -> tuple[Expected, ...]:
        """The periods for which there is something to do, oldest first."""
        chosen = sa.select(expected).where(expected.c.state.in_(OPEN))
        if report is not None:
            chosen = chosen.where(expected.c.report == report)
        with self._database.read() as connection:
            ordered = chosen.order_by(expected.c.due_at, expected.c.report, expected.c.first_day)
            return tuple(_expected(row) for row in connection.execute(ordered))

    def unmade(self, since: datetime) -> tuple[Expected, ...]:
        """The open periods, and those given up that were due since an instant, oldest first."""
        is_recent = sa.and_(expected.c.state.in_(GIVEN_UP), expected.c.due_at >= since)
        chosen = sa.select(expected).where(sa.or_(expected.c.state.in_(OPEN), is_recent))
        with self._database.read() as connection:
            ordered = chosen.order_by(expected.c.due_at, expected.c.report, expected.c.first_day)
            return tuple(_expected(row) for row in connection.execute(ordered))

    def claim(self, one: Expected, by: str, now: datetime, lease: timedelta) -> bool:
        """Take a period to work on it; false if another scheduler was faster.

        Args:
            one: the period, as it was read.
            by: token of the scheduler.
            now: the clock, aware.
            lease: after this time without `beat` another may take it.
        """
        is_free = expected.c.state.in_((ExpectedState.EXPECTED, ExpectedState.WAITING))
        is_left = sa.and_(expected.c.state == ExpectedState.RUNNING, expected.c.lease_until <= now)
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(expected)
                .where(_is(one), sa.or_(is_free, is_left), expected.c.attempts == one.attempts)
                .values(
                    state=ExpectedState.RUNNING,
                    claimed_by=by,
                    lease_until=now + lease,
                    attempts=expected.c.attempts + 1,
                )
            )
            return done.rowcount == 1

    def beat(self, by: str, until: datetime) -> None:
        """Prolong the leases of all periods that a scheduler works on."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(expected)
                .where(expected.c.claimed_by == by, expected.c.state == ExpectedState.RUNNING)
                .values(lease_until=until)
            )

    def settle(  # noqa: PLR0913 - the columns that change, by name
        self,
        one: Expected,
        state: ExpectedState,
        *,
        next_at: datetime | None = None,
        late: bool | None = None,
        reason: str = "",
        run: str = "",
        attempts: int | None = None,
        by: str | None = None,
    ) -> bool:
        """What became of a period; it is nobody's any more.

        Args:
            one: the period.
            state: its new state.
            next_at: when there is something to do for it next.
            late: it waited for data; as before if not given.
            reason: why it is skipped, waits, or failed.
            run: the run that made it.
            attempts: how many runs count; as before if not given.
            by: only if this scheduler still works on it.

        Returns:
            False if another scheduler has taken it over in the meantime.
        """
        values: dict[str, Any] = {
            "state": state,
            "next_at": next_at,
            "reason": reason,
            "run": run,
            "claimed_by": "",
            "lease_until": None,
        }
        values |= {} if late is None else {"late": late}
        values |= {} if attempts is None else {"attempts": attempts}
        mine = () if by is None else (expected.c.claimed_by == by,)
        with self._database.write() as connection:
            done = connection.execute(sa.update(expected).where(_is(one), *mine).values(values))
            return done.rowcount == 1


def _is(one: Expected) -> sa.ColumnElement[bool]:
    return sa.and_(expected.c.report == one.report, expected.c.period == one.label)


def _row(one: Expected) -> dict[str, Any]:
    return {
        "report": one.report,
        "period": one.label,
        "kind": one.kind,
        "first_day": one.first_day,
        "end_day": one.end_day,
        "due_at": one.due_at,
        "state": one.state,
        "attempts": one.attempts,
        "next_at": one.next_at,
        "late": one.late,
        "reason": one.reason,
        "run": one.run,
        "claimed_by": one.claimed_by,
        "lease_until": one.lease_until,
    }


def _expected(row: Row[Any]) -> Expected:
    return Expected(
        report=row.report,
        label=row.period,
        kind=PeriodKind(row.kind),
        first_day=row.first_day,
        end_day=row.end_day,
        due_at=row.due_at,
        state=ExpectedState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        late=row.late,
        reason=row.reason,
        run=row.run,
        claimed_by=row.claimed_by,
        lease_until=row.lease_until,
    )
