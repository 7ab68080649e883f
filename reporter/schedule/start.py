"""What the command line starts: the scheduler, or one look at what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from reporter.ledger.opening import open_ledger
from reporter.schedule.desk import open_desk
from reporter.schedule.runner import PROGRAM
from reporter.schedule.stopping import stopping
from reporter.schedule.values import Chores
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from reporter.config import Settings
    from reporter.schedule.desk import Desk
    from reporter.schedule.values import Stop

NO_CHORES = Chores()
DONE, INTERRUPTED = 0, 130
WORST_FIRST = (1, 2, 3, 6, 4, 5)
"""The exit codes of runs, from the worst to the one that minds least."""


def schedule(
    settings: Settings,
    config: Path | None,
    *,
    clock: Callable[[], datetime],
    chores: Chores = NO_CHORES,
    once: bool = False,
    program: Sequence[str] = PROGRAM,
) -> int:
    """Make reports when they are due.

    Args:
        settings: read once; each run reads the configuration again.
        config: file of the configuration, if one was named.
        clock: aware.
        chores: what a scheduler does beside making reports.
        once: do what is due and leave.
        program: makes one report; its arguments follow.

    Returns:
        The exit code. A scheduler that is asked to end did its work: 0. With `once`, the worst of
        its runs, or 130 if it was asked to end before they were through.

    Raises:
        ConfigError: no report has a schedule.
        LedgerError: the ledger cannot be used.
    """

    def say(text: str) -> None:
        typer.echo(log_line(clock(), text), err=True)

    with stopping() as stop, open_ledger(settings.archive.ledger_url, clock()) as ledger:
        desk = open_desk(
            settings, ledger, config=config, clock=clock, stop=stop, say=say, program=program
        )
        if once:
            return do_once(desk, chores, stop)
        from reporter.schedule.service import serve  # noqa: PLC0415 - `once` needs no APScheduler

        serve(desk, chores, stop)
        return DONE


def do_once(desk: Desk, chores: Chores, stop: Stop) -> int:
    """Do what is due, and give the exit code."""
    desk.maker.runner.pulse = desk.beat
    desk.open()
    try:
        try:
            chores.clear_up(desk.ledger)
        finally:  # as in the service
            desk.tick()
            codes = desk.maker.work()
        chores.deliver(desk.ledger, stop)
        chores.ping()
    finally:
        desk.close()
    return INTERRUPTED if stop.asked else worst(codes)


def log_line(now: datetime, text: str) -> str:
    """A line of a scheduler's log."""
    return ENGLISH("schedule.line", at=f"{now:%Y-%m-%dT%H:%M:%SZ}", text=text)


def worst(codes: Iterable[int]) -> int:
    """The worst of some exit codes."""
    found = set(codes) - {DONE}
    unknown = found - set(WORST_FIRST)
    return next((code for code in (*unknown, *WORST_FIRST) if code in found), DONE)
