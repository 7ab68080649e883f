"""`reporter run`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from reporter import console
from reporter.cli.call import (
    AsJson,
    Call,
    ConfigFile,
    Debug,
    Output,
    Version,
    heeding,
    now,
    report_names,
)

EXAMPLES = """\b
Examples:
  reporter run                                the latest whole week, as config.yaml says
  reporter run --source my_spotify_data.zip
  reporter run --source plays.csv --period 2024-W50
  reporter run weekly --period 2024-12-09..2024-12-15 --output reports --json
  reporter run --source "exports/*.zip" --period all --timings
"""


def run(
    context: typer.Context,
    report: Annotated[
        str | None,
        typer.Argument(
            metavar="[REPORT]",
            help="A report of the configuration; else its first.",
            autocompletion=report_names,
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Plays to read: zip, file, folder or glob."),
    ] = None,
    period: Annotated[
        str,
        typer.Option(
            metavar="PERIOD",
            help="latest, all, 2024-W50, 2024-12, 2024-12-09 or 2024-12-09..2024-12-15.",
        ),
    ] = "latest",
    config: ConfigFile = None,
    output: Output = None,
    send: Annotated[
        bool, typer.Option("--send/--no-send", help="Mail it to its audiences, or not.")
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Look for leaks in the skip model; takes a minute.")
    ] = False,
    _as_json: AsJson = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="Show how long each step took.")
    ] = False,
    purpose: Annotated[
        Literal["demand", "schedule", "backfill"], typer.Option("--purpose", hidden=True)
    ] = "demand",
    whole: Annotated[bool, typer.Option("--require-whole", hidden=True)] = False,
    late: Annotated[bool, typer.Option("--late", hidden=True)] = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Make the report of one period: read, analyse, write PDF, HTML, CSV and JSON."""
    call: Call = context.obj
    call.report = report
    _check_period(period)
    from reporter.worker import hired

    with hired() as staff, console.steps() as steps:
        from reporter.config import load

        settings = load(config)
        call.report, _ = settings.report(report)
        steps.begin(console.START)
        from reporter import pipeline
        from reporter.ledger.values import Purpose

        request = pipeline.RunRequest(
            report=call.report,
            source=source,
            period=period,
            output=output,
            audit=audit,
            send=send,
            purpose=Purpose(purpose),
            whole=whole,
            late=late,
        )
        result = pipeline.run(
            settings, request, clock=now, on_step=heeding(call, steps), staff=staff
        )
    if timings:
        console.timings(result)
    console.tell(result)
    if call.json:
        console.line(console.complete(result))
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def _check_period(text: str) -> None:
    from reporter.period import parse

    if text.strip().lower() not in {"latest", "all"}:
        parse(text)
