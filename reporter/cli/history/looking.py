"""Look at the archive: list, show, open and compare; nothing is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reporter import console
from reporter.cli.call import AsJson, Call, ConfigFile, Debug, Output, Version
from reporter.cli.history.shared import OfAudience, PeriodsOf, archive, given, opened
from reporter.words import ENGLISH

OfReport = Annotated[
    str | None, typer.Option("--report", metavar="REPORT", help="Only of this report.")
]
Most = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many at most.")]
All = Annotated[bool, typer.Option("--all", help="All of them.")]
NEWEST = 20
NAMED = "Id of a run, its beginning, latest, or a period such as 2024-W50."
COMPARISONS = """\b
Examples:
  reporter history compare 2024-W49 2024-W50              the current reports of two weeks
  reporter history compare 20241216T0600 latest --all     two runs, with all their numbers
"""


def list_(
    context: typer.Context,
    report: OfReport = None,
    limit: Most = NEWEST,
    every: All = False,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """List runs, the newest first."""
    place = given(context, config, output)
    print_runs(context.obj, *place, report=report, limit=None if every else limit)


def show(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help=NAMED)],
    report: PeriodsOf = None,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Show one run: its steps, its files with their checksums, its messages and their tries."""
    from reporter.console import history as view

    call: Call = context.obj
    with archive(context, config, output) as (settings, kept):
        ledger = kept.ledger
        found = kept.look_up(run, report or settings.report(None)[0])
        sent = ledger.outbox.of_run(found.id)
        details = view.Details(
            run=found,
            editions=ledger.runs.editions(found.id),
            steps=ledger.runs.steps(found.id),
            files=ledger.runs.files(found.id),
            follow_ups=ledger.runs.follow_ups(found.id),
            messages=sent,
            tries={one.id: ledger.outbox.attempts(one.id) for one in sent},
        )
    if call.json:
        console.line(details.values())
    else:
        view.run(details)


def open_(
    context: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN", help=NAMED)],
    html: Annotated[bool, typer.Option("--html", help="The HTML rather than the PDF.")] = False,
    report: PeriodsOf = None,
    audience: OfAudience = None,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Open the PDF of a run with the desktop's program, and say where it is."""
    from reporter.console import desktop
    from reporter.history.pages import page

    call: Call = context.obj
    with archive(context, config, output) as (settings, kept):
        found = kept.find(run, report or settings.report(None)[0])
        place = page(kept, found, audience, html=html)
    if not call.json:
        typer.echo(place)
    is_open = desktop.show(place)
    if call.json:
        console.line({"run": found.id, "path": place, "opened": is_open})
    elif not is_open:
        typer.echo(ENGLISH("history.no_desktop"), err=True)


def compare(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="A", help=NAMED)],
    second: Annotated[str, typer.Argument(metavar="B", help=NAMED)],
    report: PeriodsOf = None,
    audience: OfAudience = None,
    every: Annotated[bool, typer.Option("--all", help="All numbers, changed or not.")] = False,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Set two reports side by side: the headlines, and what changed materially in each section."""
    from reporter.console import comparison as view
    from reporter.history.compare import compare as compare_runs

    call: Call = context.obj
    with archive(context, config, output) as (settings, kept):
        of_report = report or settings.report(None)[0]
        before, now = kept.find(first, of_report), kept.find(second, of_report)
        found = compare_runs(kept, before, now, audience)
    if call.json:
        console.line(view.compared_values(found))
    else:
        view.compared(found, every=every)


def print_runs(
    call: Call, config: Path | None, output: str | None, *, report: str | None, limit: int | None
) -> None:
    """The newest runs as a table, or as one object."""
    from reporter.console import history as view

    with opened(config, output) as (_, ledger):
        found, waiting = ledger.runs.list(report=report, limit=limit), ledger.outbox.waiting()
    if call.json:
        values = [{**view.run_values(run), "waiting": run.id in waiting} for run in found]
        console.line({"runs": values})
    else:
        view.runs(found, waiting, report)
