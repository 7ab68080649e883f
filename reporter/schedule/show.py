"""Prints what there is to see of the schedule: a table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import typer

from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reporter.ledger.values import Scheduler
    from reporter.schedule.status import Status, Upcoming

COLUMNS = ("report", "at", "period")


def show_upcoming(found: Sequence[Upcoming], *, as_json: bool) -> None:
    """The next times at which each report is made, with their offsets from UTC."""
    if as_json:
        typer.echo(json.dumps({"reports": [_upcoming_values(one) for one in found]}))
        return
    if not found:
        typer.echo(ENGLISH("schedule.nothing"))
        return
    rows = [
        (one.report, f"{clock(fire.at)} {one.zone.key}", fire.period)
        for one in found
        for fire in one.fires
    ]
    _table([ENGLISH(f"schedule.column.{name}") for name in COLUMNS], rows)


def show_status(found: Status, *, as_json: bool) -> None:
    """Whether a scheduler is alive, since when and where."""
    if as_json:
        values = {"alive": found.alive, "scheduler": _scheduler_values(found.scheduler)}
        typer.echo(json.dumps(values))
        return
    typer.echo(_status_sentence(found))


def say(now: datetime, text: str) -> None:
    """A line of a scheduler's log, on stderr."""
    typer.echo(ENGLISH("schedule.line", at=f"{now:%Y-%m-%dT%H:%M:%SZ}", text=text), err=True)


def clock(at: datetime) -> str:
    """A local time with its day of the week and its offset: `Mon 2024-12-16 07:00 +01:00`."""
    return f"{at:%a %Y-%m-%d %H:%M} {at.isoformat()[-6:]}"


def _status_sentence(found: Status) -> str:
    one = found.scheduler
    if one is None:
        return ENGLISH("schedule.dead")
    if not found.alive:
        return ENGLISH("schedule.dead.last", place=one.place.name, at=_utc(one.beat_at))
    tick = _utc(one.tick_at) if one.tick_at else ENGLISH("schedule.never")
    return ENGLISH("schedule.alive", place=one.place.name, since=_utc(one.started_at), tick=tick)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415 - only a terminal pays for it
        from rich.table import Table  # noqa: PLC0415

        table = Table(*head)
        for row in rows:
            table.add_row(*row)
        Console().print(table)
        return
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
        typer.echo("  ".join(cells).rstrip())


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _upcoming_values(one: Upcoming) -> dict[str, Any]:
    return {
        "report": one.report,
        "cron": one.cron,
        "zone": one.zone.key,
        "fires": [{"at": fire.at.isoformat(), "period": fire.period} for fire in one.fires],
    }


def _scheduler_values(one: Scheduler | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "host": one.place.name.rpartition(":")[0],
        "pid": one.place.pid,
        "version": one.version,
        "started_at": one.started_at.isoformat(),
        "beat_at": one.beat_at.isoformat(),
        "tick_at": one.tick_at.isoformat() if one.tick_at else None,
        "stopped_at": one.stopped_at.isoformat() if one.stopped_at else None,
    }
