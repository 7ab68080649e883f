"""`reporter backfill`."""

from __future__ import annotations

from typing import Annotated

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
from reporter.words import ENGLISH

EXAMPLES = """\b
Examples:
  reporter backfill weekly --from 2024-W01 --to 2024-W50
"""


def backfill(
    context: typer.Context,
    report: Annotated[
        str,
        typer.Argument(
            metavar="REPORT", help="A report of the configuration.", autocompletion=report_names
        ),
    ],
    first: Annotated[str, typer.Option("--from", metavar="PERIOD", help="The first period.")],
    last: Annotated[str, typer.Option("--to", metavar="PERIOD", help="The last period.")],
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Make the reports of past periods, oldest first; call it again to go on where it stopped."""
    call: Call = context.obj
    call.report = report
    from reporter.config import load, with_output

    settings = with_output(load(config), output)
    call.interrupted = "console.interrupted.backfill"
    filled = []
    with console.steps() as steps:
        steps.begin(console.START)
        from reporter.backfill import backfill as fill

        each = fill(settings, report, first, last, clock=now, on_step=heeding(call, steps))
        for one in each:
            filled.append(one)
            typer.echo(ENGLISH(f"backfill.{one.status}", period=one.period, run=one.run))
    if call.json:
        values = [
            {"period": one.period, "status": one.status, "run": one.run or None} for one in filled
        ]
        console.line({"report": report, "periods": values})
