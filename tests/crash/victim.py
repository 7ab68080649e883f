"""The processes of a trial: what they say, how they are killed, and who is left."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.schedule.runner import descendants
from reporter.words import ENGLISH

if TYPE_CHECKING:
    import subprocess

    from reporter.pipeline import Step

LOOK_SECONDS = 0.002
LAST_SECONDS = 10.0
"""So soon the workers of a killed run have ended."""
PROC = Path("/proc")


@dataclass
class Victim:
    """A started program: a run, or a scheduler with its run.

    Attributes:
        process: the program.
        is_scheduler: it makes its run as a process of its own.
        spared: the process that is not killed: `scheduler`, `run` or none.
        killed_at: monotonic time of the kill; none before it.
        family: all its processes that were seen, with their starts.
    """

    process: subprocess.Popen[bytes]
    is_scheduler: bool = False
    spared: str = ""
    killed_at: float | None = None
    family: set[tuple[int, str]] = field(default_factory=set)

    @property
    def is_over(self) -> bool:
        """Whether the program has ended."""
        return self.process.poll() is not None

    def run_pid(self) -> int | None:
        """The process that makes the report; none where there is none."""
        if not self.is_scheduler:
            return self.process.pid
        for pid, _ in descendants(self.process.pid):
            with suppress(OSError):
                words = (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
                if b"run" in words and b"weekly" in words:
                    return pid
        return None

    def said(self) -> str:
        """What the run has said until now."""
        pid = self.run_pid()
        with suppress(OSError):
            if pid is not None:
                return (PROC / str(pid) / "fd/2").read_text(encoding="utf-8")
        return ""

    def wait_for(self, step: Step) -> bool:
        """Wait until the run begins a step; false if it ended before."""
        sentence = ENGLISH(f"console.step.{step}")
        while sentence not in self.said().splitlines():
            if self.is_over:
                return False
            time.sleep(LOOK_SECONDS)
        return True

    def watch(self) -> None:
        """See its processes until it has ended by itself."""
        while not self.is_over:
            self.family |= descendants(self.process.pid)
            time.sleep(LOOK_SECONDS)
        if self.process.returncode:
            self.killed_at = time.monotonic()

    def kill(self) -> None:
        """Kill the program at once, as a power cut or the system does when memory is short."""
        if self.killed_at is not None:
            return
        self.family |= descendants(self.process.pid)
        run = self.run_pid()
        self.killed_at = time.monotonic()
        if self.spared != "scheduler" or not self.is_scheduler:
            self.process.send_signal(signal.SIGKILL)
        if run is not None and self.spared != "run":
            with suppress(ProcessLookupError):
                os.kill(run, signal.SIGKILL)

    def orphans(self) -> int:
        """How many of its processes do not end."""
        end = time.monotonic() + LAST_SECONDS
        while (left := self.left()) and time.monotonic() < end:
            time.sleep(LOOK_SECONDS)
        return len(left)

    def left(self) -> list[int]:
        """Its processes that are still there."""
        return [pid for pid, born in self.family if _born(pid) == born]


def _born(pid: int) -> str:
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    state, *rest = text.rpartition(")")[2].split()
    return "" if state in {"Z", "X"} else rest[18]
