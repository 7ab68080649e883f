"""The run's side of a worker: start it, ask it for a job, take what it gives back."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from queue import PriorityQueue
from selectors import EVENT_READ, DefaultSelector
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, cast

from reporter.worker.messages import Done, Failure, Gives, Job, Part, Request, Takes, WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROGRAM = "import sys; from reporter.worker.server import serve; serve(*sys.argv[1:])"
PATIENCE_SECONDS = 10.0
LAST_SECONDS = 1.0
QUIET = "ignore:resource_tracker"
"""What clears up behind ended processes of joblib says so, on a terminal that is the run's."""


KEEP_MEMORY = {
    "MALLOC_TOP_PAD_": str(64 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
}
"""A worker on glibc keeps what is freed, for a run: giving pages back and taking new ones is a
quarter of what the kernel does for it."""

CAN_FORK = sys.platform == "linux"
"""Elsewhere the system's own libraries may not outlive a fork."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A process of a worker, as it is heard here.

    Attributes:
        asked: where its jobs go.
        answers: where they come back.
    """

    asked: IO[bytes]
    answers: IO[bytes]


class Worker:
    """A running worker; jobs are begun in the order in which they are asked for.

    Of several free hands the first takes a job. It goes before the others where cores are few: the
    job to ask for first is the longest.
    """

    def __init__(
        self,
        process: subprocess.Popen[bytes],
        hands: Iterable[Hand],
        line: ThreadPoolExecutor,
        lifeline: int,
    ) -> None:
        self._process = process
        self._line = line
        self._lifeline: int | None = lifeline
        self.has_begun = False
        self._free: PriorityQueue[tuple[int, Hand]] = PriorityQueue()
        for one in enumerate(hands):
            self._free.put(one)

    @property
    def pid(self) -> int:
        """Id of its process."""
        return self._process.pid

    def ask(
        self, job: Job[Takes, Gives], *arguments: Takes.args, **named: Takes.kwargs
    ) -> Future[Gives]:
        """Have a job done while this process goes on.

        Args:
            job: what to do.
            *arguments: what it is given; it crosses over as a pickle, and so does the result.
            **named: must be empty: a job takes its arguments by position.

        Returns:
            Its result to come; of an iterator, all of it. It raises `ReporterError` if the job
            refused as it would have here, and `WorkerError` if the job met an unexpected error or
            the worker is gone.
        """
        if named:
            msg = f"a job takes no named arguments: {', '.join(named)}"
            raise TypeError(msg)
        return self._line.submit(self._exchange, Request(job, arguments))

    def dismiss(self) -> None:
        """Have it end, whatever it does, and do not wait for it; it takes no job any more."""
        if self._lifeline is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGTERM)  # it is deaf to that, its own are not
            os.close(self._lifeline)
            self._lifeline = None

    def _exchange(self, request: Request) -> Any:  # noqa: ANN401 - `ask` knows the type
        number, hand = self._free.get()
        try:
            pickle.dump(request, hand.asked)
            hand.asked.flush()
            parts = []
            while isinstance(answer := _receive(hand.answers), Part):
                parts.append(answer.value)
            self.has_begun = True
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            code = self._process.wait(PATIENCE_SECONDS)
            msg = f"a worker ended early, with exit code {code}"
            raise WorkerError(msg) from error
        finally:
            self._free.put((number, hand))
        if isinstance(answer, Failure):
            raise answer.error or WorkerError(answer.trace)
        return iter(parts) if answer.in_parts else answer.value


def _receive(stream: IO[bytes]) -> Part | Done | Failure:
    answer: Part | Done | Failure = pickle.load(stream)  # noqa: S301 - from our own child
    return answer


@contextmanager
def worker(*modules: str, hands: int = 1) -> Iterator[Worker]:
    """Start a worker; it is gone at the end of the block, whatever happens in it.

    So are the processes that it started, and its temporary files: its libraries would remove them
    on leaving, which it never does.

    Args:
        modules: what it loads at once, while this process does other things.
        hands: how many jobs it does at once, where the system can fork what has been loaded.
    """
    n_forked = hands - 1 if CAN_FORK else 0
    with TemporaryDirectory(prefix="reporter-", ignore_cleanup_errors=True) as folder:
        variables = {
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONSAFEPATH": "1",
            "PYTHONWARNINGS": ",".join(filter(None, (os.environ.get("PYTHONWARNINGS"), QUIET))),
            "OPENBLAS_NUM_THREADS": "1",  # what is fitted is fitted by one; no fork loses others
            **KEEP_MEMORY,
            "MPLBACKEND": "svg",  # or matplotlib looks for a screen before it draws
            "TMPDIR": folder,
            "JOBLIB_TEMP_FOLDER": folder,
        }
        theirs, lifeline = os.pipe()  # it ends with this process, however that ends
        pipes = [(*os.pipe(), *os.pipe()) for _ in range(n_forked)]
        ends = [(asked, answers) for asked, _, _, answers in pipes]
        process = subprocess.Popen(  # noqa: S603 - our own program
            [
                *(sys.executable, "-c", PROGRAM, str(theirs), folder),
                *(",".join(f"{asked}-{answers}" for asked, answers in ends), *modules),
            ],
            pass_fds=(theirs, *chain.from_iterable(ends)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **variables},
            start_new_session=True,  # Ctrl-C is for the run, which ends the worker
        )
        for end in (theirs, *chain.from_iterable(ends)):
            os.close(end)
        heard = [Hand(cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))]
        heard += (
            Hand(os.fdopen(asks, "wb"), os.fdopen(hears, "rb")) for _, asks, hears, _ in pipes
        )
        line = ThreadPoolExecutor(max_workers=len(heard), thread_name_prefix="worker")
        found = Worker(process, heard, line, lifeline)
        try:
            yield found
        finally:
            found.dismiss()
            if found.has_begun:  # so it sees the end, and waits for its own: what they took counts
                with DefaultSelector() as selector:
                    selector.register(heard[0].answers, EVENT_READ)  # which end with it
                    selector.select(LAST_SECONDS)
            process.kill()
            process.wait()
            line.shutdown(cancel_futures=True)
            for hand in heard:
                with suppress(BrokenPipeError):  # an unsent job goes with its reader
                    hand.asked.close()
                hand.answers.close()
