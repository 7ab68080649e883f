"""All suites, in the order of `docs/recovery.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from tests.recovery.changes import CHANGES
from tests.recovery.drivers import DRIVERS
from tests.recovery.segments import SEGMENTS
from tests.recovery.skip_model import SKIP_MODEL

if TYPE_CHECKING:
    from tests.recovery.suite import Noise, Planted, Suite

SUITES: tuple[Suite, ...] = (DRIVERS, SKIP_MODEL, SEGMENTS, CHANGES)


def run_one(name: str, seed: int) -> list[Planted | Noise]:
    """One seed of a suite, on one thread: what a process of its own is asked for."""
    (suite,) = (suite for suite in SUITES if suite.name == name)
    with threadpool_limits(1):
        return suite.run(seed)
