"""A source that is written to while it is read, and what Parquet keeps of listeners and rows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reporter.config import SourceSettings
from reporter.errors import SourceError
from reporter.sources import read
from reporter.sources.pseudonym import pseudonym
from tests.factories.exports import AUDIO, FIRST, NOW, as_csv, as_json, fetch, history, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ibis.backends.duckdb import Backend

    from tests.factories.exports import Row, Take


LATER = FIRST + timedelta(days=1)


def parquet(path: Path, rows: list[Row]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def longer(path: Path) -> None:
    parquet(path, history(80, username="somebody else"))


def shorter(path: Path) -> None:
    write(path, as_csv(history(20)))


def gone(path: Path) -> None:
    path.unlink()


def repacked(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        archive.writestr(AUDIO, as_json(history(3)))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("plays.parquet", longer),
        ("plays.parquet", gone),
        ("plays.csv", shorter),
        ("my_data.zip", repacked),
    ],
)
def test_a_file_that_changes_while_it_is_read_is_refused(
    engine: Backend, tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    """The key is asked for when the files have been looked at, and none of their rows yet."""
    path = tmp_path / name
    rows = history(60, username="somebody")
    if name.endswith("parquet"):
        parquet(path, rows)
    elif name.endswith("csv"):
        write(path, as_csv(rows))
    else:
        with ZipFile(path, "w") as archive:
            archive.writestr(AUDIO, as_json(rows))

    def key() -> bytes:
        change(path)
        return b"a key"

    with pytest.raises(SourceError, match=r"was changed while it was read: run it again"):
        read(SourceSettings(path=str(path)), engine, key=key, now=NOW)


def test_listeners_of_parquet_are_those_of_text(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = [
        *history(5, username="one"),
        *history(4, LATER, username=" one "),
        *history(3, username="two"),
    ]
    listeners = "SELECT listener_id, count(*) FROM plays GROUP BY ALL ORDER BY ALL"
    take(parquet(tmp_path / "plays.parquet", rows))
    found = fetch(engine, listeners)
    take(write(tmp_path / "plays.csv", as_csv(rows)))
    assert found == fetch(engine, listeners)
    assert dict(found) == {pseudonym(b"a key", "one"): 9, pseudonym(b"a key", "two"): 3}


def test_rows_without_a_listener_get_the_one_of_their_folder(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    stated = history(5, username="one")
    parquet(tmp_path / "stated.parquet", stated)
    blank = [{**row, "username": None} for row in history(4, LATER)]
    schema = pa.Table.from_pylist(stated).schema
    pq.write_table(pa.Table.from_pylist(blank, schema=schema), tmp_path / "blank.parquet")
    take(tmp_path)
    found = fetch(engine, "SELECT listener_id, count(*) FROM plays GROUP BY ALL")
    assert found == [(pseudonym(b"a key", "one"), 9)]
