"""A ledger after years of work, for the benchmarks: its runs, and all that hangs on them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from reporter.ledger.opening import open_ledger
from reporter.ledger.tables import (
    attempts,
    deliveries,
    editions,
    events,
    expected,
    files,
    reports,
    runs,
    series,
    steps,
)
from reporter.ledger.values import Channel, DeliveryState, ExpectedState, Phase, Purpose, State
from reporter.period import DAY, Period, PeriodKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table

N_RUNS, N_EXPECTED = 5000, 500
FILES = tuple(f"csv/table_{i}.csv" for i in range(16)) + tuple(f"charts/{i}.svg" for i in range(16))
STEPS = ("read", "analyse", "draw", "write", "record")
RECIPIENTS = ("ceo@example.org", "cfo@example.org")
BEGUN = datetime(2026, 3, 2, 6, tzinfo=UTC)
"""When the newest run began; the others lie before it, evenly."""
RUNS_A_DAY = 4
CRON = "0 6 * * *"
REPORT = "daily"

Row = dict[str, Any]


def fill(url: str, n_runs: int = N_RUNS, n_expected: int = N_EXPECTED) -> None:
    """Make the ledger of a report that was made for every day, four times each.

    Every run has its files, steps and messages; the newest days were expected and are made, so
    that nothing is left to be done.

    Args:
        url: of a database that is not there yet.
        n_runs: how many runs there are; the last one began at `BEGUN`.
        n_expected: how many days were expected, the newest; at most a quarter of `n_runs`.
    """
    with open_ledger(url, BEGUN) as ledger, ledger.database.write() as connection:
        for table, rows in _tables(n_runs, n_expected):
            connection.execute(table.insert(), rows)


def _tables(n_runs: int, n_expected: int) -> Iterator[tuple[Table, list[Row]]]:
    made = [_run(n_runs - 1 - i) for i in range(n_runs)]
    yield runs, made
    yield series, [_series()]
    yield editions, [_edition(run) for run in made]
    yield files, [_file(run, path) for run in made for path in FILES]
    yield steps, [_step(run, name) for run in made for name in STEPS]
    messages = [_message(run, i) for run in made for i in range(len(RECIPIENTS))]
    yield deliveries, messages
    yield attempts, [_attempt(i) for i in range(1, len(messages) + 1)]
    yield reports, [{"report": REPORT, "watched_since": made[0]["started_at"], "cron": CRON}]
    newest = {run["period"]: run for run in made}
    yield expected, [_expected(run) for run in [*newest.values()][-n_expected:]]
    yield events, [_event(run) for run in made]


def _run(age: int) -> Row:
    """The run that has so many after it."""
    at = BEGUN - timedelta(hours=24 / RUNS_A_DAY) * age
    first = at.date() - DAY
    period = Period(first, first + DAY, PeriodKind.DAY)
    name = f"{at:%Y%m%dT%H%M%SZ}-{age:04x}"
    return {
        "id": name,
        "report": REPORT,
        "origin": "",
        "kind": period.kind,
        "period": period.label,
        "first_day": period.first_day,
        "end_day": period.end_day,
        "purpose": Purpose.SCHEDULE,
        "send": True,
        "late": False,
        "state": State.COMPLETE,
        "root": "output",
        "folder": f"{REPORT}/{period.label}/{name}",
        "version": "1.0",
        "started_at": at,
        "beat_at": at,
        "lease_until": at,
        "ended_at": at + timedelta(seconds=12),
        "seconds": 12.5,
        "plays_read": 149_860,
        "plays_in_period": 412,
        "host": "example",
        "pid": 1,
        "born": "",
        "error": "",
    }


def _series() -> Row:
    return {
        "id": "daily",
        "report": REPORT,
        "audience": "all",
        "origin": "",
        "filter": "",
        "first_run": "",
    }


def _edition(run: Row) -> Row:
    named = {name: run[name] for name in ("report", "origin", "period", "state")}
    return {"run": run["id"], "audience": "all", "series": "daily", "reason": "", **named}


def _file(run: Row, path: str) -> Row:
    sha256 = hashlib.sha256(f"{run['id']}{path}".encode()).hexdigest()
    return {"run": run["id"], "path": path, "bytes": 4096, "sha256": sha256}


def _step(run: Row, name: str) -> Row:
    return {"run": run["id"], "name": name, "started_at": run["started_at"], "seconds": 2.5}


def _message(run: Row, i: int) -> Row:
    """To one of the recipients; a later run of the day corrects an earlier one."""
    named = {name: run[name] for name in ("report", "origin", "period", "ended_at")}
    return {
        "run": run["id"],
        **named,
        "audience": "all",
        "recipient": RECIPIENTS[i],
        "channel": Channel.MAIL,
        "test": False,
        "revision": run["started_at"].hour * RUNS_A_DAY // 24,
        "state": DeliveryState.SENT,
        "phase": Phase.DATA,
        "message_id": f"<{run['id']}.{i}@example.org>",
        "subject": "Skips rose 2.1 points to 31.4%",
        "attempts": 1,
        "host": "example",
        "pid": 1,
        "born": "",
        "sha256": hashlib.sha256(run["id"].encode()).hexdigest(),
        "created_at": run["ended_at"],
    }


def _attempt(message: int) -> Row:
    return {
        "delivery": message,
        "at": BEGUN,
        "outcome": DeliveryState.SENT,
        "code": 250,
        "text": "2.0.0 Ok: queued",
    }


def _expected(run: Row) -> Row:
    named = {name: run[name] for name in ("report", "period", "kind", "first_day", "end_day")}
    return {
        **named,
        "due_at": run["started_at"],
        "state": ExpectedState.MADE,
        "attempts": 1,
        "late": False,
        "reason": "",
        "run": run["id"],
        "claimed_by": "",
    }


def _event(run: Row) -> Row:
    return {
        "at": run["started_at"],
        "kind": "run_recovered",
        "report": REPORT,
        "period": run["period"],
        "text": run["id"],
    }
