"""The worker itself: load libraries, then do the jobs that come until the run ends."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from itertools import chain

from reporter.errors import ReporterError
from reporter.undocumented import undocumented
from reporter.worker.messages import Done, Failure, Part, Request

LAST_SECONDS = 10.0
"""The most that clearing up can take once the run has ended."""
GIVES_WAY = 5
"""What forked processes add to their niceness: the first has the job that all will wait for."""


def serve(lifeline: str, folder: str, pipes: str, *modules: str) -> None:
    """Do jobs from stdin, one after the other, and answer each on stdout.

    Args:
        lifeline: descriptor of a pipe whose other end is the run's alone.
        folder: of temporary files, which goes with the run.
        pipes: descriptors for each further hand, as in `5-8,9-12`: where its jobs come from, and
            where its answers go.
        modules: loaded before the first job comes. One that cannot be loaded is left to the job
            that needs it, whose answer says why.
    """
    signal.signal(signal.SIGTERM, _deaf)  # it is for the processes that a library starts here
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing but answers on the pipe
    gc.disable()  # a worker lives for one run: nothing it drops is worth looking for
    with suppress(ImportError, ReporterError), undocumented():
        for module in modules:
            import_module(module)
    forked = _fork(pipes, sys.stdin.fileno(), answers.fileno())
    follower = threading.Thread(target=_follow, args=(int(lifeline), folder, forked), daemon=True)
    follower.start()
    with suppress(EOFError, BrokenPipeError, pickle.UnpicklingError):  # the run has ended
        while True:
            request: Request = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
            for answer in _answers(request):
                pickle.dump(answer, answers)
                answers.flush()
    follower.join(LAST_SECONDS)


def _fork(pipes: str, jobs: int, answers: int) -> list[threading.Thread]:
    """Go on as several processes, which share what has been loaded; no thread runs yet.

    Args:
        pipes: as `serve` has them.
        jobs: descriptor that each process reads its own jobs from.
        answers: descriptor that it answers on.

    Returns:
        What waits for each forked process, in the one that all others were forked from.
    """
    ends = [tuple(map(int, pair.split("-"))) for pair in pipes.split(",") if pair]
    forked = []
    for own in ends:
        if pid := os.fork():
            forked.append(pid)
            continue
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.nice(GIVES_WAY)
        os.dup2(own[0], jobs)
        os.dup2(own[1], answers)
        forked.clear()
        break
    for end in chain.from_iterable(ends):
        os.close(end)
    waiting = [threading.Thread(target=_end_with, args=(pid,), daemon=True) for pid in forked]
    for thread in waiting:
        thread.start()
    return waiting


def _end_with(pid: int) -> None:
    """End as a forked process does, so that the run hears of it."""
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code < 0:
        os.kill(os.getpid(), -code)
    else:
        os._exit(code)


def _deaf(*_: object) -> None:
    """Go on: it ends with the run. Unlike a signal that is ignored, no program inherits that."""


def _follow(lifeline: int, folder: str, forked: list[threading.Thread]) -> None:
    """End with the run, in the middle of a job too: a killed run cannot end its workers.

    What the libraries started here ends as well; what clears up behind them ends by itself.
    """
    os.read(lifeline, 1)
    os.killpg(0, signal.SIGTERM)
    shutil.rmtree(folder, ignore_errors=True)
    for thread in forked:
        thread.join(LAST_SECONDS)
    os._exit(0)


def _answers(request: Request) -> Iterator[Part | Done | Failure]:
    try:
        value = request.job.load()(*request.arguments)
        if isinstance(value, Iterator):
            yield from map(Part, value)
            yield Done(None, in_parts=True)
        else:
            yield Done(value)
    except ReporterError as error:
        yield Failure(error, traceback.format_exc())
    except Exception:  # noqa: BLE001 - whatever it is, the run must hear of it
        yield Failure(None, traceback.format_exc())
