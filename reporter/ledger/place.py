"""Which process holds something, and whether it is known to be gone."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROC = Path("/proc")
STARTED = 19
"""Place of a process's start time in `/proc/PID/stat`, counted after its name (see proc(5))."""


@dataclass(frozen=True, slots=True)
class Place:
    """A process on some machine.

    Attributes:
        host: the machine's name, its boot and its space of process ids, as far as they are known.
        pid: process id there.
        born: start of the process, in clock ticks after the boot; empty where unknown.
    """

    host: str
    pid: int
    born: str

    @property
    def name(self) -> str:
        """Host name and process id, for people."""
        return f"{self.host.partition('/')[0]}:{self.pid}"


def here() -> Place:
    """This process."""
    return Place(_host(), os.getpid(), _born(os.getpid()) or "")


def is_gone(place: Place) -> bool:
    """Whether the process is known to have ended: only its own machine can tell."""
    if place.host != _host() or not place.born:
        return False
    return _born(place.pid) != place.born


@cache
def _host() -> str:
    """Two containers may share a name, and a machine's process ids begin anew with each boot."""
    boot, space = PROC / "sys/kernel/random/boot_id", PROC / "self/ns/pid"
    parts = [socket.gethostname()]
    if boot.exists():
        parts.append(boot.read_text(encoding="ascii").strip())
    if space.is_symlink():
        parts.append(str(space.readlink()))
    return "/".join(parts)


def _born(pid: int) -> str | None:
    """When a process started; none where there is none, or where it only waits to be reaped."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, *rest = text.rpartition(")")[2].split()
    return None if state in {"Z", "X"} else rest[STARTED - 1]
