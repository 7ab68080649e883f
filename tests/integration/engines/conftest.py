"""The same dirty history for every engine, in an order of its own for each.

DuckDB reads one Parquet file, Spark forty with shuffled rows, PostgreSQL has these in a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow.parquet as pq
import pytest

from tests.integration.engines.plays import make_history, scatter, shuffle

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "listening"


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plays of 90 listeners in a Parquet file, with rows that are no plays and some twice."""
    return make_history(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="session")
def scattered(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same rows shuffled, in a folder of forty files."""
    return scatter(history, tmp_path_factory.mktemp("forty"))


@pytest.fixture(scope="session")
def postgres_history(request: pytest.FixtureRequest, history: Path) -> str:
    """URL of a database with the history in a table."""
    url: str = request.getfixturevalue("postgres").make_database("plays")
    there = ibis.connect(url.replace("postgresql://", "postgres://"))
    there.create_table(TABLE, shuffle(pq.read_table(history)))
    there.disconnect()
    return url
