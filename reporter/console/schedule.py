"""What there is to see of the schedule, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporter.console.history import moment, say
from reporter.console.outcome import line
from reporter.console.table import Column, table
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reporter.ledger.values import Expected, Scheduler
    from reporter.schedule.status import Status, Upcoming

FIRES = (Column("report"), Column("when"), Column("period"))
PERIODS = (
    Column("report"),
    Column("period"),
    Column("state"),
    Column("due"),
    Column("next"),
    Column("why", below=True),
)


def show_upcoming(found: Sequence[Upcoming], *, as_json: bool) -> None:
    """The next times at which each report is made, with their offsets from UTC."""
    if as_json:
        line({"reports": [_upcoming_values(one) for one in found]})
        return
    if not found:
        say("schedule.nothing")
        return
    table(
        FIRES,
        (
            (one.report, f"{clock(fire.at)} {one.zone.key}", fire.period)
            for one in found
            for fire in one.fires
        ),
    )


def show_status(found: Status, *, as_json: bool) -> None:
    """Whether a scheduler is alive, since when and where, and which periods are not made."""
    if as_json:
        line(_status_values(found))
        return
    say("history.line", text=_status_sentence(found))
    if found.trouble is not None:
        say("schedule.trouble", at=moment(found.trouble.at), text=found.trouble.text)
    table(PERIODS, map(_period_cells, found.unmade))


def clock(at: datetime) -> str:
    """A local time with its day of the week and its offset: `Mon 2024-12-16 07:00 +01:00`."""
    return f"{at:%a %Y-%m-%d %H:%M} {at.isoformat()[-6:]}"


def _status_sentence(found: Status) -> str:
    one = found.scheduler
    if one is None:
        return ENGLISH("schedule.dead")
    if not found.alive:
        return ENGLISH("schedule.dead.last", place=one.place.name, at=moment(one.beat_at))
    tick = moment(one.tick_at) if one.tick_at else ENGLISH("schedule.never")
    return ENGLISH("schedule.alive", place=one.place.name, since=moment(one.started_at), tick=tick)


def _period_cells(one: Expected) -> tuple[str, ...]:
    next_at = moment(one.next_at) if one.next_at else ""
    return one.report, one.label, one.state, moment(one.due_at), next_at, one.reason


def _upcoming_values(one: Upcoming) -> dict[str, Any]:
    return {
        "report": one.report,
        "cron": one.cron,
        "zone": one.zone.key,
        "fires": [{"at": fire.at.isoformat(), "period": fire.period} for fire in one.fires],
    }


def _status_values(found: Status) -> dict[str, Any]:
    trouble = found.trouble
    return {
        "alive": found.alive,
        "scheduler": _scheduler_values(found.scheduler),
        "trouble": {"at": trouble.at.isoformat(), "text": trouble.text} if trouble else None,
        "periods": [_period_values(one) for one in found.unmade],
    }


def _period_values(one: Expected) -> dict[str, Any]:
    return {
        "report": one.report,
        "period": one.label,
        "state": one.state.value,
        "due_at": one.due_at.isoformat(),
        "next_at": one.next_at.isoformat() if one.next_at else None,
        "late": one.late,
        "attempts": one.attempts,
        "reason": one.reason or None,
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
