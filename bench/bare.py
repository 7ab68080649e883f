"""What DuckDB alone takes for the bare aggregations of a report, on the same file.

It is the floor under everything that touches every play: each column read once, counts by listener
and day, by track and by hour, distinct listeners, equal plays, and each play beside the one before
it. `python -m bench.bare FOLDER` says the seconds of each, as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb

MEMORY = "2GB"
THREADS = 2

PLAYS = """
    CREATE TEMP TABLE plays AS SELECT
        username::names AS listener, spotify_track_uri::tracks AS track, ms_played, skipped,
        make_timestamp(epoch_us(ts)) AS stop,
        make_timestamp(epoch_us(ts)) - to_milliseconds(ms_played) AS start
    FROM source WHERE spotify_track_uri IS NOT NULL
"""
QUERIES = {
    "dictionaries": """
        CREATE TEMP TYPE names AS ENUM (
            SELECT DISTINCT username FROM source WHERE username IS NOT NULL ORDER BY 1);
        CREATE TEMP TYPE tracks AS ENUM (
            SELECT DISTINCT spotify_track_uri FROM source
            WHERE spotify_track_uri IS NOT NULL ORDER BY 1)
    """,
    "read": PLAYS,
    "equal plays": """
        SELECT count(*) FROM (
            SELECT 1 FROM plays GROUP BY listener, stop, ms_played HAVING count(*) > 1)
    """,
    "the play before": """
        CREATE TEMP TABLE ordered AS SELECT *,
            lag(stop) OVER (PARTITION BY listener ORDER BY stop, track) AS before,
            lead(stop) OVER (PARTITION BY listener ORDER BY stop, track) AS after
        FROM plays
    """,
    "listener and day": """
        CREATE TEMP TABLE days AS SELECT listener, start::DATE AS day, count(*) AS n,
            sum(ms_played) AS ms, sum(skipped::INT) AS skips FROM ordered GROUP BY ALL
    """,
    "track": """
        SELECT count(*) FROM (SELECT track, count(*), avg(skipped::INT),
            count(DISTINCT listener) FROM ordered GROUP BY ALL)
    """,
    "hour": "SELECT hour(start), count(*), avg(skipped::INT) FROM ordered GROUP BY ALL",
    "listeners of weeks": """
        SELECT date_trunc('week', day), count(DISTINCT listener) FROM days GROUP BY ALL
    """,
}


def bare(folder: Path) -> dict[str, float]:
    """Wall seconds of each query, in their order.

    Args:
        folder: of Parquet files with the export's fields.
    """
    taken: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bare-") as temp:
        limits: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": temp,
        }
        with duckdb.connect(config=limits) as connection:
            files = str(folder / "*.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW source AS FROM read_parquet('{files}')")
            for name, query in QUERIES.items():
                begun = time.perf_counter()
                connection.execute(query).fetchall()
                taken[name] = time.perf_counter() - begun
    return taken


if __name__ == "__main__":
    print(json.dumps(bare(Path(sys.argv[1]))))
