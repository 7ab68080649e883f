"""Ledgers on SQLite and on a real PostgreSQL server, a clock, and an owner who remembers."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from reporter.ledger.opening import Ledger, open_ledger
from tests.factories.schedule import DUE, Clock, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NUMBERS = itertools.count()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of an empty SQLite database."""
    return f"sqlite:///{tmp_path / 'ledger' / 'reporter.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_url(request: pytest.FixtureRequest, sqlite_url: str) -> str:
    """URL of an empty database of either kind."""
    if request.param == "sqlite":
        return sqlite_url
    server = request.getfixturevalue("postgres")
    made: str = server.make_database(f"schedule_{next(NUMBERS)}")
    return made


@pytest.fixture
def ledger(sqlite_url: str) -> Iterator[Ledger]:
    """An open ledger."""
    with open_ledger(sqlite_url, DUE) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    """It is a week before anything is due."""
    clock = Clock()
    clock.forward(days=-6)
    return clock


@pytest.fixture
def told() -> Told:
    """The owner."""
    return Told()
