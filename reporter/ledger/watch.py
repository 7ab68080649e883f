"""Events, messages to the owner, and the heartbeats of schedulers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from reporter.ledger.database import insert_new, upsert
from reporter.ledger.place import Place
from reporter.ledger.tables import alerts, events, schedulers
from reporter.ledger.values import Alert, DeliveryState, Event, Scheduler

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from sqlalchemy.engine import Row

    from reporter.ledger.database import Database


class Watch:
    """What happened, who was told, and who is alive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, event: Event) -> None:
        """Record an event."""
        with self._database.write() as connection:
            connection.execute(
                sa.insert(events).values(
                    at=event.at,
                    kind=event.kind,
                    report=event.report,
                    period=event.period,
                    text=event.text,
                )
            )

    def events(
        self, limit: int | None = 100, kinds: Collection[str] | None = None
    ) -> tuple[Event, ...]:
        """The newest events, newest first.

        Args:
            limit: so many at most; none for all.
            kinds: only of these kinds; none for all.
        """
        chosen = sa.select(events).order_by(events.c.id.desc()).limit(limit)
        if kinds is not None:
            chosen = chosen.where(events.c.kind.in_(kinds))
        with self._database.read() as connection:
            return tuple(
                Event(row.at, row.kind, row.report, row.period, row.text)
                for row in connection.execute(chosen)
            )

    def alert(self, new: Alert) -> bool:
        """Queue a message to the owner; false if one of its cause and period is there already.

        Args:
            new: the message; its id, state, tries and error are the ledger's to set.
        """
        row = {
            "cause": new.cause,
            "report": new.report,
            "period": new.period,
            "channel": new.channel,
            "recipient": new.recipient,
            "subject": new.subject,
            "text": new.text,
            "state": DeliveryState.QUEUED,
            "next_at": new.created_at,
            "created_at": new.created_at,
        }
        with self._database.write() as connection:
            return insert_new(connection, alerts, row)

    def alerts(self) -> tuple[Alert, ...]:
        """All messages to the owner, oldest first."""
        return self._alerts()

    def alerts_about(self, report: str, period: str) -> tuple[Alert, ...]:
        """The messages to the owner about a period, oldest first."""
        return self._alerts(alerts.c.report == report, alerts.c.period == period)

    def alerts_due(self, now: datetime) -> tuple[Alert, ...]:
        """The queued ones whose time has come, oldest first."""
        return self._alerts(
            alerts.c.state.in_((DeliveryState.QUEUED, DeliveryState.SENDING)),
            alerts.c.next_at <= now,
            sa.or_(alerts.c.lease_until.is_(None), alerts.c.lease_until <= now),
        )

    def claim_alert(self, alert: int, now: datetime, lease: timedelta) -> bool:
        """Take a message to send it; false if another process was faster."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(alerts)
                .where(
                    alerts.c.id == alert,
                    alerts.c.state.in_((DeliveryState.QUEUED, DeliveryState.SENDING)),
                    sa.or_(alerts.c.lease_until.is_(None), alerts.c.lease_until <= now),
                )
                .values(
                    state=DeliveryState.SENDING,
                    attempts=alerts.c.attempts + 1,
                    lease_until=now + lease,
                )
            )
            return done.rowcount == 1

    def settle_alert(
        self, alert: int, state: DeliveryState, *, next_at: datetime | None, error: str = ""
    ) -> None:
        """How sending it ended; `queued` if it is to be tried again at `next_at`."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(alerts)
                .where(alerts.c.id == alert)
                .values(state=state, next_at=next_at, lease_until=None, error=error)
            )

    def beat(self, scheduler: Scheduler) -> None:
        """Write a scheduler's heartbeat."""
        row = {
            "token": scheduler.token,
            "host": scheduler.place.host,
            "pid": scheduler.place.pid,
            "born": scheduler.place.born,
            "started_at": scheduler.started_at,
            "beat_at": scheduler.beat_at,
            "tick_at": scheduler.tick_at,
            "interval_seconds": scheduler.interval_seconds,
            "stopped_at": scheduler.stopped_at,
            "version": scheduler.version,
        }
        with self._database.write() as connection:
            upsert(connection, schedulers, row, ("token",))

    def schedulers(self, limit: int = 20) -> tuple[Scheduler, ...]:
        """The schedulers that were heard of last, newest first."""
        chosen = sa.select(schedulers).order_by(schedulers.c.beat_at.desc()).limit(limit)
        with self._database.read() as connection:
            return tuple(_scheduler(row) for row in connection.execute(chosen))

    def _alerts(self, *where: sa.ColumnElement[bool]) -> tuple[Alert, ...]:
        chosen = sa.select(alerts).where(*where).order_by(alerts.c.id)
        with self._database.read() as connection:
            return tuple(_alert(row) for row in connection.execute(chosen))


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        cause=row.cause,
        report=row.report,
        period=row.period,
        channel=row.channel,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        error=row.error,
        created_at=row.created_at,
    )


def _scheduler(row: Row[Any]) -> Scheduler:
    return Scheduler(
        token=row.token,
        place=Place(row.host, row.pid, row.born),
        started_at=row.started_at,
        beat_at=row.beat_at,
        tick_at=row.tick_at,
        interval_seconds=row.interval_seconds,
        stopped_at=row.stopped_at,
        version=row.version,
    )
