"""The same dirty history for every engine, in an order of its own for each.

DuckDB reads one Parquet file, Spark forty with shuffled rows, PostgreSQL has these in a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from reporter.sample import Format, write

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "listening"
N_FILES = 40


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Plays of 90 listeners in a Parquet file, with rows that are no plays and some twice."""
    folder = tmp_path_factory.mktemp("history")
    made = write(folder, listeners=90, weeks=8, plays=8_000, seed=5, format=Format.CSV)
    types = {"ts": pa.timestamp("us", "UTC"), "shuffle": pa.bool_(), "skipped": pa.bool_()}
    plays = pacsv.read_csv(
        made.folder / "plays.csv", convert_options=pacsv.ConvertOptions(column_types=types)
    )
    bad = plays.slice(0, 4)
    ms = pa.array([-5, None, 10**9, 20], pa.int64())
    bad = bad.set_column(bad.column_names.index("ms_played"), "ms_played", ms)
    none = pa.nulls(4, pa.string())
    for name in ("spotify_track_uri", "master_metadata_track_name"):
        bad = bad.set_column(bad.column_names.index(name), name, none)
    loud = plays.slice(100, 50)
    spelled = pc.binary_join_element_wise(" ", pc.utf8_upper(loud["reason_start"]), "", "")
    loud = loud.set_column(loud.column_names.index("reason_start"), "reason_start", spelled)
    rest = pa.concat_tables([plays.slice(0, 100), loud, plays.slice(150)])
    file = folder / "history.parquet"
    pq.write_table(pa.concat_tables([rest, bad, plays.slice(7, 9)]), file)
    return file


@pytest.fixture(scope="session")
def shuffled(history: Path) -> pa.Table:
    """The same rows in another order."""
    rows = pq.read_table(history)
    return rows.take(np.random.default_rng(0).permutation(rows.num_rows))


@pytest.fixture(scope="session")
def scattered(shuffled: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """They again, in a folder of forty files."""
    folder = tmp_path_factory.mktemp("forty")
    size = -(-shuffled.num_rows // N_FILES)
    for n in range(N_FILES):
        pq.write_table(shuffled.slice(n * size, size), folder / f"part-{n}.parquet")
    return folder


@pytest.fixture(scope="session")
def postgres_history(request: pytest.FixtureRequest, shuffled: pa.Table) -> str:
    """URL of a database with the history in a table."""
    url: str = request.getfixturevalue("postgres").make_database("plays")
    there = ibis.connect(url.replace("postgresql://", "postgres://"))
    there.create_table(TABLE, shuffled)
    there.disconnect()
    return url
