"""What the commands of `reporter history` share."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter.cli.call import now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.config import Settings
    from reporter.history.archive import Archive
    from reporter.ledger.opening import Ledger

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
PeriodsOf = Annotated[
    str | None,
    typer.Option("--report", metavar="REPORT", help="Whose periods; else the first report."),
]
OfAudience = Annotated[
    str | None, typer.Option("--audience", metavar="NAME", help="Whose report; else the first.")
]

NO_LEDGER = "sqlite://"
"""A ledger in memory: whoever only looks makes no file in a folder that was mistyped."""


@contextmanager
def opened(config: Path | None, output: str | None) -> Iterator[tuple[Settings, Ledger]]:
    """The settings, and the ledger that they name; an empty one, where none was made yet."""
    from reporter.config import load, with_output
    from reporter.ledger.database import look
    from reporter.ledger.opening import open_ledger

    settings = with_output(load(config), output)
    url = settings.archive.ledger_url
    is_there = look(url).version is not None
    with open_ledger(url if is_there else NO_LEDGER, now()) as ledger:
        yield settings, ledger


@contextmanager
def archive(
    context: typer.Context, config: Path | None, output: str | None
) -> Iterator[tuple[Settings, Archive]]:
    """The settings, and the archive that they name."""
    from reporter.archive.registry import open_store
    from reporter.history.archive import Archive

    with opened(*given(context, config, output)) as (settings, ledger):
        yield settings, Archive(ledger, open_store(settings.archive.files))


def given(
    context: typer.Context, config: Path | None, output: str | None
) -> tuple[Path | None, str | None]:
    """The options, which may also stand before the command: `history --output DIR list`."""
    before = context.parent.params if context.parent else {}
    return config or before.get("config"), output or before.get("output")
