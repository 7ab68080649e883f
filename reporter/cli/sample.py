"""`reporter sample`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from reporter import console
from reporter.cli.call import Debug, Version
from reporter.errors import UsageError
from reporter.words import ENGLISH

EXAMPLES = """\b
Examples:
  reporter sample data
  reporter sample data --listeners 1 --weeks 104
  reporter sample data --plays 1000000 --format parquet --seed 7
"""


def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    listeners: Annotated[int, typer.Option(metavar="N", min=1, help="How many people.")] = 500,
    weeks: Annotated[int, typer.Option(metavar="N", min=1, help="How many weeks.")] = 26,
    plays: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="How many plays; else what the listeners would play."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="The same seed makes the same plays.")
    ] = 42,
    form: Annotated[
        Literal["spotify", "csv", "parquet"], typer.Option("--format", help="What to write.")
    ] = "spotify",
    dead_flag: Annotated[
        bool, typer.Option("--dead-flag", help="With a skip flag that is dead half of the time.")
    ] = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Make a listening history with known effects, to try the report on."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder} is not an empty folder"
        raise UsageError(msg, hint="name another one, or remove what is in it")
    with console.steps() as steps:
        steps.begin("sample")
        from reporter.sample import Format, write

        made = write(
            folder,
            listeners=listeners,
            weeks=weeks,
            plays=plays,
            seed=seed,
            format=Format(form),
            dead_flag=dead_flag,
            progress=steps.advance,
        )
    typer.echo(ENGLISH("console.sampled", n=made.n_listeners, plays=made.n_plays, folder=folder))
    typer.echo(ENGLISH("console.next", folder=folder))
