"""The program as a process: `reporter`, and `python -m reporter`."""

import gc
import sys

from reporter.cli import main

SELDOM = 200_000
"""Objects between two garbage collections: a run is short, and loading libraries makes millions."""


def program() -> None:
    """Run the program and end the process with its exit code."""
    gc.set_threshold(SELDOM)
    code = main()
    gc.freeze()  # or the interpreter looks for garbage among all that ends with it anyway
    sys.exit(code)


if __name__ == "__main__":
    program()
