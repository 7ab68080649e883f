"""`reporter history`: what the archive holds, and what is done with it."""

from __future__ import annotations

import typer

from reporter.cli.call import AsJson, ConfigFile, Debug, Output, Version
from reporter.cli.history import keeping, looking
from reporter.cli.history.shared import opened

__all__ = ["app", "opened"]

app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)


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
        looking.print_runs(context.obj, config, output, report=None, limit=looking.NEWEST)


app.command("list", short_help="List the newest runs.")(looking.list_)
app.command("show", short_help="Show one run with all that is known of it.")(looking.show)
app.command("open", short_help="Open the PDF of a run.")(looking.open_)
app.command("compare", short_help="Set two reports side by side.", epilog=looking.COMPARISONS)(
    looking.compare
)
app.command("verify", short_help="See whether all files are as they were written.")(keeping.verify)
app.command("prune", short_help="Remove the files of old reports.")(keeping.prune)
app.command("forget", short_help="Take one listener out of all reports.")(keeping.forget)
