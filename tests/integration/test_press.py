"""The press: a process of its own prints what this one would, and says what goes wrong."""

from __future__ import annotations

import os
import signal
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, cast

import pytest

from reporter.errors import OutputError, ReporterError
from reporter.press import PressError, Progress, Stage, press
from reporter.press.pages import files
from tests.factories import make_minimal_report

if TYPE_CHECKING:
    from reporter.report import Report


def test_it_prints_what_this_process_would() -> None:
    report, told = make_minimal_report(), list[Progress]()
    with press() as printer:
        printer.send(report)
        printed = printer.receive(told.append)
    assert printed == files(report, lambda _: nullcontext())
    assert {"report.html", "report.pdf"} < printed.keys()
    assert [progress.stage for progress in told] == [
        Stage.DRAW,
        Stage.DRAW,
        Stage.RENDER,
        Stage.RENDER,
    ]
    assert [progress.seconds is None for progress in told] == [True, False, True, False]


def test_an_unexpected_error_comes_with_its_traceback() -> None:
    with press() as printer:
        printer.send(cast("Report", "not a report"))
        with pytest.raises(PressError, match="AttributeError"):
            printer.receive(lambda _: None)


def test_a_press_that_is_gone_is_an_error() -> None:
    with press() as printer:
        os.kill(printer.pid, signal.SIGKILL)
        with pytest.raises(PressError, match="exit code -9"):
            printer.receive(lambda _: None)


def test_it_ends_with_the_block_whatever_happens() -> None:
    pids = []
    with suppress(KeyboardInterrupt), press() as printer:
        pids.append(printer.pid)
        raise KeyboardInterrupt
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_errors_made_on_purpose_cross_the_pipe_whole() -> None:
    import pickle  # noqa: PLC0415 - stands for the pipe

    error = pickle.loads(pickle.dumps(OutputError("the PDF", hint="mend it")))  # noqa: S301
    assert isinstance(error, ReporterError)
    assert str(error) == "the PDF: mend it"
