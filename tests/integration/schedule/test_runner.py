"""Real processes: what they answer, their time limit, and that nothing of them is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporter.schedule.runner import Runner, command, end_leader
from reporter.schedule.stopping import Stopping
from reporter.schedule.values import Cut

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.schedule.values import Outcome

HOUR = timedelta(hours=1)
AT_ONCE = timedelta(seconds=1)
PATIENT = 60.0
FAMILY = """
import os, signal, subprocess, sys, time
from pathlib import Path
{before}
hang = [sys.executable, "-c", {child!r}]
children = [subprocess.Popen(hang), subprocess.Popen(hang, start_new_session=True)]
Path(sys.argv[1]).write_text(" ".join(str(one.pid) for one in children))
{after}
"""
HANG = "import time; time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")


def run(code: str, *arguments: str, limit: timedelta = HOUR, patience: float = 10.0) -> Outcome:
    """Run Python code as the program."""
    runner = Runner(Stopping(), (sys.executable, "-c", code), patience=patience)
    return runner.run(arguments, limit)


def stopped_run(code: str, ready: Path) -> Outcome:
    """Run code that writes into a file when it is ready, and is asked to stop then."""
    stop = Stopping()
    runner = Runner(stop, (sys.executable, "-c", code), stop_patience=0.5)
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(runner.run, (str(ready),), HOUR)
        wait_for(lambda: ready.exists() and bool(ready.read_text(encoding="utf-8")))
        stop.asked = True
        return running.result()


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so; fails after a minute."""
    end = time.monotonic() + PATIENT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_arguments_of_a_run() -> None:
    given = command("weekly", "2024-W50", config=Path("c.yaml"), whole=True, late=False)
    assert given == (
        *("run", "weekly", "--period", "2024-W50", "--send", "--json", "--purpose", "schedule"),
        *("--config", "c.yaml", "--require-whole"),
    )
    plain = command("weekly", "2024-W50", config=None, whole=False, late=True)
    assert plain == (*given[:8], "--late")


def test_the_last_line_is_the_answer() -> None:
    code = "import sys; print('progress'); print('{\"run\": \"r1\"}'); sys.exit(4)"
    outcome = run(code)
    assert (outcome.code, outcome.answer, outcome.cut) == (4, {"run": "r1"}, None)
    assert outcome.seconds > 0


@pytest.mark.parametrize("last", ["", "done", "[1]", '{"run": '])
def test_no_answer(last: str) -> None:
    assert run("import sys; print(sys.argv[1])", last).answer == {}


def test_an_answer_may_be_long() -> None:
    code = "import json; print(json.dumps({'files': ['x' * 100] * 1000}))"
    assert len(run(code).answer["files"]) == 1000


def test_the_end_of_what_it_said_is_kept() -> None:
    code = "import sys; print('x' * 100_000, file=sys.stderr); print('the end', file=sys.stderr)"
    outcome = run(code)
    assert outcome.tail.endswith("the end")
    assert len(outcome.tail) <= 4096


def test_the_environment_passes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTER_DELIVERY__SMTP", "smtps://user:secret@host")
    code = "import os, sys; sys.exit(os.environ['REPORTER_DELIVERY__SMTP'].count('secret') + 6)"
    outcome = run(code)
    assert (outcome.code, outcome.tail) == (7, "")


def test_it_asks_nobody() -> None:
    assert run("input()").code == 1


def test_a_hang_ends_at_the_time_limit() -> None:
    outcome = run(HANG, limit=AT_ONCE)
    assert (outcome.cut, outcome.code) == (Cut.LIMIT, -15)


@needs_proc
@pytest.mark.parametrize(("before", "code"), [(DEAF, -9), ("", -15)], ids=["deaf", "polite"])
def test_what_it_started_ends_with_it(tmp_path: Path, before: str, code: int) -> None:
    """One child is in its process group, one leads a session of its own; both are deaf."""
    pids = tmp_path / "pids"
    family = FAMILY.format(before=before, child=f"{DEAF}; {HANG}", after="time.sleep(600)")
    outcome = stopped_run(family, pids)
    assert (outcome.cut, outcome.code) == (Cut.STOP, code)
    children = [int(pid) for pid in pids.read_text(encoding="utf-8").split()]
    assert len(children) == 2
    wait_for(lambda: not any(map(is_alive, children)))


@needs_proc
def test_a_run_that_leaves_a_process_in_its_group_leaves_it_not_for_long(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    code = FAMILY.format(before="", child=HANG, after="children[1].kill()")
    outcome = run(code, str(pids))
    assert (outcome.cut, outcome.code) == (None, 0)
    first, *_ = (int(pid) for pid in pids.read_text(encoding="utf-8").split())
    wait_for(lambda: not is_alive(first))


def test_a_stop_ends_the_run_within_its_time(tmp_path: Path) -> None:
    code = f"import sys; {DEAF}; print('x', file=open(sys.argv[1], 'w'), flush=True); {HANG}"
    outcome = stopped_run(code, tmp_path / "ready")
    assert outcome.cut is Cut.STOP
    assert outcome.seconds < PATIENT


def test_a_pulse_is_felt_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporter.schedule.runner.PULSE_SECONDS", 0.1)
    beats: list[int] = []
    runner = Runner(Stopping(), (sys.executable, "-c", "import time; time.sleep(1.5)"))
    runner.pulse = lambda: beats.append(1)
    runner.run((), HOUR)
    assert len(beats) >= 2


@needs_proc
@pytest.mark.parametrize("before", [DEAF, ""], ids=["deaf", "polite"])
def test_a_run_that_a_dead_scheduler_left_is_ended_with_its_children(
    tmp_path: Path, before: str
) -> None:
    pids = tmp_path / "pids"
    code = FAMILY.format(before=before, child=f"{DEAF}; {HANG}", after="time.sleep(600)")
    orphan = subprocess.Popen([sys.executable, "-c", code, str(pids)], start_new_session=True)
    try:
        wait_for(lambda: pids.exists() and bool(pids.read_text(encoding="utf-8")))
        assert end_leader(orphan.pid, patience=0.5)
    finally:
        orphan.kill()
        orphan.wait()
    children = [int(pid) for pid in pids.read_text(encoding="utf-8").split()]
    wait_for(lambda: not any(map(is_alive, children)))
    assert end_leader(orphan.pid)


def test_a_process_that_leads_no_group_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", HANG]) as other:
        assert not end_leader(other.pid)
        assert other.poll() is None
        other.kill()
