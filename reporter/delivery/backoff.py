"""When a message is tried again."""

from __future__ import annotations

import hashlib
from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
"""After the first, second, … try; the last one from then on."""
MOST_ATTEMPTS = 8
JITTER = 0.2
"""Share of a wait by which it may be shorter or longer, so that many do not come at once."""


def next_attempt(n_attempts: int, message_id: str) -> timedelta | None:
    """How long to wait after a try that failed for now; none if there is to be no other.

    Args:
        n_attempts: tries so far, from 1.
        message_id: of the message; the same one waits the same time after the same try.

    Raises:
        ValueError: there was no try yet.
    """
    if n_attempts < 1:
        msg = f"there were {n_attempts} tries"
        raise ValueError(msg)
    if n_attempts >= MOST_ATTEMPTS:
        return None
    wait = WAITS[min(n_attempts, len(WAITS)) - 1]
    return wait * (1 + JITTER * (2 * _fraction(f"{message_id}\n{n_attempts}") - 1))


def _fraction(seed: str) -> float:
    """A number in [0, 1) that looks random and follows from the seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:6]) / 2**48
