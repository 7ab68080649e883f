"""Address, user agent and user name leave no trace: in no table, intake, log, error or file."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import SecretStr

from reporter.config import EngineSettings, SourceSettings
from reporter.engine.connection import connect
from reporter.errors import ReporterError
from reporter.sources import read, release
from tests.factories.exports import (
    ADDRESS,
    AGENT,
    AUDIO,
    FOLDER,
    NOW,
    USER,
    as_csv,
    as_json,
    history,
    play,
    write,
    write_zip,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.duckdb import Backend

PRIVATE = (ADDRESS, AGENT, USER, "a-persons-folder")
ROWS = [
    *history(60, username=USER),
    *history(3, username=USER),
    play("never", username=USER),
    play(username=USER, track=None, episode_name="Episode"),
]


def everything(engine: Backend) -> str:
    """All tables and views of the engine, temporary ones too, and their columns, as one text."""
    tables = engine.con.execute(
        "SELECT database_name, schema_name, table_name FROM duckdb_tables() UNION ALL "
        "SELECT database_name, schema_name, view_name FROM duckdb_views() WHERE NOT internal"
    ).fetchall()
    text = str(engine.con.execute("SELECT * FROM duckdb_columns() WHERE NOT internal").fetchall())
    for place in tables:
        name = ".".join(f'"{part}"' for part in place)
        query = f"SELECT * FROM {name}"  # noqa: S608 - a name from the catalogue
        text += str(place) + str(engine.con.execute(query).fetchall())
    return text + str(
        engine.con.execute("SELECT * FROM duckdb_functions() WHERE NOT internal").fetchall()
    )


def sources(folder: Path) -> list[Path]:
    """The same private rows in each format."""
    broken = as_csv(ROWS) + f"one,{USER},{ADDRESS}\n" + f"x,{AGENT}" * 40 + "\n"
    table = pa.Table.from_pylist([row for row in ROWS if row["ts"] != "never"])
    pq.write_table(table, folder / "x.parquet")
    return [
        write_zip(folder / "a-persons-folder.zip", {f"{USER}/{AUDIO}": as_json([*ROWS, USER])}),
        write(folder / "many" / "a-persons-folder" / FOLDER / AUDIO, as_json(ROWS)).parents[2],
        write(folder / "x.csv", broken),
        folder / "x.parquet",
    ]


def test_nothing_private_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    write(tmp_path / "many" / "b" / AUDIO, as_json(history(2)))
    for source in sources(tmp_path):
        database = tmp_path / f"{source.name}.duckdb"
        with connect(EngineSettings(url=SecretStr(f"duckdb://{database}"))) as engine:
            intake = read(SourceSettings(path=str(source)), engine, key=lambda: b"a key", now=NOW)
            assert sum(count.kept for count in intake.files) >= 60
            told = str(replace(intake, plays=None, name="")) + everything(engine)
        told += caplog.text + str(database.read_bytes())
        assert "Track t1" in told
        for secret in PRIVATE:
            assert secret not in told, (source.name, secret)


def test_nothing_private_is_in_an_error(tmp_path: Path) -> None:
    texts = (
        as_json(ROWS).replace(b'"ip_addr":', b'"ip_addr"', 1),
        as_json(ROWS)[:-400],
        as_csv([*ROWS, *[play("never", username=USER)] * 20]).encode(),
        (as_csv(ROWS) + f'{ADDRESS},"{USER}' * 30).encode(),
        f"{USER},{ADDRESS}\n{AGENT},1\n".encode(),
    )
    for n, content in enumerate(texts):
        path = write(tmp_path / f"{n}.json", content)
        with (
            connect(EngineSettings()) as engine,
            pytest.raises(ReporterError) as caught,
        ):
            read(SourceSettings(path=str(path), max_bad_share=0), engine, key=lambda: b"k", now=NOW)
        chain = f"{caught.value}{caught.value.__cause__}"
        for secret in PRIVATE:
            assert secret not in chain, (n, secret)


def test_key_decides_the_pseudonym(tmp_path: Path) -> None:
    path = write(tmp_path / AUDIO, as_json(history(1, username=USER)))
    found = set()
    for key in (b"one", b"one", b"two"):
        with connect(EngineSettings()) as engine:
            intake = read(SourceSettings(path=str(path)), engine, key=lambda: key, now=NOW)
            found.add(engine.to_pyarrow(intake.plays.listener_id)[0].as_py())
    assert len(found) == 2


def test_engine_is_left_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", as_csv(ROWS))
    with connect(EngineSettings()) as engine:
        for _ in range(2):
            read(SourceSettings(path=str(path)), engine, key=lambda: b"k", now=NOW)
        assert _tables(engine) == ["duplicate_plays", "repeated_plays", "rows"]
        with pytest.raises(ReporterError):
            read(SourceSettings(path=str(path), max_bad_share=0), engine, key=lambda: b"k", now=NOW)
        functions = "SELECT count(*) FROM duckdb_functions() WHERE function_name LIKE 'listener_%'"
        assert engine.con.execute(functions).fetchall() == [(0,)]
        release(engine)
        assert not _tables(engine)


def _tables(engine: Backend) -> list[str]:
    return [name for name in engine.list_tables() if not name.startswith("ibis_")]
