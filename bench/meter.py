"""Measures a command as a whole: wall time, processor time, and memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PROC = Path("/proc")
PAUSE_SECONDS = 0.05
RESTS = 30
"""A look at the memory takes the longer the more there is: so many times as long none follows."""
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of a command took.

    Attributes:
        seconds: wall time, from before the process exists to after it is gone.
        cpu_seconds: processor time of it and of all children it waited for.
        memory_mib: highest sum over its processes of their proportional set size, in which a page
            shared by n processes counts 1/n for each; 0 where nobody looked, or the system does
            not tell.
        output: what it wrote to its standard output.
    """

    seconds: float
    cpu_seconds: float
    memory_mib: float
    output: str


QUIET = 0.5
"""Load of the last minute up to which the machine counts as idle."""


def warn_if_busy() -> None:
    """Say that times are not to be trusted, where something else is running."""
    busy = os.getloadavg()[0]
    if busy > QUIET:
        print(f"something else is running (load {busy:.1f}): times will be too long, ratios wrong")


class FailedError(RuntimeError):
    """The command ended with an error; the message has the end of what it said."""


def measure(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    watched: bool = True,
) -> Usage:
    """Run a command in `folder` and measure it.

    Args:
        command: program and arguments.
        folder: working directory; `output.txt` and `errors.txt` are left in it.
        environment: added to the one that is there.
        watched: look at the memory all the while, which holds its processes up: runs of seconds
            are timed unwatched.

    Raises:
        FailedError: its exit code is not 0.
    """
    out, err = folder / "output.txt", folder / "errors.txt"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
        highest = 0
        while not (ended := os.wait4(process.pid, os.WNOHANG if watched else 0))[0]:
            looked = time.perf_counter()
            highest = max(highest, sum(map(memory, family(process.pid))))
            took = time.perf_counter() - looked
            time.sleep(max(PAUSE_SECONDS, RESTS * took))
        seconds = time.perf_counter() - start
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = err.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
        msg = f"{' '.join(command)} ended with exit code {process.returncode}: {said}"
        raise FailedError(msg)
    return Usage(
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        memory_mib=highest / MIB,
        output=out.read_text(encoding="utf-8", errors="replace"),
    )


def family(pid: int) -> tuple[int, ...]:
    """A process and all its descendants."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return tuple(found)


def _parents() -> Iterable[tuple[int, int]]:
    for folder in PROC.glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has ended since
        yield int(folder.name), int(text.rpartition(")")[2].split()[1])


def memory(pid: int) -> int:
    """Proportional set size in bytes; 0 for a process that has ended."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
