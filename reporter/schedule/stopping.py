"""Signals that ask the scheduler to end: they are remembered, and looked at when it is safe."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Stopping:
    """Whether the scheduler is to end.

    A handler must not take a lock that the code it interrupts may hold, so this is a plain value
    that others look at.

    Attributes:
        asked: it is.
    """

    asked: bool = False


@contextmanager
def stopping() -> Iterator[Stopping]:
    """Remember SIGINT and SIGTERM instead of what they would do; only the main thread can."""
    stop = Stopping()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def remember(_number: int, _frame: FrameType | None) -> None:
        stop.asked = True

    before = {number: signal.signal(number, remember) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
