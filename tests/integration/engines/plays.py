"""A dirty history, and the same rows in another order and in many files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from reporter.sample import Format, write

if TYPE_CHECKING:
    from pathlib import Path

N_FILES = 40


def make_history(folder: Path) -> Path:
    """Plays of 90 listeners in a Parquet file, with rows that are no plays and some twice."""
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


def shuffle(rows: pa.Table) -> pa.Table:
    """The same rows in another order."""
    return rows.take(np.random.default_rng(0).permutation(rows.num_rows))


def scatter(history: Path, folder: Path) -> Path:
    """The rows of a file shuffled, in so many files; returns their folder."""
    rows = shuffle(pq.read_table(history))
    size = -(-rows.num_rows // N_FILES)
    for n in range(N_FILES):
        pq.write_table(rows.slice(n * size, size), folder / f"part-{n}.parquet")
    return folder
