"""What DuckDB alone takes for the bare aggregations of a report, on the same file.

It is the floor under everything that touches every play: each column that the report uses read once
and its texts numbered, equal plays, each play beside the one before it, and the sums that its
tables are made of. Nothing is checked, cleaned or mended here. `python -m bench.bare FOLDER` says
the seconds of each, as JSON.
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

TEXTS = {
    "listener": "username",
    "track": "spotify_track_uri",
    "title": "master_metadata_track_name",
    "artist": "master_metadata_album_artist_name",
    "album": "master_metadata_album_album_name",
    "platform": "platform",
    "reason_start": "reason_start",
    "reason_end": "reason_end",
    "country": "conn_country",
}
"""Columns of texts that come again and again: each is looked up in a table of its texts."""

PLAYS = f"""
    CREATE TEMP TABLE plays AS SELECT
        {", ".join(f"{name}s.code AS {name}" for name in TEXTS)},
        make_timestamp(epoch_us(ts)) AS stop,
        make_timestamp(epoch_us(ts)) - to_milliseconds(ms_played) AS start,
        ms_played AS ms, shuffle, skipped, offline, incognito_mode AS incognito,
        offline_timestamp AS offline_at
    FROM source
    {" ".join(f"LEFT JOIN {name}s ON {of} = {name}s.word" for name, of in TEXTS.items())}
    WHERE spotify_track_uri IS NOT NULL
"""  # noqa: S608 - made of the names above
SUMS = "count(*) AS n, sum(ms) AS ms, sum(skipped::INT) AS skips, count(skipped) AS known"
QUERIES = {
    "dictionaries": ";".join(
        f"""CREATE TEMP TABLE {name}s AS
            SELECT word, (row_number() OVER (ORDER BY word))::UINTEGER AS code
            FROM (SELECT DISTINCT {of} AS word FROM source WHERE {of} IS NOT NULL)"""  # noqa: S608
        for name, of in TEXTS.items()
    ),
    "read": PLAYS,
    "equal plays": """
        CREATE TEMP TABLE equal AS
        SELECT listener, stop, ms FROM plays GROUP BY ALL HAVING count(*) > 1
    """,
    "the play before": """
        SELECT count(*) FILTER (before > start), count(*) FILTER (after = stop) FROM (
            SELECT start, stop,
                lag(stop) OVER (PARTITION BY listener ORDER BY stop) AS before,
                lead(stop) OVER (PARTITION BY listener ORDER BY stop) AS after FROM plays)
    """,
    "listener and day": f"""
        CREATE TEMP TABLE days AS SELECT listener, start::DATE AS day, {SUMS} FROM plays
        GROUP BY ALL
    """,  # noqa: S608
    "listener": f"""
        CREATE TEMP TABLE listeners_sums AS SELECT listener, {SUMS},
            count(DISTINCT track) AS tracks, count(DISTINCT start::DATE) AS days FROM plays
        GROUP BY ALL
    """,  # noqa: S608
    "listener and hour": """
        CREATE TEMP TABLE hours AS SELECT listener, hour(start) AS hour, count(*) AS n FROM plays
        GROUP BY ALL
    """,
    "listener and platform": f"""
        CREATE TEMP TABLE platforms_sums AS SELECT listener, platform, {SUMS} FROM plays
        GROUP BY ALL
    """,  # noqa: S608
    "track": f"""
        CREATE TEMP TABLE tracks_sums AS SELECT track, {SUMS}, median(ms) AS length FROM plays
        GROUP BY ALL
    """,  # noqa: S608
    "artist": f"""
        CREATE TEMP TABLE artists_sums AS SELECT artist, start::DATE AS day, {SUMS} FROM plays
        GROUP BY ALL
    """,  # noqa: S608
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
