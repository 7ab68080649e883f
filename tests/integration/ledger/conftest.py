"""Ledgers on SQLite and on a real PostgreSQL server, empty and up to date."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from reporter.ledger.opening import Ledger, open_ledger
from tests.factories.ledger import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NUMBERS = itertools.count()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger' / 'reporter.db'}"
    server = request.getfixturevalue("postgres")
    made: str = server.make_database(f"ledger_{next(NUMBERS)}")
    return made


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An open ledger."""
    with open_ledger(url, NOW) as opened:
        yield opened
