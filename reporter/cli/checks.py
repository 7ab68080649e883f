"""`reporter doctor` and `reporter config check`."""

from __future__ import annotations

import typer

from reporter import console
from reporter.cli.call import AsJson, Call, ConfigFile, Debug, Version
from reporter.errors import ConfigError
from reporter.words import ENGLISH

CONFIGURATION = 2

app = typer.Typer(rich_markup_mode=None)


def doctor(
    context: typer.Context,
    config: ConfigFile = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Check libraries, fonts, configuration, source and output; say what mends each."""
    from reporter.doctor import examine

    checks = []
    for check in examine(config):
        checks.append(check)
        for text in check.lines():
            typer.echo(text)
    healthy = all(check.is_good for check in checks)
    call: Call = context.obj
    if call.json:
        console.line({"healthy": healthy, "checks": [check.values() for check in checks]})
    if not healthy:
        raise typer.Exit(CONFIGURATION)


@app.callback()
def _config(_debug: Debug = False, _version: Version = False) -> None:
    """Look at the configuration."""


@app.command("check", short_help="Say all that is wrong with it.")
def check(config: ConfigFile = None, _debug: Debug = False, _version: Version = False) -> None:
    """Read the configuration and say what is wrong with it, all of it at once."""
    from reporter.config import find_file, load
    from reporter.look import misfits

    try:
        problems = misfits(load(config))
    except ConfigError as error:
        problems = error.problems
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(CONFIGURATION)
    file = find_file(config)
    typer.echo(ENGLISH("config.good", file=file) if file else ENGLISH("config.none"))
