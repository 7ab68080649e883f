"""Tables: CSV and its relatives, and Parquet, with one play a row and any header that says so."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from reporter.errors import SourceError
from reporter.sources.canonical import PRIVATE, instant, raw_rows
from reporter.sources.columns import match, missing, plain
from reporter.sources.family import Batch, Detected, Kind, name, select, text, urls

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.config import SourceSettings
    from reporter.sources.files import SourceFile

DELIMITERS = (",", ";", "\t", "|")
PARQUET = b"PAR1"
TABLE_KINDS = (Kind.SPOTIFY_TABLE, Kind.MAVEN, Kind.CLEANED, Kind.TABLE)


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How to read a table.

    Attributes:
        headers: all columns in order, each once.
        delimiter: of a CSV; none for Parquet.
        skip: lines in front of the header.
        encoding: of a CSV, as the engine names it.
    """

    headers: tuple[str, ...]
    delimiter: str | None = None
    skip: int = 0
    encoding: str = "utf-8"


class Tables:
    """CSV, TSV and Parquet."""

    looked_for = "tables (CSV, TSV or Parquet with ts or timestamp, ms_played and a track)"

    def __init__(self, settings: SourceSettings) -> None:
        self._mapping = settings.columns

    def detect(self, file: SourceFile, asked: Kind | None) -> Detected | None:
        """By the headers, whatever the delimiter and the spelling."""
        if asked is not None and asked not in TABLE_KINDS:
            return None
        head = file.head()
        layout = _parquet(file) if head.startswith(PARQUET) else _csv(head)
        if layout is None:
            return None
        found = match(layout.headers)
        lacks = missing(found)
        if not lacks:
            return Detected(asked or _kind(layout.headers), layout)
        return None

    def rows(self, backend: Backend, batch: Batch, *, numbered: bool = False) -> ir.Table:
        """Through the engine's readers, every field of a CSV as text."""
        layout = batch.detected.layout
        assert isinstance(layout, TableLayout)
        found = match(layout.headers)
        table = backend.sql(
            select(batch, _columns(found), _reader(batch, layout), numbered=numbered)
        )
        given = {column: table[column] for column in table.columns}
        given["ended"] = instant(table.ended_text)
        return raw_rows(table, given)


def _columns(found: dict[str, str]) -> list[tuple[str, str]]:
    sql = {wanted: name(header) for wanted, header in found.items()}
    columns = []
    for raw, parts in (
        ("episode", ("episode_uri", "episode_name", "episode_show")),
        ("audiobook", ("audiobook_uri", "audiobook_chapter", "audiobook_title")),
    ):
        if have := [f"nullif({sql[part]}, '')" for part in parts if part in sql]:
            columns.append((raw, f"coalesce({', '.join(have)})"))
    columns.append(("ended_text", sql["ended"]))
    columns.append(("ms_text", sql["ms"]))
    same = ["listener", "offline_text", "track_uri", "track_name", "artist_name", "album_name", "length_text", "platform", "reason_start", "reason_end", "shuffle", "skipped", "offline", "incognito", "country"]
    return columns + [(raw, sql[raw]) for raw in same if raw in sql]


def _reader(batch: Batch, layout: TableLayout) -> str:
    if layout.delimiter is None:
        return f"read_parquet({urls(batch.files)})"
    types = ", ".join(f"{text(header)}: 'VARCHAR'" for header in layout.headers)
    return (
        f"read_csv({urls(batch.files)}, auto_detect = false, header = true, skip = {layout.skip}, "
        f"columns = {{{types}}}, delim = {text(layout.delimiter)}, quote = '\"', escape = '\"', "
        f"encoding = {text(layout.encoding)}, nullstr = '', store_rejects = true)"
    )


def _kind(headers: tuple[str, ...]) -> Kind:
    names = {plain(header) for header in headers}
    if "mastermetadatatrackname" in names:
        return Kind.SPOTIFY_TABLE
    if {"isskip", "secondsplayed"} <= names:
        return Kind.CLEANED
    if {"spotifytrackuri", "ts", "msplayed", "trackname"} <= names:
        return Kind.MAVEN
    return Kind.TABLE


def _parquet(file: SourceFile) -> TableLayout:
    try:
        with file.open() as stream:
            schema = pq.read_schema(stream)
    except (pa.ArrowException, OSError) as error:
        msg = f"{file.name} is no whole Parquet file"
        raise SourceError(msg, hint="write or download it again") from error
    return TableLayout(tuple(schema.names))


def _csv(head: bytes) -> TableLayout | None:
    """Delimiter and headers of a CSV, from its first bytes: those under which most is recognised."""
    try:
        start = head.decode("utf-8-sig", errors="ignore")
    except UnicodeDecodeError:
        return None
    best: TableLayout | None = None
    lines = start.splitlines(keepends=True)
    for delimiter in DELIMITERS:
        headers = next(csv.reader(lines, delimiter=delimiter), [])
        layout = TableLayout(_unique(headers), delimiter)
        if best is None or len(match(headers)) > len(match(best.headers)):
            best = layout
    return best


def _unique(headers: list[str]) -> tuple[str, ...]:
    """Headers with a number behind those that are empty or there already."""
    taken: set[str] = set()
    for place, header in enumerate(headers, start=1):
        clean = header.strip()
        taken_lower = {other.lower() for other in taken}
        unique = clean if clean and clean.lower() not in taken_lower else f"{clean}#{place}"
        taken.add(unique)
        headers[place - 1] = unique
    return tuple(headers)


__all__ = ["PRIVATE", "TableLayout", "Tables"]
