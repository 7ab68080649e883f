"""The run's side of a worker: start it, ask it for a job, take what it gives back."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

from reporter.worker.messages import Done, Failure, Gives, Job, Part, Request, Takes, WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = "import sys; from reporter.worker.server import serve; serve(*sys.argv[1:])"
PATIENCE_SECONDS = 10.0
QUIET = "ignore:resource_tracker"
"""What clears up behind ended processes of joblib says so, on a terminal that is the run's."""


class Worker:
    """A running worker; jobs are done in the order in which they are asked for."""

    def __init__(self, process: subprocess.Popen[bytes], line: ThreadPoolExecutor) -> None:
        self._process = process
        self._line = line

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

    def _exchange(self, request: Request) -> Any:  # noqa: ANN401 - `ask` knows the type
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None:
            msg = "the worker was started without its pipes"
            raise WorkerError(msg)
        try:
            pickle.dump(request, asked)
            asked.flush()
            parts = []
            while isinstance(answer := _receive(answers), Part):
                parts.append(answer.value)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            code = self._process.wait(PATIENCE_SECONDS)
            msg = f"a worker ended early, with exit code {code}"
            raise WorkerError(msg) from error
        if isinstance(answer, Failure):
            raise answer.error or WorkerError(answer.trace)
        return iter(parts) if answer.in_parts else answer.value


def _receive(stream: IO[bytes]) -> Part | Done | Failure:
    answer: Part | Done | Failure = pickle.load(stream)  # noqa: S301 - from our own child
    return answer


@contextmanager
def worker(*modules: str) -> Iterator[Worker]:
    """Start a worker; it is gone at the end of the block, whatever happens in it.

    So are the processes that it started, and its temporary files: its libraries would remove them
    on leaving, which it never does.

    Args:
        modules: what it loads at once, while this process does other things.
    """
    with TemporaryDirectory(prefix="reporter-", ignore_cleanup_errors=True) as folder:
        variables = {
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONSAFEPATH": "1",
            "PYTHONWARNINGS": ",".join(filter(None, (os.environ.get("PYTHONWARNINGS"), QUIET))),
            "TMPDIR": folder,
            "JOBLIB_TEMP_FOLDER": folder,
        }
        theirs, lifeline = os.pipe()  # it ends with this process, however that ends
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", PROGRAM, str(theirs), folder, *modules],
            pass_fds=(theirs,),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **variables},
            start_new_session=True,  # Ctrl-C is for the run, which ends the worker
        )
        os.close(theirs)
        line = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker")
        try:
            yield Worker(process, line)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # it is deaf to that, its own are not
            process.kill()
            process.wait()
            os.close(lifeline)
            line.shutdown(cancel_futures=True)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(BrokenPipeError):  # an unsent job goes with its reader
                        pipe.close()
