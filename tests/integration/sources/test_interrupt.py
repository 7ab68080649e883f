"""Ctrl-C while the engine reads, which it does with Python's help: no crash, no second try."""

from __future__ import annotations

import gc
import os
import signal
from typing import TYPE_CHECKING

import pytest

from reporter.sources import pseudonym
from tests.factories.exports import AUDIO, as_json, history, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ibis.backends.duckdb import Backend

    from tests.factories.exports import Take


@pytest.fixture
def no_garbage() -> Iterator[None]:
    """Python drops what a signal's handler raises in a finalizer: none may run meanwhile.

    The command line, which has one chance alone, remembers that a signal came.
    """
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_garbage")
def test_ctrl_c_among_the_names_of_listeners_stops_the_reading(
    engine: Backend, tmp_path: Path, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def interrupted(_: bytes, name: str) -> str:
        if not asked:
            os.kill(os.getpid(), signal.SIGINT)
        asked.append(name)
        return name

    monkeypatch.setattr(pseudonym, "pseudonym", interrupted)
    rows = [*history(600, username="one"), *history(600, username="two")]
    with pytest.raises(KeyboardInterrupt):
        take(write(tmp_path / AUDIO, as_json(rows)))
    assert asked
    assert engine.con.execute("SELECT 1").fetchall() == [(1,)]
