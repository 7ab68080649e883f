"""Open the ledger: its database, and the repositories over it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.ledger.database import Database, connect
from reporter.ledger.outbox import Outbox
from reporter.ledger.runs import Runs
from reporter.ledger.timetable import Timetable
from reporter.ledger.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger.

    Attributes:
        database: its transactions.
        runs: runs, their editions, steps and files.
        outbox: messages and the tries to send them.
        timetable: expected periods.
        watch: events, alerts and heartbeats.
    """

    database: Database
    runs: Runs
    outbox: Outbox
    timetable: Timetable
    watch: Watch


@contextmanager
def open_ledger(url: str, now: datetime) -> Iterator[Ledger]:
    """Open the ledger; it is made, or its tables are brought up to date, where they have to be.

    Args:
        url: `sqlite:///path` or `postgresql://user@host/name`.
        now: the clock, aware.

    Raises:
        ConfigError: the URL is none.
        LedgerError: the database cannot be reached, or a newer version of this program made it.
    """
    database = connect(url, now)
    try:
        yield Ledger(
            database, Runs(database), Outbox(database), Timetable(database), Watch(database)
        )
    finally:
        database.close()
