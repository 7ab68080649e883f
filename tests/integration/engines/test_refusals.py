"""What cannot be read from a database is one sentence, without a secret, and no half report."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pytest
from pydantic import SecretStr, ValidationError

from reporter.config import EngineSettings, SourceSettings
from reporter.engine.connection import check, connect
from reporter.errors import ConfigError, ReporterError, SourceError
from reporter.sources import read

if TYPE_CHECKING:
    from ibis.backends.sql import SQLBackend


NOW = datetime(2026, 11, 27, tzinfo=UTC)
SECRET = "hunter2-in-the-url"  # noqa: S105 - to be looked for


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def refused(url: str) -> ReporterError:
    with pytest.raises(ReporterError) as caught, connect(EngineSettings(), url):
        pytest.fail("it was opened")
    assert SECRET not in f"{caught.value}{caught.value.hint}"
    return caught.value


def take(backend: SQLBackend, settings: SourceSettings) -> None:
    read(settings, backend, key=lambda: b"a key", now=NOW)


def of(table: str = "", query: str = "", **columns: str) -> SourceSettings:
    return SourceSettings(
        url=SecretStr("postgresql://x"),
        table=table or None,
        query=query or None,
        columns=columns,
    )


def test_a_server_that_is_not_there() -> None:
    error = refused(f"postgresql://ana:{SECRET}@127.0.0.1:{free_port()}/plays")
    assert isinstance(error, SourceError)
    assert "cannot be used" in str(error)
    assert "refused" in str(error)


@pytest.mark.postgres
def test_a_database_that_is_not_there(postgres_history: str) -> None:
    place, _, _ = postgres_history.rpartition("/")
    url = f"{place}/nothing".replace("postgres@", f"postgres:{SECRET}@")
    assert "nothing" in str(refused(url))


@pytest.mark.spark
@pytest.mark.parametrize("scheme", ["spark", "sc"])
def test_a_master_that_is_not_there(spark: str, scheme: str) -> None:
    del spark
    error = refused(f"{scheme}://127.0.0.1:{free_port()}")
    assert isinstance(error, SourceError)
    assert "nobody answers" in str(error)


@pytest.mark.parametrize("url", ["nonsense://host/db", "mysql://host/db", "postgres"])
def test_what_is_no_engine(url: str) -> None:
    assert "is no engine" in str(refused(url))


def test_an_engine_that_lacks_something_is_refused_before_anything_is_read() -> None:
    class Poor:
        name = "poor"

        def has_operation(self, operation: type) -> bool:
            return operation.__name__ != "Median"

    with pytest.raises(ConfigError, match="poor lacks a median, by which the lengths of tracks"):
        check(Poor())
    check(ibis.duckdb.connect())


@pytest.mark.postgres
def test_tables_that_will_not_do(postgres_history: str) -> None:
    with connect(EngineSettings(), postgres_history) as backend:
        short = pa.table({"ts": pa.array([NOW], pa.timestamp("us", "UTC")), "track_id": ["x"]})
        backend.create_table("short", short, temp=True)
        backend.create_table("nothing", backend.table("listening").limit(0), temp=True)
        cases = {
            "there is no table absent": of("absent"),
            "source.query cannot be run": of(query="SELECT nothing FROM nowhere"),
            "short has no column that tells how long it lasted": of("short"),
            "nothing holds no plays": of("nothing"),
            "'length' is no column of listening": of("listening", ms_played="length"),
            "is an expression, which belongs into source.query": of(
                "listening", ms_played="ms_played * 2"
            ),
            "'no_name' is no column of a play": of("listening", no_name="ts"),
            "'username' is private and never read": of("listening", track_name="username"),
        }
        for sentence, settings in cases.items():
            with pytest.raises(ReporterError, match=sentence):
                take(backend, settings)


@pytest.mark.postgres
def test_too_many_bad_rows_stop_it(postgres_history: str) -> None:
    query = "SELECT *, -1 AS played_ms FROM listening"
    with connect(EngineSettings(), postgres_history) as backend:
        with pytest.raises(SourceError, match=r"of query are no plays, mostly with 'negative ms_p"):
            take(backend, of(query=query, ms_played="played_ms"))
        assert not [name for name in backend.list_tables() if name.startswith("checked")]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"url": "postgresql://x"}, "a table or a query"),
        ({"url": "postgresql://x", "table": "a", "query": "b"}, "a table or a query"),
        ({"url": "postgresql://x", "table": "a", "path": "b"}, "a path or a url"),
        ({"path": "b", "table": "a"}, "a table or a query"),
    ],
)
def test_a_source_is_in_one_place(given: dict[str, str], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        SourceSettings.model_validate(given)


def test_a_source_is_known_without_its_password() -> None:
    url = SecretStr(f"postgresql://ana:{SECRET}@db.example.org:5432/music")
    source = SourceSettings(url=url, table="plays")
    assert source.identity == "postgresql://db.example.org:5432/music plays"
    assert SECRET not in repr(source)
