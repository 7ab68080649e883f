"""The kills of a soak: at each step, at each point of an SMTP session, and at random moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.pipeline import Step
from tests.crash.post import COMMANDS
from tests.crash.trial import Point

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

LAST = (Step.WRITE, Step.RECORD, Step.DELIVER)
"""Where a moment matters."""
ONCE = frozenset({"EHLO"})
"""Where a session is once, for all its messages."""
SCHEDULER_SECONDS = 1.0
"""So much longer a scheduler takes than its run alone."""
REAL = 4.0
"""So many times as long it takes with reading, analysing and printing."""
LIKELY_SECONDS = 0.1


def points(random: Random, seconds: float) -> Iterator[Point]:
    """All of them.

    Args:
        random: chooses the moments.
        seconds: that a quick run takes.
    """
    yield from at_steps(random)
    yield from in_sessions()
    for _ in range(10):
        group = "any moment, mail server"
        yield Point(group, delay=random.uniform(0, seconds))
        yield Point(group, delay=random.uniform(0, seconds + SCHEDULER_SECONDS), way="power")
    for way in ("run", "schedule", "power") * 3:
        delay = random.uniform(0, LIKELY_SECONDS)
        yield Point("sending into a folder", Step.DELIVER, delay, way=way, mail=False)
    steps = (Step.READ, Step.ANALYSE, Step.WRITE, Step.RECORD, Step.DELIVER)
    for step in steps * 2:
        delay = random.uniform(0, LIKELY_SECONDS)
        yield Point("the scheduler alone, its run goes on", step, delay, way="scheduler")
    for way in ("run", "schedule", "power") * 4:
        delay = random.uniform(0, REAL * seconds)
        group = "any moment, with the whole analysis"
        yield Point(group, delay=delay, way=way, is_quick=False)


def at_steps(random: Random) -> Iterator[Point]:
    """At the beginning of each step and soon after it: by hand, its run alone, and all of it."""
    for step in Step:
        group = f"step `{step}`"
        for way in ("run", "schedule", "power"):
            yield Point(group, step, way=way)
        yield Point(group, step, random.uniform(0, LIKELY_SECONDS))
        if step in LAST:
            for way in ("run", "schedule", "power"):
                yield Point(group, step, exact=True, way=way)


def in_sessions() -> Iterator[Point]:
    """At each point of a session, for the first message and for the second one."""
    for command in COMMANDS:
        for way in ("run", "schedule", "power"):
            nth = 2 if way == "schedule" and command not in ONCE else 1
            yield Point(f"SMTP `{command}`", smtp=command, nth=nth, way=way)
