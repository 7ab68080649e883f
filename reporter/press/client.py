"""The run's side of the press: start it, hand a report over, take the files."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from reporter.press.messages import Failure, Message, PressError, Printed, Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from reporter.report import Report

PROGRAM = "from reporter.press.server import serve; serve()"
PATIENCE_SECONDS = 10.0


class Press:
    """A running press, from the run's side: `send` a report, then `receive` its files."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """Id of its process."""
        return self._process.pid

    def send(self, report: Report) -> None:
        """Hand the report over; the press works on it while this process goes on.

        Raises:
            ReporterError: as `receive`.
            PressError: as `receive`.
        """
        if self._process.stdin is None:
            msg = "the press was started without its pipes"
            raise PressError(msg)
        try:
            pickle.dump(report, self._process.stdin)
            self._process.stdin.flush()
        except OSError:
            self.receive(lambda _: None)  # says why the press has gone
            raise

    def receive(self, watch: Callable[[Progress], None]) -> Mapping[str, bytes]:
        """Wait for what the press makes of the report.

        Args:
            watch: is told of each stage.

        Returns:
            The files by their path inside the run folder: HTML, PDF and the charts.

        Raises:
            ReporterError: the press refused, as its own process would have.
            PressError: it met an unexpected error, or is gone.
        """
        if self._process.stdout is None:
            msg = "the press was started without its pipes"
            raise PressError(msg)
        while True:
            try:
                message = _receive(self._process.stdout)
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                code = self._process.wait(PATIENCE_SECONDS)
                msg = f"the press ended early, with exit code {code}"
                raise PressError(msg) from error
            match message:
                case Progress():
                    watch(message)
                case Printed(files):
                    return files
                case Failure(refusal, trace):
                    raise refusal or PressError(trace)


def _receive(stream: IO[bytes]) -> Message:
    message: Message = pickle.load(stream)  # noqa: S301 - from our own child
    return message


@contextmanager
def press() -> Iterator[Press]:
    """Start a press; it is gone at the end of the block, whatever happens in it."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,  # Ctrl-C is for the run, which ends the press
    )
    try:
        yield Press(process)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):  # an unsent report goes with its reader
                    pipe.close()
