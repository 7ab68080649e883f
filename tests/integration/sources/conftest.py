"""An engine, and `take`: read a path as the program does, at a fixed time, under a fixed key.

What is read last is the engine's view `plays`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter.config import EngineSettings, SourceSettings
from reporter.engine.connection import connect
from reporter.sources import read
from tests.factories.exports import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ibis.backends.duckdb import Backend

    from reporter.sources import Intake
    from tests.factories.exports import Take


@pytest.fixture
def engine() -> Iterator[Backend]:
    with connect(EngineSettings()) as backend:
        yield backend


@pytest.fixture
def take(engine: Backend) -> Take:
    def reading(
        path: Path | str,
        *,
        kind: str = "auto",
        columns: dict[str, str] | None = None,
        max_bad_share: float = 0.05,
    ) -> Intake:
        settings = SourceSettings(
            path=str(path), kind=kind, columns=columns or {}, max_bad_share=max_bad_share
        )
        intake = read(settings, engine, key=lambda: b"a key", now=NOW)
        engine.con.execute(f"CREATE OR REPLACE TEMP VIEW plays AS {engine.compile(intake.plays)}")
        return intake

    return reading
