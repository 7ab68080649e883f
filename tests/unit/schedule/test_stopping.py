"""Signals are remembered, and have their old meaning afterwards."""

from __future__ import annotations

import signal
import threading

import pytest

from reporter.schedule.stopping import SIGNALS, Stopping, stopping


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_is_remembered(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with stopping() as stop:
        heard = [stop.asked]
        signal.raise_signal(number)
        heard.append(stop.asked)
    assert heard == [False, True]
    assert signal.getsignal(number) is before


def test_another_thread_leaves_signals_alone() -> None:
    found: list[Stopping] = []
    before = signal.getsignal(signal.SIGTERM)

    def look() -> None:
        with stopping() as stop:
            found.append(stop)
            assert signal.getsignal(signal.SIGTERM) is before

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [Stopping()]
