"""Times the steps of a run."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reporter.pipeline.values import Step, StepEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reporter.pipeline.values import Watcher


class Timer:
    """Times the steps and tells the watcher, and the ledger once it is open."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.timings: list[tuple[Step, float]] = []
        self._recorder: Callable[[str, float], None] = lambda *_: None

    def tell(self, recorder: Callable[[str, float], None]) -> None:
        """Tell of the steps until now and of all that follow: their names and wall seconds."""
        self._recorder = recorder
        for step, seconds in self.timings:
            recorder(step, seconds)

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """The block is a step."""
        self._watcher(StepEvent(step))
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        self.timings.append((step, seconds))
        self._recorder(step, seconds)
        self._watcher(StepEvent(step, seconds))
