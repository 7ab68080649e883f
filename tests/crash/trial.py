"""One trial: start the program, kill it, start it again, and look at what it has come to."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.errors import PeriodBusyError
from reporter.ledger.values import State
from tests.crash.post import Counting
from tests.crash.scene import Scene
from tests.crash.truth import Found, is_settled, look
from tests.crash.victim import LAST_SECONDS, LOOK_SECONDS, Victim
from tests.mail_server import mail_server

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.pipeline import Step
    from tests.crash.scene import Kept
    from tests.crash.servers import Servers

RESTARTS = 4
"""So often a scheduler may be started until all is done: each start looks once."""


@dataclass(frozen=True)
class Point:
    """When who is killed.

    Attributes:
        group: in which line of the table it counts.
        step: when the run says that it begins this step; none for another moment.
        delay: seconds after that, or after the start.
        exact: the run kills itself when it begins the step.
        smtp: where the mail server is then, instead of all that.
        nth: the server is there for so many times.
        way: `run`: a run by hand; `schedule`: a scheduler's run is killed, and the scheduler goes
            on; `scheduler`: it is killed, and its run goes on; `power`: both are killed.
        mail: it goes to a mail server; else into a folder.
        is_quick: analysis and printing take no time.
        in_database: the ledger is in PostgreSQL; else beside the archive.
        in_bucket: the archive is in a bucket; else in a folder.
        is_lost: the machine is never seen again, and another one goes on without its files.
    """

    group: str
    step: Step | None = None
    delay: float = 0.0
    exact: bool = False
    smtp: str = ""
    nth: int = 1
    way: str = "run"
    mail: bool = True
    is_quick: bool = True
    in_database: bool = False
    in_bucket: bool = False
    is_lost: bool = False

    @property
    def name(self) -> str:
        """For people."""
        where = self.smtp or self.step or "any"
        return f"{self.group}: {self.way} at {where} {self.nth} + {self.delay:.2f} s"


@dataclass(frozen=True)
class Seen:
    """What a trial has shown.

    Attributes:
        point: when who was killed.
        killed: whether it was still there then.
        found: what was true at the end.
        problems: everything that must not be.
    """

    point: Point
    killed: bool
    found: Found
    problems: tuple[str, ...]


def attempt(
    folder: Path,
    kept: Kept,
    point: Point,
    *,
    ledger_url: str | None = None,
    bucket: str | None = None,
) -> Seen:
    """Try it.

    Args:
        folder: an empty one.
        kept: plays and the kept run.
        point: when who is killed.
        ledger_url: of an empty ledger; none for SQLite.
        bucket: URL of an empty archive; none for a folder.
    """
    post = Counting(at=point.smtp, nth=point.nth) if point.mail else None
    with ExitStack() as stack:
        smtp = None
        if post is not None:
            smtp = f"smtp://{stack.enter_context(mail_server(post))}?tls=none"
        scene = Scene(
            folder / "here",
            kept,
            is_quick=point.is_quick,
            smtp=smtp,
            ledger_url=ledger_url,
            bucket=bucket,
        )
        scene.set_up()
        if point.way != "run":
            scene.expect()
        victim = _killed(scene, point, post)
        goes_on = point.way == "scheduler"
        problems = [] if goes_on else _left(scene, victim)
        starts = 0
        if point.is_lost:
            scene = scene.moved(folder / "elsewhere", "elsewhere")
            problems += _too_early(scene, point)
            starts += 1
            scene.leases_end()
        starts += _start_again(scene, point)
        problems += _left(scene, victim) if goes_on else []
        asked = 1 if point.way != "run" else starts + 1
        found = look(scene, post, asked=asked)
    if not is_settled(scene):
        problems.append(f"it is not settled after {starts} starts")
    return Seen(point, victim.killed_at is not None, found, (*problems, *found.problems))


def attempt_tidily(folder: Path, kept: Kept, point: Point, servers: Servers) -> Seen:
    """The same on these servers; nothing is left of the folder."""
    ledger_url = servers.ledger_url() if point.in_database else None
    bucket = servers.bucket() if point.in_bucket else None
    try:
        return attempt(folder, kept, point, ledger_url=ledger_url, bucket=bucket)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _arguments(scene: Scene, point: Point) -> tuple[str, ...]:
    if point.way == "run":
        return ("run", "weekly", "--period", scene.kept.label, "--send")
    return ("schedule", "--once")


def _killed(scene: Scene, point: Point, post: Counting | None) -> Victim:
    """Start it and kill it."""
    spared = {"schedule": "scheduler", "scheduler": "run"}.get(point.way, "")
    itself = {"CRASH_AT": str(point.step)} if point.exact else {}
    if itself and point.way == "power":
        itself["CRASH_TOO"] = "scheduler"
    process = scene.start(*_arguments(scene, point), **itself)
    victim = Victim(process, is_scheduler=point.way != "run", spared=spared)
    if itself:
        victim.watch()
    elif post is not None and point.smtp:
        post.kill = victim.kill
    elif point.step is None or victim.wait_for(point.step):
        time.sleep(point.delay)
        if not victim.is_over:
            victim.kill()
    victim.process.wait()
    return victim


def _left(scene: Scene, victim: Victim) -> list[str]:
    """Processes and temporary files that a killed program leaves."""
    if not victim.family:
        return []
    problems = [f"{n} of its processes go on"] if (n := victim.orphans()) else []
    end = time.monotonic() + LAST_SECONDS
    while (names := _temporary(scene)) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)  # a worker that had just been started clears up, too
    return [*problems, *(f"it leaves {name}" for name in names)]


def _temporary(scene: Scene) -> list[str]:
    """Temporary files; an empty folder is one whose worker was not started yet."""
    found = sorted(scene.temporary.rglob("*"))
    return [str(path.relative_to(scene.temporary)) for path in found if path.is_file()]


def _too_early(scene: Scene, point: Point) -> list[str]:
    """Start it where nobody can know yet that the machine is lost: what is held stays held."""
    held = _running(scene)
    done = scene.run(*_arguments(scene, point))
    is_refused = point.way != "run" or done.returncode == PeriodBusyError.exit_code
    if held and not (is_refused and _running(scene) == held):
        return ["another machine took the period over before its lease ended"]
    return []


def _running(scene: Scene) -> set[str]:
    with scene.ledger() as ledger:
        runs = ledger.runs.list(limit=None)
        return {run.id for run in runs if run.state is State.RUNNING}


def _start_again(scene: Scene, point: Point) -> int:
    """Start it until all is done: how often."""
    arguments = _arguments(scene, point)
    if point.way == "run":
        scene.run(*arguments)
        return 1
    for n in range(RESTARTS):
        scene.time_passes()
        scene.run(*arguments)
        if is_settled(scene):
            return n + 1
    return RESTARTS
