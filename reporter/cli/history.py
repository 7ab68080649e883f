"""`reporter history`: what the archive holds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from reporter import console
from reporter.cli.call import AsJson, Call, ConfigFile, Debug, Output, Version, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reporter.config import Settings
    from reporter.ledger.opening import Ledger

app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)

RunId = Annotated[str, typer.Argument(metavar="RUN", help="Id of a run, its beginning, or latest.")]
OfReport = Annotated[
    str | None, typer.Option("--report", metavar="REPORT", help="Only of this report.")
]
Most = Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many at most.")]
All = Annotated[bool, typer.Option("--all", help="All of them.")]
NEWEST = 20


@app.callback()
def _history(
    context: typer.Context,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Look at the archive of reports; without a command, list the newest runs."""
    if context.invoked_subcommand is None:
        _print_runs(context.obj, config, output, report=None, limit=NEWEST)


@app.command("list", short_help="List the newest runs.")
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
    _print_runs(context.obj, config, output, report=report, limit=None if every else limit)


@app.command("show", short_help="Show one run with all that is known of it.")
def show(
    context: typer.Context,
    run: RunId,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Show one run: its steps, its files with their checksums, its messages and their tries."""
    from reporter.console import history as view

    call: Call = context.obj
    with opened(config, output) as (_, ledger):
        found = ledger.runs.get(run)
        editions, steps = ledger.runs.editions(found.id), ledger.runs.steps(found.id)
        files, messages = ledger.runs.files(found.id), ledger.outbox.of_run(found.id)
        tries = {one.id: ledger.outbox.attempts(one.id) for one in messages}
    if not call.json:
        place = f"{found.root}/{found.folder}" if found.folder else ""
        view.run(found, editions, steps, files, messages, place)
        return
    console.line(
        {
            **view.run_values(found),
            "editions": [view.edition_values(one) for one in editions],
            "steps": {one.name: round(one.seconds, 3) for one in steps},
            "files": {one.path: {"bytes": one.bytes, "sha256": one.sha256} for one in files},
            "deliveries": [view.message_values(one, tries[one.id]) for one in messages],
        }
    )


@contextmanager
def opened(config: Path | None, output: str | None) -> Iterator[tuple[Settings, Ledger]]:
    """The settings, and the ledger that they name."""
    from reporter.config import load, with_output
    from reporter.ledger.opening import open_ledger

    settings = with_output(load(config), output)
    with open_ledger(settings.archive.ledger_url, now()) as ledger:
        yield settings, ledger


def _print_runs(
    call: Call, config: Path | None, output: str | None, *, report: str | None, limit: int | None
) -> None:
    from reporter.console import history as view

    with opened(config, output) as (_, ledger):
        found = ledger.runs.list(report=report, limit=limit)
    if call.json:
        console.line({"runs": [view.run_values(run) for run in found]})
    else:
        view.runs(found)
