"""The press itself: draw and print the one report that comes."""

from __future__ import annotations

import gc
import os
import pickle
import sys
import time
import traceback
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from reporter.errors import ReporterError
from reporter.press.messages import Failure, Message, Printed, Progress, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.report import Report


def serve() -> None:
    """Load the libraries, print the one report that comes, and end; the answers go to stdout."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing but answers on the pipe
    gc.disable()  # the press prints one report and ends: nothing it drops is worth looking for
    try:
        from reporter.press import pages  # noqa: PLC0415 - loads matplotlib and WeasyPrint

        report: Report = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
        _answer(answers, Printed(pages.files(report, lambda stage: _stage(answers, stage))))
    except EOFError:
        return  # the run ended before it had a report
    except ReporterError as error:
        _answer(answers, Failure(error, traceback.format_exc()))
    except Exception:  # noqa: BLE001 - whatever it is, the run must hear of it
        _answer(answers, Failure(None, traceback.format_exc()))


def _answer(stream: IO[bytes], message: Message) -> None:
    pickle.dump(message, stream)
    stream.flush()


@contextmanager
def _stage(stream: IO[bytes], stage: Stage) -> Iterator[None]:
    _answer(stream, Progress(stage))
    start = time.perf_counter()
    yield
    _answer(stream, Progress(stage, time.perf_counter() - start))
