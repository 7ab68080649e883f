"""One run as a process of its own, with a time limit, that leaves no process behind.

A run that hangs is ended, and what it used of memory goes back with it. Its own workers lead
sessions of their own, so killing its process group would not reach them: its descendants are
looked up before it is killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from reporter.schedule.values import Cut, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import timedelta

    from reporter.schedule.values import Stop

PROGRAM = (sys.executable, "-P", "-m", "reporter")
"""This program, whatever lies in the working folder."""
PATIENCE_SECONDS = 10.0
"""Between the request to terminate and the kill, where a run is over its time limit."""
STOP_SECONDS = 25.0
"""The same where the scheduler itself has to end, which has 30 s."""
LOOK_SECONDS = 0.25
PULSE_SECONDS = 30.0
TAIL_BYTES, ANSWER_BYTES = 4096, 1 << 20
PROC = Path("/proc")


def command(
    report: str, period: str, *, config: Path | None, whole: bool, late: bool
) -> tuple[str, ...]:
    """The arguments of `reporter` that make, and send, the report of a period.

    Args:
        report: name of the report.
        period: label of the period.
        config: file of the configuration, if one was named.
        whole: it refuses a period whose data is not through.
        late: the period waited for its data.
    """
    flags = {"--require-whole": whole, "--late": late}
    wanted = (flag for flag, is_wanted in flags.items() if is_wanted)
    named = () if config is None else ("--config", str(config))
    purpose = ("--purpose", "schedule")
    return ("run", report, "--period", period, "--send", "--json", *purpose, *named, *wanted)


@dataclass(slots=True)
class Runner:
    """Runs one process at a time, and waits for it.

    Attributes:
        stop: looked at while a process runs.
        program: what is run; its arguments follow.
        pulse: called every half minute while a process runs.
        patience: seconds between the request to terminate and the kill at the time limit.
        stop_patience: the same when the scheduler ends.
    """

    stop: Stop
    program: Sequence[str] = PROGRAM
    pulse: Callable[[], None] = lambda: None
    patience: float = PATIENCE_SECONDS
    stop_patience: float = STOP_SECONDS

    def run(self, arguments: Sequence[str], limit: timedelta) -> Outcome:
        """Run the program to its end, or to the end of its time.

        Args:
            arguments: of the program.
            limit: wall time after which it is ended.
        """
        started = time.monotonic()
        with TemporaryFile() as out, TemporaryFile() as told:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [*self.program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=told,
                env=_environment(),
                start_new_session=True,
            )
            try:
                cut = self._watch(process, limit.total_seconds())
            finally:
                _kill(process)
            seconds = time.monotonic() - started
            return Outcome(process.returncode, seconds, _answer(out), _tail(told), cut)

    def _watch(self, process: subprocess.Popen[bytes], limit: float) -> Cut | None:
        """Wait until it ends, or end it; what it was ended for."""
        started = pulsed = time.monotonic()
        while not _has_ended(process, LOOK_SECONDS):
            now = time.monotonic()
            if self.stop.asked:
                _end(process, self.stop_patience)
                return Cut.STOP
            if now - started > limit:
                _end(process, self.patience)
                return Cut.LIMIT
            if now - pulsed > PULSE_SECONDS:
                pulsed = now
                self.pulse()
        return Cut.STOP if self.stop.asked else None


def end_leader(pid: int, patience: float = PATIENCE_SECONDS) -> bool:
    """End a run that another scheduler started and left behind, with all that it started.

    Args:
        pid: of its process.
        patience: seconds between the request to terminate and the kill.

    Returns:
        False if the process leads no group, and so was not started by a scheduler.
    """
    try:
        if os.getpgid(pid) != pid:
            return False
        family = descendants(pid)
        os.killpg(pid, signal.SIGTERM)
        end = time.monotonic() + patience
        while time.monotonic() < end and _status(pid) is not None:
            time.sleep(LOOK_SECONDS)
        _kill_all(family | descendants(pid))
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return True
    return True


def _environment() -> dict[str, str]:
    """Ours, with the path from which this program was loaded."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _has_ended(process: subprocess.Popen[bytes], patience: float) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(patience)
        return True
    return False


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    """Ask it to terminate, give it some time, and kill what it started and left behind."""
    family = descendants(process.pid)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    if _has_ended(process, patience):
        _kill_all(family)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill it with all that it started, or what is left of its process group."""
    family = descendants(process.pid) if process.poll() is None else frozenset()
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _kill_all(family)


def _kill_all(family: Iterable[tuple[int, str]]) -> None:
    """Kill processes that are still those that were found, by their start."""
    for pid, born in family:
        status = _status(pid)
        if status is not None and status[1] == born:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def descendants(pid: int) -> frozenset[tuple[int, str]]:
    """All processes below one: id and start of each; none where the system has no `/proc`."""
    parents: dict[int, list[tuple[int, str]]] = {}
    for entry in PROC.iterdir() if PROC.is_dir() else ():
        if entry.name.isdigit() and (status := _status(int(entry.name))) is not None:
            parent, born = status
            parents.setdefault(parent, []).append((int(entry.name), born))
    found, level = set[tuple[int, str]](), parents.get(pid, [])
    while level:
        found.update(level)
        level = [child for one, _ in level for child in parents.get(one, [])]
    return frozenset(found)


def _status(pid: int) -> tuple[int, str] | None:
    """Parent and start of a process (see proc(5)); none if there is none."""
    try:
        text = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rpartition(")")[2].split()
    return int(fields[1]), fields[19]


def _answer(out: IO[bytes]) -> dict[str, Any]:
    """The object of the last line; empty where it is none."""
    last = _tail(out, ANSWER_BYTES).rpartition("\n")[2]
    try:
        found = json.loads(last)
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _tail(file: IO[bytes], size: int = TAIL_BYTES) -> str:
    """The end of a file, as text."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - size))
    return file.read().decode(errors="replace").strip()
