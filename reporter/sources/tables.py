"""Tables: CSV and its relatives, and Parquet, with one play a row and any header that says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb
import ibis.expr.datatypes as dt

from reporter.errors import ConfigError, SourceError
from reporter.sources import delimited, parquet
from reporter.sources.canonical import raw_rows
from reporter.sources.columns import (
    AS_THEY_ARE,
    CANONICAL,
    MERGED,
    check_private,
    mapped,
    match,
    missing,
    plain,
)
from reporter.sources.delimited import OnError
from reporter.sources.family import Detected, Findings, Kind, Lines, kind_of
from reporter.sources.statements import coalesced, name, select
from reporter.sources.times import date_orders, instant_sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.results.quality import DateOrder
    from reporter.sources.family import Batch
    from reporter.sources.files import Seen, SourceFile

TABLE_KINDS = (Kind.SPOTIFY_TABLE, Kind.MAVEN, Kind.CLEANED, Kind.TABLE)
ONE_AS_PERCENT = 1.5
SHARE_ABOVE_ONE = 0.05

_WORD = re.compile(r"[^\W_]+")


class Tables:
    """CSV, TSV and Parquet."""

    looked_for = "tables (CSV, TSV, Parquet) with a stop time, milliseconds played and a track"

    def __init__(self, columns: Mapping[str, str]) -> None:
        """Check the names that are mapped.

        Raises:
            ConfigError: a name is not canonical.
        """
        self._mapping = mapped(columns)
        self._words = {plain(value) for value in columns.values()}
        self._words |= {word.lower() for value in columns.values() for word in _WORD.findall(value)}

    def detect(self, seen: Seen, asked: Kind | None) -> Detected | None:
        """By the headers, whatever the delimiter and the spelling."""
        if asked is not None and asked not in TABLE_KINDS:
            return None
        layout = (
            parquet.layout(seen)
            if parquet.is_parquet(seen)
            else delimited.layout(seen, self._words)
        )
        if layout is None:
            return None
        lacks = missing({*match(layout.headers), *self._mapping})
        if not lacks:
            return Detected(asked or kind_of(layout.headers), layout)
        if asked is None and len(lacks) > 1:
            return None
        needs = " or ".join(", ".join(columns) for _, columns in lacks)
        wanted = " and ".join(words for words, _ in lacks)
        msg = f"{seen.file.name} has no column that tells {wanted} ({needs})"
        raise SourceError(msg, hint="name it under source.columns, or leave the file out")

    def study(self, backend: Backend, batch: Batch, *, dates: bool = False) -> Findings:
        """The order of day and month, and whether 1 or 100 is all of a track."""
        layout = batch.detected.layout
        reader = _reader(batch, OnError.SKIP)
        columns = self._columns(batch)
        self._check(backend, batch, reader, columns)
        orders: tuple[DateOrder, ...] = ()
        types = backend.sql(select(batch, columns, reader, numbered=False)).schema()
        stop, *start = (column for column in ("ended_text", "started_text") if column in columns)
        # A stop that could not be read shows, unless a start stands in for it.
        if types[stop].is_string() and (dates or start or layout.is_columnar):
            orders = date_orders(backend, batch, columns[stop], reader)
        percent = match(layout.headers).get("percent")
        scale = _percent_scale(backend, name(percent), reader) if percent else None
        return Findings(orders, scale)

    def rows(
        self,
        backend: Backend,
        batch: Batch,
        findings: Findings,
        *,
        lenient: bool = False,
        numbered: bool = False,
        named: bool = False,
    ) -> ir.Table:
        """Through the engine's readers, every field of a CSV as text."""
        reader = _reader(batch, OnError.NOTE if lenient else OnError.STOP)
        inner = select(batch, self._columns(batch), reader, numbered=numbered, named=named)
        types = backend.sql(inner).schema()
        times = {
            raw: source
            for raw, source in (("ended", "ended_text"), ("started", "started_text"))
            if source in types
        }
        instants = [
            f"{_instant(source, batch, findings, types[source])} AS {raw}"
            for raw, source in times.items()
        ]
        table = backend.sql(f"SELECT *, {', '.join(instants)} FROM ({inner})")  # noqa: S608
        return raw_rows(table, {column: table[column] for column in table.columns})

    def lines(
        self, backend: Backend, batch: Batch, row_nos: Sequence[int], rejected: Sequence[int]
    ) -> Lines:
        """Lines of a CSV; the rows' own numbers in Parquet."""
        if batch.detected.layout.is_columnar:
            return Lines({row_no: row_no for row_no in row_nos})
        return delimited.lines(backend, batch, row_nos, rejected)

    def broken(self, file: SourceFile) -> SourceError:
        """No more than that: the engine's message could show a row."""
        return SourceError(f"{file.name} cannot be parsed as a table", hint="save it again")

    def _columns(self, batch: Batch) -> dict[str, str]:
        """Raw column -> SQL over the columns of the file."""
        headers = batch.detected.layout.headers
        sql = {wanted: name(header) for wanted, header in match(headers).items()}
        for wanted, value in self._mapping.items():
            sql[wanted] = _mapped(value, headers)
        columns = {
            raw: coalesced(f"{sql[part]}::VARCHAR" for part in parts if part in sql)
            for raw, parts in MERGED.items()
            if any(part in sql for part in parts)
        }
        columns |= {raw: sql[raw] for raw in AS_THEY_ARE if raw in sql}
        if "ended" in sql:
            columns["ended_text"] = sql["ended"]
        if "started" in sql:
            columns["started_text"] = sql["started"]
        columns["ms_text"] = sql["ms"] if "ms" in sql else _ms(sql["seconds"])
        return columns

    def _check(
        self, backend: Backend, batch: Batch, reader: str, columns: Mapping[str, str]
    ) -> None:
        """Name the mapped column that is wrong: the engine's binder looks at one at a time."""
        names = {raw: wanted for wanted, raw in CANONICAL.items()}
        for raw, value in self._mapping.items():
            column = {"ended": "ended_text", "started": "started_text", "ms": "ms_text"}.get(
                raw, raw
            )
            check_private(names[raw], value)
            try:
                backend.sql(select(batch, {column: columns[column]}, reader, numbered=False))
            except duckdb.Error as error:
                msg = (
                    f"source.columns.{names[raw]}: '{value}' is neither a column of "
                    f"{batch.files[0].name} nor an SQL expression over its columns"
                )
                hint = "in a CSV every column is text: cast it first, as in CAST(x AS DOUBLE)"
                raise ConfigError(msg, hint=hint) from error


def _mapped(value: str, headers: Sequence[str]) -> str:
    """A column by its header, however spelled, or else an SQL expression; null where that fails."""
    known = {plain(header): header for header in reversed(headers)}
    if value in headers:
        return name(value)
    if (header := known.get(plain(value))) and value.replace("_", " ").replace(" ", "").isalnum():
        return name(header)
    return f"TRY({value})"


def _instant(source: str, batch: Batch, findings: Findings, kind: dt.DataType) -> str:
    """SQL: a column of times, of any type, as UTC without a zone."""
    if kind.is_string():
        return instant_sql(source, findings.date_orders, batch)
    if isinstance(kind, dt.Timestamp) and kind.timezone:  # a cast asks a calendar about each
        return f"make_timestamp(epoch_us({source}))"
    as_time = f"TRY_CAST({source} AS TIMESTAMP)"
    return f"coalesce({as_time}, {instant_sql(f'{source}::VARCHAR', (), batch)})"


def _ms(seconds: str) -> str:
    number = f"TRY_CAST(replace({seconds}::VARCHAR, ',', '.') AS DOUBLE)"
    return f"TRY_CAST(round({number} * 1000) AS BIGINT)"


def _percent_scale(backend: Backend, column: str, reader: str) -> str | None:
    """Whether 1 or 100 is all of a track: some plays above 1 are unclipped shares, many are not."""
    number = f"TRY_CAST(replace({column}::VARCHAR, ',', '.') AS DOUBLE)"
    n, above = backend.con.execute(
        f"SELECT count({number}), count(*) FILTER ({number} > {ONE_AS_PERCENT}) FROM {reader}"  # noqa: S608
    ).fetchall()[0]
    if not n:
        return None
    return "0-100" if above > SHARE_ABOVE_ONE * n else "0-1"


def _reader(batch: Batch, on_error: OnError) -> str:
    if batch.detected.layout.is_columnar:
        return parquet.reader(batch)
    return delimited.reader(batch, on_error=on_error)
