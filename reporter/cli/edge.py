"""The edge of the program: signals, exit codes, and one sentence for each error."""

from __future__ import annotations

import signal
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from reporter import console
from reporter.cli.app import app
from reporter.cli.call import Call
from reporter.errors import ReporterError
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

INTERRUPTED = 130
STOPS = (signal.SIGINT, signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: without the program's name; those of the process if not given.

    Returns:
        The exit code: 0 done, 1 not made or not written, 2 usage or configuration, 3 input data,
        4 made but not delivered to all, 5 another run holds the period, 6 made but held back,
        130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    call = Call(debug="--debug" in given, json="--json" in given)
    with _interruptible(call):
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)  # what came before is heard now
            code = app(given, prog_name="reporter", standalone_mode=False, obj=call)
        except SystemExit:  # the shell's completion ends so
            raise
        except BaseException as error:  # noqa: BLE001 - the edge of the program
            return _refuse(call, error)
    if code == INTERRUPTED:
        return _refuse(call, KeyboardInterrupt())
    return code or 0


@contextmanager
def _interruptible(call: Call) -> Iterator[None]:
    """Ctrl-C and a request to terminate both end the run; that they came is remembered.

    A query that is interrupted says so with an error of its own, which tells nobody why.
    """

    def stop(number: int, _: FrameType | None) -> None:
        call.signals.append(number)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refuse(call: Call, error: BaseException) -> int:
    """Say what went wrong, and give the exit code."""
    sentence, code = _told(call, error)
    if call.debug:
        traceback.print_exception(error)
    typer.echo(sentence, err=True)
    if call.json:
        reason = error.reason if isinstance(error, ReporterError) else None
        console.line(console.failed(call.report, call.seconds, sentence, reason))
    return code


def _told(call: Call, error: BaseException) -> tuple[str, int]:
    if call.signals or isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return ENGLISH(call.interrupted), INTERRUPTED
    if isinstance(error, ReporterError):
        return str(error), error.exit_code
    if isinstance(error, typer.TyperException):
        place = getattr(error, "ctx", None)
        command = place.command_path if place else "reporter"
        message = error.format_message().replace("Value error, ", "")
        problem = " ".join(message.split()).rstrip(".")
        return ENGLISH("console.help", problem=problem, command=command), error.exit_code
    text = " ".join(str(error).split())
    return ENGLISH("console.unexpected", kind=type(error).__name__, text=text), 1
