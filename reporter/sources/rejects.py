"""Rows that the CSV reader could not split into fields: their numbers, and nothing else of them.

The engine calls them lines, but counts a row that runs over several lines, and a blank line, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ibis.backends.duckdb import Backend

_TABLES = ("reject_errors", "reject_scans")
_ANY = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'"
_LINES = """
    SELECT DISTINCT file_path, line::BIGINT
    FROM reject_errors JOIN reject_scans USING (scan_id, file_id)
    ORDER BY ALL
"""


def take_rejects(backend: Backend, numbers: Mapping[str, int]) -> dict[int, list[int]]:
    """The numbers of rejected rows by file number; what the engine kept of them is thrown away.

    Args:
        backend: the engine, after a read.
        numbers: URL of a file -> its number; lines of other files are dropped.
    """
    lines: dict[int, list[int]] = {}
    if backend.con.execute(_ANY).fetchall()[0][0]:
        for path, line in backend.con.execute(_LINES).fetchall():
            if path in numbers:
                lines.setdefault(numbers[path], []).append(line)
    for table in _TABLES:
        backend.con.execute(f"DROP TABLE IF EXISTS {table}")
    return lines
