"""A worker: a process of its own that does jobs for a run, with libraries of its own.

It starts before all else, so that its libraries load on the other core while the run's own do, and
plays are read. They are never loaded in the run's own process, where loading would hold Python's
lock. It ends with the run, and with it goes the memory that WeasyPrint does not give back. If the
run dies, the worker sees its input end, and ends too.

A worker with several hands is as many processes, forked where the system can do that, once the
libraries are loaded and before any thread runs.

The two talk in pickles over pipes, which is safe here: one is the child of the other.
"""

from contextlib import AbstractContextManager

from reporter.worker import modules
from reporter.worker.client import Worker, worker
from reporter.worker.messages import Job, WorkerError

__all__ = ["Job", "Worker", "WorkerError", "hired", "worker"]


def hired() -> AbstractContextManager[Worker]:
    """Start the worker of a run; it is gone at the end of the block."""
    return worker(*modules.LOADED, hands=modules.HANDS)
