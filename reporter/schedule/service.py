"""The edge to APScheduler: which jobs there are, when they wake, and what becomes of its troubles.

The jobs are made anew from the configuration at each start and kept in memory alone: what was done
stands in the ledger. A cron trigger only wakes the look at the ledger, which decides.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any

import typer
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from reporter.errors import LedgerError
from reporter.schedule.cron import CronTrigger
from reporter.schedule.desk import BEAT_SECONDS, TICK_SECONDS, Desk
from reporter.schedule.values import Trouble
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.schedule.stopping import Stopping
    from reporter.schedule.values import Chores

GRACE_SECONDS = 20
"""A look or a heartbeat that is later than this is left out: the next one is near."""
LOOK_SECONDS = 0.2
LOOKS, RUNS, MAIL = "looks", "runs", "mail"
TROUBLES = {
    EVENT_JOB_MISSED: Trouble.MISSED,
    EVENT_JOB_ERROR: Trouble.ERROR,
    EVENT_JOB_MAX_INSTANCES: Trouble.OVERRUN,
}


@dataclass(slots=True)
class Lane:
    """Work that is done by one thread; a wish that comes while it is done is dropped.

    Attributes:
        scheduler: whose executor does it.
        name: of the job, and of its executor.
        work: what is done.
    """

    scheduler: BackgroundScheduler
    name: str
    work: Callable[[], object]
    _free: Lock = field(default_factory=Lock)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def wake(self) -> None:
        """Have it done now, unless it is being done.

        Each job has a name of its own: APScheduler counts one as running a little longer than it
        does, and would refuse the next of the same name.
        """
        if self._free.acquire(blocking=False):
            name = f"{self.name} {next(self._numbers)}"
            self.scheduler.add_job(
                self._do, executor=self.name, id=name, name=name, misfire_grace_time=None
            )

    @property
    def is_free(self) -> bool:
        """Nothing is being done."""
        return not self._free.locked()

    def _do(self) -> None:
        try:
            self.work()
        finally:
            self._free.release()


def serve(desk: Desk, chores: Chores, stop: Stopping) -> None:
    """Make reports when they are due, until the scheduler is asked to end.

    What runs then is asked to terminate, killed if it does not, and its period handed back.

    Args:
        desk: the scheduler.
        chores: what else it does.
        stop: whether it is to end.
    """
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # its troubles reach the ledger
    scheduler = make_scheduler(desk)
    add_jobs(scheduler, desk, chores, stop)
    desk.open()
    desk.say(ENGLISH("schedule.running", n=len(desk.reports)))
    scheduler.start()
    try:
        while not stop.asked:
            time.sleep(LOOK_SECONDS)
        desk.say(ENGLISH("schedule.stopping"))
    finally:
        stop.asked = True
        scheduler.shutdown(wait=True)
        desk.close()


def make_scheduler(desk: Desk) -> BackgroundScheduler:
    """APScheduler, with its troubles told to the ledger."""
    one_thread = {name: ThreadPoolExecutor(1) for name in (RUNS, MAIL)}
    scheduler = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={LOOKS: ThreadPoolExecutor(2), **one_thread},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE_SECONDS},
        timezone=UTC,
    )

    def listen(event: Any) -> None:  # noqa: ANN401 - APScheduler has no annotations
        tell_trouble(desk, event)

    scheduler.add_listener(listen, EVENT_JOB_MISSED | EVENT_JOB_ERROR | EVENT_JOB_MAX_INSTANCES)
    return scheduler


def add_jobs(scheduler: BackgroundScheduler, desk: Desk, chores: Chores, stop: Stopping) -> None:
    """A look at each cron time and each minute, a heartbeat each half minute."""
    runs = Lane(scheduler, RUNS, desk.maker.work)
    mail = Lane(scheduler, MAIL, lambda: chores.deliver(desk.ledger, stop))

    def look() -> None:
        try:
            chores.clear_up(desk.ledger)
        finally:  # what cannot be cleared up must not keep the next report from being made
            if desk.tick():
                runs.wake()
            mail.wake()

    def beat() -> None:
        desk.beat()
        chores.ping()

    for name, job, seconds in (("tick", look, TICK_SECONDS), ("heartbeat", beat, BEAT_SECONDS)):
        scheduler.add_job(
            job,
            IntervalTrigger(seconds=int(seconds), timezone=UTC),
            id=name,
            executor=LOOKS,
            next_run_time=datetime.now(UTC),
        )
    for report in desk.reports:
        scheduler.add_job(
            look,
            CronTrigger(report.cron, report.zone),
            id=f"report {report.name}",
            executor=LOOKS,
            misfire_grace_time=None,  # the ledger decides what is too late
        )


def tell_trouble(desk: Desk, event: Any) -> None:  # noqa: ANN401 - as above
    """Have a job that was missed, met an error, or was not done in time stand in the ledger."""
    kind = TROUBLES[event.code]
    values = {"job": event.job_id}
    if event.code == EVENT_JOB_ERROR:
        text = " ".join(str(event.exception).split())
        values |= {"kind": type(event.exception).__name__, "text": text}
    else:
        overrun = event.code == EVENT_JOB_MAX_INSTANCES
        at = event.scheduled_run_times[0] if overrun else event.scheduled_run_time
        values |= {"at": f"{at:%Y-%m-%d %H:%M:%S %z}"}
    told = ENGLISH(f"schedule.event.{kind}", **values)
    try:
        desk.note(kind, told)
    except LedgerError as error:  # then the log must do
        typer.echo(f"{told}\n{error}", err=True)
