"""What can be seen of the schedule: who is alive, what is not made, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.ledger.place import is_gone
from reporter.schedule.cron import next_fires
from reporter.schedule.due import period_of
from reporter.schedule.values import Trouble, watched

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from reporter.config import Settings
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Event, Expected, Scheduler

MISSED_BEATS = 3
"""A scheduler that is not heard of for so many intervals is taken for dead."""
N_FIRES = 5
RECENT = timedelta(days=14)
"""What was due earlier and was given up interests nobody any more."""


@dataclass(frozen=True, slots=True)
class Status:
    """Whether a scheduler is alive.

    Attributes:
        alive: one is.
        scheduler: that one, or the one that was heard of last; none if there never was one.
        trouble: its newest one with a job of its own; none if it had none.
        unmade: periods that are to be made, and recent ones that were given up, oldest first.
    """

    alive: bool
    scheduler: Scheduler | None
    trouble: Event | None = None
    unmade: tuple[Expected, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 alive, 1 not."""
        return 0 if self.alive else 1


def status(ledger: Ledger, now: datetime) -> Status:
    """Whether a scheduler is alive, by its heartbeat and, on its own machine, its process."""
    known = ledger.watch.schedulers()
    alive = next((one for one in known if _is_alive(one, now)), None)
    found = alive or next(iter(known), None)
    troubles = ledger.watch.events(limit=1, kinds=tuple(Trouble))
    return Status(
        alive is not None,
        found,
        next((one for one in troubles if found and one.at >= found.started_at), None),
        ledger.timetable.unmade(now - RECENT),
    )


def _is_alive(one: Scheduler, now: datetime) -> bool:
    silence = now - one.beat_at
    allowed = MISSED_BEATS * timedelta(seconds=one.interval_seconds)
    return one.stopped_at is None and silence < allowed and not is_gone(one.place)


@dataclass(frozen=True, slots=True)
class Fire:
    """A time at which a report is made: in the zone of its schedule, and for which period."""

    at: datetime
    period: str


@dataclass(frozen=True, slots=True)
class Upcoming:
    """What comes next of a report.

    Attributes:
        report: its name.
        cron: its expression.
        zone: whose clocks that means.
        fires: the next times, in order.
    """

    report: str
    cron: str
    zone: ZoneInfo
    fires: tuple[Fire, ...]


def upcoming(settings: Settings, now: datetime, n: int = N_FIRES) -> tuple[Upcoming, ...]:
    """The next times at which each report is made; reports without a schedule are left out.

    Args:
        settings: of the program.
        now: the clock, aware.
        n: how many times of each.
    """
    return tuple(
        Upcoming(
            report.name,
            report.cron,
            report.zone,
            tuple(
                Fire(at.astimezone(report.zone), period_of(report, at).label)
                for at in next_fires(report.cron, report.zone, now, n)
            ),
        )
        for report in watched(settings)
    )
