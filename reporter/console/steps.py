"""Progress: bars on a terminal, plain lines elsewhere; both on stderr."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import typer

from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

    from reporter.pipeline import StepEvent

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
