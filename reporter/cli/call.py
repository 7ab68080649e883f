"""One call of the program, and the options that most commands share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reporter import __version__
from reporter.errors import ConfigError
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.pipeline import StepEvent, Watcher


@dataclass(slots=True)
class Call:
    """One call of the program.

    Attributes:
        debug: print tracebacks.
        json: end with one object on stdout.
        report: name of the report, once it is known.
        signals: the signals that asked it to stop.
        interrupted: id of the message that says what an interruption leaves.
        started: clock of its start, in seconds.
    """

    debug: bool
    json: bool
    report: str | None = None
    signals: list[int] = field(default_factory=list)
    interrupted: str = "console.interrupted"
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Wall time since it began."""
        return time.perf_counter() - self.started


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(ENGLISH("console.version", version=__version__))
        raise typer.Exit


def report_names(incomplete: str) -> list[str]:
    """Reports of the configuration that begin so, for the shell's completion."""
    from reporter.config import load

    try:
        reports = load().reports
    except ConfigError:
        return []
    return [name for name in reports if name.startswith(incomplete)]


Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Version = Annotated[
    bool,
    typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The configuration; else ./config.yaml."),
]
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON object on stdout.")]
Output = Annotated[
    str | None,
    typer.Option("--output", metavar="DIR", help="Where reports are; else archive.files."),
]


def heeding(call: Call, watcher: Watcher) -> Watcher:
    """The watcher, which ends the run at its next step if a signal came and nothing heard of it.

    Python drops what a signal's handler raises in the callback of a weak reference, of which there
    are many while modules are loaded.
    """

    def heed(event: StepEvent) -> None:
        if event.step == "deliver":
            call.interrupted = "console.interrupted.sending"
        if call.signals:
            raise KeyboardInterrupt
        watcher(event)

    return heed


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)
