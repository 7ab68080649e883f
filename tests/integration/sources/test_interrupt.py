"""Ctrl-C while the engine reads, which it does with Python's help: no crash, no second try."""

from __future__ import annotations

import gc
import os
import signal
from typing import IO, TYPE_CHECKING
from zipfile import ZipFile

import pytest

from reporter.sources.archives import PlainNames
from tests.factories.exports import AUDIO, as_json, history

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
def test_ctrl_c_in_an_archive_stops_the_reading(
    engine: Backend, tmp_path: Path, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    honest = PlainNames.open

    def interrupted(self: PlainNames, path: str, mode: str = "rb") -> IO[bytes]:
        if not opened:
            os.kill(os.getpid(), signal.SIGINT)
        opened.append(path)
        stream: IO[bytes] = honest(self, path, mode)
        return stream

    monkeypatch.setattr(PlainNames, "open", interrupted)
    archive = tmp_path / "mine.zip"
    with ZipFile(archive, "w") as zipped:
        zipped.writestr(AUDIO, as_json(history(1200, username="one")))
    with pytest.raises(KeyboardInterrupt):
        take(archive)
    assert opened
    assert engine.con.execute("SELECT 1").fetchall() == [(1,)]
