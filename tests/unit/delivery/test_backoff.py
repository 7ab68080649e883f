"""When a message is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reporter.delivery.backoff import JITTER, MOST_ATTEMPTS, next_attempt


@pytest.mark.parametrize(
    ("n_attempts", "seconds"),
    [(1, 5), (2, 30), (3, 120), (4, 600), (5, 3600), (6, 3600), (7, 3600)],
)
def test_waits_grow_up_to_an_hour_with_jitter(n_attempts: int, seconds: float) -> None:
    waits = []
    for number in range(200):
        wait = next_attempt(n_attempts, f"<{number}@example.org>")
        assert wait is not None
        waits.append(wait.total_seconds() / seconds)
    assert 1 - JITTER <= min(waits) < 1 - JITTER / 2
    assert 1 + JITTER / 2 < max(waits) <= 1 + JITTER


def test_the_same_message_waits_the_same_time() -> None:
    first = next_attempt(3, "<a@example.org>")
    assert first == next_attempt(3, "<a@example.org>")
    assert first != next_attempt(3, "<b@example.org>")


def test_there_is_an_end() -> None:
    assert next_attempt(MOST_ATTEMPTS - 1, "<a@example.org>") is not None
    assert next_attempt(MOST_ATTEMPTS, "<a@example.org>") is None
    assert next_attempt(MOST_ATTEMPTS + 5, "<a@example.org>") is None


def test_all_tries_together_take_a_few_hours() -> None:
    waits = [next_attempt(n, "<a@example.org>") or timedelta() for n in range(1, MOST_ATTEMPTS)]
    assert timedelta(hours=2) < sum(waits, timedelta()) < timedelta(hours=4)


def test_before_the_first_try_there_is_nothing_to_wait_for() -> None:
    with pytest.raises(ValueError, match="0 tries"):
        next_attempt(0, "<a@example.org>")
