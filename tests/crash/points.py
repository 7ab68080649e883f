"""The kills of a soak: at each step, at each point of an SMTP session, and at random moments."""

from __future__ import annotations

from functools import partial
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
WAYS = ("run", "schedule", "power")
UPLOAD_SECONDS = 0.5
"""So long a report takes on its way into a bucket."""
IN_DOUBT = ("DATA", "CONTENT", "TAKEN")
"""Where a session is when nobody can know."""


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
    for way in WAYS * 3:
        delay = random.uniform(0, LIKELY_SECONDS)
        yield Point("sending into a folder", Step.DELIVER, delay, way=way, mail=False)
    steps = (Step.READ, Step.ANALYSE, Step.WRITE, Step.RECORD, Step.DELIVER)
    for step in steps * 2:
        delay = random.uniform(0, LIKELY_SECONDS)
        yield Point("the scheduler alone, its run goes on", step, delay, way="scheduler")
    for way in WAYS * 4:
        delay = random.uniform(0, REAL * seconds)
        group = "any moment, with the whole analysis"
        yield Point(group, delay=delay, way=way, is_quick=False)
    yield from in_database(random, seconds)
    yield from in_bucket(random, seconds)
    yield from on_lost_machines(random, seconds)


def at_steps(random: Random) -> Iterator[Point]:
    """At the beginning of each step and soon after it: by hand, its run alone, and all of it."""
    for step in Step:
        group = f"step `{step}`"
        for way in WAYS:
            yield Point(group, step, way=way)
        yield Point(group, step, random.uniform(0, LIKELY_SECONDS))
        if step in LAST:
            for way in WAYS:
                yield Point(group, step, exact=True, way=way)


def in_sessions() -> Iterator[Point]:
    """At each point of a session, for the first message and for the second one."""
    for command in COMMANDS:
        for way in WAYS:
            nth = 2 if way == "schedule" and command not in ONCE else 1
            yield Point(f"SMTP `{command}`", smtp=command, nth=nth, way=way)


def in_database(random: Random, seconds: float) -> Iterator[Point]:
    """Where a moment matters, and at random ones, with the ledger in PostgreSQL."""
    point = partial(Point, in_database=True)
    for way in WAYS:
        for step in LAST:
            yield point(f"PostgreSQL: step `{step}`", step, exact=True, way=way)
    for command, way in zip(IN_DOUBT, WAYS, strict=True):
        yield point("PostgreSQL: SMTP, in doubt", smtp=command, way=way)
    for way in WAYS:
        yield point("PostgreSQL: any moment", delay=random.uniform(0, seconds), way=way)


def in_bucket(random: Random, seconds: float) -> Iterator[Point]:
    """Where a moment matters, while files are put, and at random moments, with a bucket."""
    point = partial(Point, in_bucket=True)
    for way in WAYS:
        for step in LAST:
            yield point(f"bucket: step `{step}`", step, exact=True, way=way)
    for way in WAYS:
        delay = random.uniform(0, UPLOAD_SECONDS)
        yield point("bucket: while files are put", Step.WRITE, delay, way=way)
    for way in WAYS:
        yield point("bucket: any moment", delay=random.uniform(0, seconds), way=way)


def on_lost_machines(random: Random, seconds: float) -> Iterator[Point]:
    """The same with both; the machine is lost with all that stands on it."""
    point = partial(Point, in_database=True, in_bucket=True, is_lost=True)
    for way in ("run", "power"):
        for step in LAST:
            yield point(f"machine lost: step `{step}`", step, exact=True, way=way)
        for command in IN_DOUBT:
            yield point("machine lost: SMTP, in doubt", smtp=command, way=way)
        for _ in range(2):
            delay = random.uniform(0, UPLOAD_SECONDS)
            yield point("machine lost: while files are put", Step.WRITE, delay, way=way)
            yield point("machine lost: any moment", delay=random.uniform(0, seconds), way=way)
