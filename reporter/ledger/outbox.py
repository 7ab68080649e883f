"""The outbox: messages, one to a recipient, and the tries to send them.

A message goes queued -> sending -> sent, failed or unknown. While it is being sent, its phase says
what a crash may have left behind: before the content went out nothing was delivered, after that
nobody can know.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from reporter.errors import TakenOverError, UsageError
from reporter.ledger.database import insert_new
from reporter.ledger.place import Place, is_gone
from reporter.ledger.tables import attempts, deliveries, runs
from reporter.ledger.values import (
    Attempt,
    Channel,
    Delivered,
    Delivery,
    DeliveryState,
    PeriodKey,
    Phase,
)
from reporter.period import PeriodKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row

    from reporter.ledger.database import Database
    from reporter.ledger.values import NewDelivery

LEASE = timedelta(minutes=10)
"""Longer than the sending of one message can take."""
ID_DIGITS = 32
KEY = ("report", "origin", "period", "audience", "recipient", "channel", "revision")
UNSENT = (DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.HELD)


class Outbox:
    """The messages of a ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: str, messages: Iterable[NewDelivery], now: datetime) -> tuple[int, ...]:
        """Put messages of a finished run into the outbox.

        Returns:
            The ids of those that are to be sent. One that went out already, or may have, is left
            as it is; one that never went out is the newer run's from now on.

        Raises:
            UsageError: there is no such run.
        """
        with self._database.write() as connection:
            key = _key_of(connection, run)
            new = (queue(connection, run, key, message, now) for message in messages)
            return tuple(one for one in new if one is not None)

    def of_run(self, run: str) -> tuple[Delivery, ...]:
        """The messages that a run put into the outbox, in order."""
        return self._select(deliveries.c.run == run)

    def of_period(self, key: PeriodKey) -> tuple[Delivery, ...]:
        """The messages of a period, test sends apart, of whatever run, in order."""
        return self._select(*_period(key), deliveries.c.test.is_(False))

    def waiting(self) -> frozenset[str]:
        """Ids of the runs that have messages on their way, test sends apart."""
        chosen = sa.select(deliveries.c.run).where(
            deliveries.c.state.in_((DeliveryState.QUEUED, DeliveryState.SENDING)),
            deliveries.c.test.is_(False),
        )
        with self._database.read() as connection:
            return frozenset(connection.execute(chosen.distinct()).scalars())

    def get(self, delivery: int) -> Delivery:
        """One message."""
        return self._select(deliveries.c.id == delivery)[0]

    def due(self, now: datetime, run: str | None = None) -> tuple[Delivery, ...]:
        """The queued messages whose time has come, in order.

        Args:
            now: the clock, aware.
            run: only those of this run.
        """
        only = () if run is None else (deliveries.c.run == run,)
        return self._select(
            deliveries.c.state == DeliveryState.QUEUED, deliveries.c.next_at <= now, *only
        )

    def ended(self, states: Iterable[DeliveryState], since: datetime) -> tuple[Delivery, ...]:
        """The messages that ended in one of these states after an instant, in order."""
        return self._select(deliveries.c.state.in_(tuple(states)), deliveries.c.ended_at > since)

    def claim(self, delivery: int, place: Place, now: datetime) -> Delivery | None:
        """Take a queued message to send it; none if another process was faster."""
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(deliveries)
                .where(deliveries.c.id == delivery, deliveries.c.state == DeliveryState.QUEUED)
                .values(
                    state=DeliveryState.SENDING,
                    phase=Phase.OPEN,
                    attempts=deliveries.c.attempts + 1,
                    lease_until=now + LEASE,
                    host=place.host,
                    pid=place.pid,
                    born=place.born,
                )
            )
            if done.rowcount != 1:
                return None
            chosen = sa.select(deliveries).where(deliveries.c.id == delivery)
            return _delivery(connection.execute(chosen).one())

    def at_data(self, delivery: int, sha256: str) -> None:
        """The content goes out next: from here on a crash leaves the outcome unknown.

        Raises:
            TakenOverError: the message is not this process's any more, which must not send it.
        """
        with self._database.write() as connection:
            done = connection.execute(
                sa.update(deliveries)
                .where(
                    deliveries.c.id == delivery,
                    deliveries.c.state == DeliveryState.SENDING,
                    deliveries.c.phase == Phase.OPEN,
                )
                .values(phase=Phase.DATA, sha256=sha256)
            )
            if done.rowcount != 1:
                msg = "the message took so long that another process took it over"
                raise TakenOverError(msg)

    def settle(self, delivery: int, attempt: Attempt, *, next_at: datetime | None = None) -> None:
        """Record how a try ended.

        Args:
            delivery: id of the message.
            attempt: how it ended; `queued` if it is to be tried again at `next_at`.
            next_at: when it is to be tried again.
        """
        with self._database.write() as connection:
            _settle(connection, delivery, attempt, next_at)

    def recover(self, now: datetime) -> tuple[Delivery, ...]:
        """Settle the messages whose process died while it sent them.

        Before the content went out they are queued again, and so is whatever goes into a folder,
        where a message of the same id is written once; else they are unknown.

        Returns:
            Those that became unknown.
        """
        unknown = []
        with self._database.write() as connection:
            chosen = sa.select(deliveries).where(deliveries.c.state == DeliveryState.SENDING)
            for row in connection.execute(chosen).all():
                place = Place(row.host, row.pid, row.born)
                if row.lease_until > now and not is_gone(place):
                    continue
                lost = row.phase == Phase.DATA and row.channel == Channel.MAIL
                state = DeliveryState.UNKNOWN if lost else DeliveryState.QUEUED
                text = "the process that sent it ended"
                _settle(connection, row.id, Attempt(now, state, None, text), now)
                if lost:
                    unknown.append(row.id)
        return tuple(self.get(one) for one in unknown)

    def again(self, chosen: Collection[int], now: datetime) -> None:
        """Queue messages that failed, by someone's wish, with the bytes they had."""
        with self._database.write() as connection:
            connection.execute(
                sa.update(deliveries)
                .where(
                    deliveries.c.id.in_(chosen),
                    deliveries.c.state.in_(
                        (DeliveryState.FAILED, DeliveryState.QUEUED, DeliveryState.UNKNOWN)
                    ),
                )
                .values(
                    state=DeliveryState.QUEUED,
                    phase=Phase.IDLE,
                    attempts=0,
                    next_at=now,
                    ended_at=None,
                )
            )

    def attempts(self, delivery: int) -> tuple[Attempt, ...]:
        """The tries to send a message, in order."""
        chosen = sa.select(attempts).where(attempts.c.delivery == delivery).order_by(attempts.c.id)
        with self._database.read() as connection:
            return tuple(
                Attempt(row.at, DeliveryState(row.outcome), row.code, row.text)
                for row in connection.execute(chosen)
            )

    def _select(self, *where: sa.ColumnElement[bool]) -> tuple[Delivery, ...]:
        chosen = sa.select(deliveries).where(*where).order_by(deliveries.c.id)
        with self._database.read() as connection:
            return tuple(_delivery(row) for row in connection.execute(chosen))


def queue(
    connection: Connection, run: str, key: PeriodKey, message: NewDelivery, now: datetime
) -> int | None:
    """Put one message into the outbox, inside a transaction; its id, or none if it is there."""
    values = {
        "run": run,
        "report": key.report,
        "origin": key.origin,
        "period": key.label,
        "audience": message.audience,
        "recipient": message.recipient,
        "channel": message.channel,
        "test": message.test,
        "revision": message.revision,
        "state": message.state,
        "phase": Phase.IDLE,
        "message_id": _message_id(run, key, message, now),
        "subject": message.subject,
        "attempts": 0,
        "next_at": now if message.state is DeliveryState.QUEUED else None,
        "error": message.error,
        "created_at": now,
    }
    if not insert_new(connection, deliveries, values) and not _take_over(connection, values):
        return None
    mine = deliveries.c.message_id == values["message_id"]
    found: int = connection.execute(sa.select(deliveries.c.id).where(mine)).scalar_one()
    return found


def _take_over(connection: Connection, values: Mapping[str, Any]) -> bool:
    """Let a message that never went out be that of the newer run; whether there was one.

    A report held back takes nothing from an earlier one, which was sound.
    """
    same = (deliveries.c[name] == values[name] for name in KEY)
    unsent = UNSENT if values["state"] is DeliveryState.QUEUED else (DeliveryState.HELD,)
    done = connection.execute(
        sa.update(deliveries)
        .where(*same, deliveries.c.test.is_(False), deliveries.c.state.in_(unsent))
        .values({**values, "ended_at": None, "sha256": ""})
    )
    return done.rowcount == 1


def delivered_of(connection: Connection, chosen: Sequence[str]) -> dict[str, Delivered]:
    """How the delivery of each of some runs went; runs without messages are not in it."""
    states: dict[str, list[DeliveryState]] = defaultdict(list)
    rows = connection.execute(
        sa.select(deliveries.c.run, deliveries.c.state)
        .where(deliveries.c.run.in_(chosen), deliveries.c.test.is_(False))
        .distinct()
    )
    for row in rows:
        states[row.run].append(DeliveryState(row.state))
    return {run: together(found) for run, found in states.items()}


def together(states: Iterable[DeliveryState]) -> Delivered:
    """How a delivery went, from the states of its messages: its worst recipient counts."""
    found = set(states) - {DeliveryState.HELD}
    if not found:
        return Delivered.NONE
    if found == {DeliveryState.SENT}:
        return Delivered.SENT
    if DeliveryState.UNKNOWN in found:
        return Delivered.UNKNOWN
    return Delivered.PARTIAL if DeliveryState.SENT in found else Delivered.FAILED


def _settle(
    connection: Connection, delivery: int, attempt: Attempt, next_at: datetime | None
) -> None:
    again = attempt.outcome is DeliveryState.QUEUED
    connection.execute(
        sa.update(deliveries)
        .where(deliveries.c.id == delivery)
        .values(
            state=attempt.outcome,
            phase=Phase.IDLE,
            next_at=next_at if again else None,
            lease_until=None,
            error="" if attempt.outcome is DeliveryState.SENT else attempt.text,
            ended_at=None if again else attempt.at,
        )
    )
    connection.execute(
        sa.insert(attempts).values(
            delivery=delivery,
            at=attempt.at,
            outcome=attempt.outcome,
            code=attempt.code,
            text=attempt.text,
        )
    )


def _message_id(run: str, key: PeriodKey, message: NewDelivery, now: datetime) -> str:
    """An id of its own for each message of a run; a test send is another each time."""
    own = now.isoformat() if message.test else message.revision
    of_period = (run, key.report, key.origin, key.label)
    parts = (*of_period, message.audience, message.recipient, message.channel, own)
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:ID_DIGITS]


def _key_of(connection: Connection, run: str) -> PeriodKey:
    chosen = sa.select(runs).where(runs.c.id == run)
    row = connection.execute(chosen.with_for_update(read=True)).first()
    if row is None:
        msg = f"there is no run '{run}'"
        raise UsageError(msg, hint="`reporter history` lists them")
    if row.pruned_at is not None:
        msg = f"the files of run {run} were removed, so that there is nothing to send"
        raise UsageError(msg, hint="`reporter history` lists those that are there")
    kind = PeriodKind(row.kind)
    return PeriodKey(row.report, row.origin, kind, row.period, row.first_day, row.end_day)


def _period(key: PeriodKey) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        deliveries.c.report == key.report,
        deliveries.c.origin == key.origin,
        deliveries.c.period == key.label,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        run=row.run,
        report=row.report,
        origin=row.origin,
        period=row.period,
        audience=row.audience,
        recipient=row.recipient,
        channel=Channel(row.channel),
        test=row.test,
        revision=row.revision,
        state=DeliveryState(row.state),
        phase=Phase(row.phase),
        message_id=row.message_id,
        subject=row.subject,
        attempts=row.attempts,
        next_at=row.next_at,
        error=row.error,
        sha256=row.sha256,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
