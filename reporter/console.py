"""What a person and a program see of a run: progress, the last line, the table of timings.

Progress, notes and timings go to stderr; what was made goes to stdout.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import typer

from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

    from reporter.pipeline import RunResult, StepEvent

START = "start"


class Steps(Protocol):
    """Shows the steps of a run as they begin and end."""

    def begin(self, name: str) -> None:
        """A step begins; the one before it is done."""

    def advance(self, done: int, total: int) -> None:
        """Of the step's `total`, `done` is done."""

    def __call__(self, event: StepEvent) -> None:
        """As the pipeline tells it."""


class Lines:
    """A line for each step, for logs."""

    def begin(self, name: str) -> None:
        """Print its name."""
        typer.echo(ENGLISH(f"console.step.{name}"), err=True)

    def advance(self, done: int, total: int) -> None:
        """Nothing: a log needs no bar."""

    def __call__(self, event: StepEvent) -> None:
        """Print what begins."""
        if event.seconds is None:
            self.begin(event.step)


class Bars:
    """A bar for each step, on a terminal; it moves until the step is done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, name: str) -> None:
        """Fill the bar before, and start another."""
        self.finish()
        self._task = self._progress.add_task(ENGLISH(f"console.step.{name}"), total=None)

    def advance(self, done: int, total: int) -> None:
        """Move the bar to where the step is."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total)

    def finish(self) -> None:
        """Fill the bar of the step that is done."""
        if self._task is not None:
            self._progress.update(self._task, completed=1, total=1)
            self._progress.stop_task(self._task)
            self._task = None

    def __call__(self, event: StepEvent) -> None:
        """Start a bar, or fill it."""
        if event.seconds is None:
            self.begin(event.step)
        else:
            self.finish()


@contextmanager
def steps() -> Iterator[Steps]:
    """Bars on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for it
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description:<22}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bars = Bars(progress)
        yield bars
        bars.finish()


def tell(result: RunResult) -> None:
    """Say what was made and where it is."""
    for text in result.warnings:
        typer.echo(ENGLISH("console.warning", text=text), err=True)
    typer.echo(
        ENGLISH(
            "console.made",
            report=result.report,
            period=result.period,
            n=result.plays_in_period,
            read=result.plays_read,
        )
    )
    for kind in ("pdf", "html"):
        typer.echo(ENGLISH(f"console.file.{kind}", path=result.files[kind]))
    typer.echo(ENGLISH("console.file.csv", path=result.folder / "csv"))


def timings(result: RunResult) -> None:
    """A table of the steps' wall seconds; what lies between them is the start of workers."""
    start = result.seconds - sum(seconds for _, seconds in result.timings)
    timed = ((START, start), *result.timings, ("total", result.seconds))
    rows = [(ENGLISH(f"console.step.{step}"), seconds) for step, seconds in timed]
    cells = [(name, ENGLISH("console.seconds", seconds=seconds)) for name, seconds in rows]
    left, right = (max(map(len, column)) for column in zip(*cells, strict=True))
    for name, seconds in cells:
        typer.echo(f"{name:<{left}}  {seconds:>{right}}", err=True)


def line(values: dict[str, Any]) -> None:
    """The last line of `--json`: one object."""
    typer.echo(json.dumps(values))


def complete(result: RunResult) -> dict[str, Any]:
    """What `--json` says of a run that made its report."""
    return {
        "run": result.run,
        "report": result.report,
        "period": result.period,
        "status": "complete",
        "delivery": "none",
        "plays_read": result.plays_read,
        "plays_in_period": result.plays_in_period,
        "seconds": round(result.seconds, 3),
        "files": {
            **{kind: str(path) for kind, path in result.files.items()},
            "csv": {name: str(path) for name, path in result.csv.items()},
        },
        "warnings": list(result.warnings),
    }


def failed(report: str | None, seconds: float, error: str) -> dict[str, Any]:
    """What `--json` says of a run that made nothing: the same keys, and the error.

    Args:
        report: name of the report, as far as it is known.
        seconds: wall time until it failed.
        error: the sentence that stands on stderr.
    """
    return {
        "run": None,
        "report": report,
        "period": None,
        "status": "failed",
        "delivery": "none",
        "plays_read": None,
        "plays_in_period": None,
        "seconds": round(seconds, 3),
        "files": {},
        "warnings": [],
        "error": error,
    }
