"""`reporter schedule`."""

from __future__ import annotations

from typing import Annotated

import typer

from reporter.cli.call import AsJson, Call, ConfigFile, Debug, Version, now
from reporter.errors import UsageError
from reporter.words import ENGLISH

EXAMPLES = """\b
Examples:
  reporter schedule            make reports when they are due, until it is stopped
  reporter schedule --once     do what is due and leave, for cron and Kubernetes
  reporter schedule --list     the next times of each report
  reporter schedule --status   is a scheduler alive? exit code 0 if so, 1 if not
"""


def schedule(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do what is due and leave.")] = False,
    upcoming: Annotated[
        bool, typer.Option("--list", help="List the next five times of each report.")
    ] = False,
    status: Annotated[
        bool, typer.Option("--status", help="Say whether a scheduler is alive.")
    ] = False,
    config: ConfigFile = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Make and mail reports when they are due."""
    call: Call = context.obj
    if once + upcoming + status > 1:
        raise UsageError(ENGLISH("schedule.one_of"), hint=ENGLISH("schedule.one_of.hint"))
    from reporter.config import find_file, load

    settings = load(config)
    if upcoming:
        from reporter.console import schedule as view
        from reporter.schedule.status import upcoming as coming

        view.show_upcoming(coming(settings, now()), as_json=call.json)
        return
    if status:
        from reporter.cli.history import opened
        from reporter.console import schedule as view
        from reporter.schedule.status import status as look

        with opened(config, None) as (_, ledger):
            found = look(ledger, now())
        view.show_status(found, as_json=call.json)
        raise typer.Exit(found.exit_code)
    from reporter.schedule.chores import chores
    from reporter.schedule.start import schedule as start

    call.interrupted = "console.interrupted.schedule"
    file = find_file(config)
    code = start(
        settings,
        file.absolute() if file else None,
        clock=now,
        chores=chores(settings, now),
        once=once,
    )
    raise typer.Exit(code)
