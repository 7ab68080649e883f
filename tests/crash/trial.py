"""One trial: start the program, kill it, start it again, and look at what it has come to."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.crash.post import Counting
from tests.crash.scene import Scene
from tests.crash.truth import Found, is_settled, look
from tests.crash.victim import LAST_SECONDS, LOOK_SECONDS, Victim
from tests.mail_server import mail_server

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.pipeline import Step
    from tests.crash.scene import Kept

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


def attempt(folder: Path, kept: Kept, point: Point) -> Seen:
    """Try it.

    Args:
        folder: an empty one.
        kept: plays and the kept run.
        point: when who is killed.
    """
    post = Counting(at=point.smtp, nth=point.nth) if point.mail else None
    with ExitStack() as stack:
        smtp = None
        if post is not None:
            smtp = f"smtp://{stack.enter_context(mail_server(post))}?tls=none"
        scene = Scene(folder, kept, is_quick=point.is_quick, smtp=smtp)
        scene.set_up()
        if point.way != "run":
            scene.expect()
        victim = _killed(scene, point, post)
        goes_on = point.way == "scheduler"
        problems = [] if goes_on else _left(scene, victim)
        starts = _start_again(scene, point)
        problems += _left(scene, victim) if goes_on else []
        asked = 1 if point.way != "run" else starts + 1
        found = look(scene, post, asked=asked)
    if not is_settled(scene):
        problems.append(f"it is not settled after {starts} starts")
    return Seen(point, victim.killed_at is not None, found, (*problems, *found.problems))


def attempt_tidily(folder: Path, kept: Kept, point: Point) -> Seen:
    """The same; nothing is left of the folder."""
    try:
        return attempt(folder, kept, point)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _killed(scene: Scene, point: Point, post: Counting | None) -> Victim:
    """Start it and kill it."""
    by_hand = point.way == "run"
    arguments = (
        ("run", "weekly", "--period", scene.kept.label, "--send")
        if by_hand
        else ("schedule", "--once")
    )
    spared = {"schedule": "scheduler", "scheduler": "run"}.get(point.way, "")
    itself = {"CRASH_AT": str(point.step)} if point.exact else {}
    if itself and point.way == "power":
        itself["CRASH_TOO"] = "scheduler"
    process = scene.start(*arguments, **itself)
    victim = Victim(process, is_scheduler=not by_hand, spared=spared)
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


def _start_again(scene: Scene, point: Point) -> int:
    """Start it until all is done: how often."""
    if point.way == "run":
        scene.run("run", "weekly", "--period", scene.kept.label, "--send")
        return 1
    for n in range(RESTARTS):
        scene.time_passes()
        scene.run("schedule", "--once")
        if is_settled(scene):
            return n + 1
    return RESTARTS
