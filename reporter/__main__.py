"""The program as a process: `reporter`, and `python -m reporter`."""

import atexit
import gc
import os
import signal
import sys
from typing import NoReturn

STOPS = (signal.SIGINT, signal.SIGTERM)
"""The signals that end a run."""

SELDOM = 200_000
"""Objects between two garbage collections: loading libraries makes hundreds of thousands."""
IN_A_RUN = 1_000_000
"""The same of a run, which is short."""


def program() -> None:
    """Run the program and end the process with its exit code.

    A signal that comes while the command line is loaded waits until that can say what it means;
    one that comes after its end changes nothing any more.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    for number in STOPS:
        signal.signal(number, lambda *_: None)  # what the command line restores at its end
    gc.set_threshold(IN_A_RUN if sys.argv[1:2] == ["run"] else SELDOM)
    from reporter.cli import main  # noqa: PLC0415 - loads for a tenth of a second

    code = main()
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)
    _end(code)


def _end(code: int) -> NoReturn:
    """End the process as `sys.exit` does, without taking the interpreter and all modules apart."""
    atexit._run_exitfuncs()  # noqa: SLF001 - what libraries want done at the end
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # none where it was closed before
            stream.flush()
    except OSError:  # nobody reads any more, which the interpreter has a code for
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    program()
