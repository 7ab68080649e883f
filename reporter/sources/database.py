"""A table or query of a database, or Parquet that Spark reads, becomes canonical plays.

The rows stay where they are: what they mean is an expression, whose result the engine keeps as a
temporary table of its own. That is made by one statement, so that all of a report rests on the same
rows, whatever is written to the source meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ibis

from reporter.engine.expressions import attempt, from_epoch, keyed_hash, stripped
from reporter.engine.tables import drop, keep
from reporter.errors import ConfigError, SourceError
from reporter.results.quality import QuarantinedRow
from reporter.sources.canonical import canonical, instant, judged, raw_rows
from reporter.sources.columns import AS_THEY_ARE, MERGED, check_private, mapped, match, missing
from reporter.sources.family import Kind, kind_of
from reporter.sources.intake import N_QUARANTINED_ROWS, Intake
from reporter.sources.ledger import (
    DUPLICATES,
    count_rows,
    keep_rows,
    missing_columns,
    refuse,
    without_duplicates,
)
from reporter.sources.pseudonym import (
    N_DIGITS,
    listener_pseudonym,
    pads,
    pseudonym,
    pseudonyms_in,
)
from reporter.sources.quarantine import shown
from reporter.sources.registry import asked_kind
from reporter.sources.tables import ONE_AS_PERCENT, SHARE_ABOVE_ONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend

    from reporter.config import SourceSettings
    from reporter.sources.ledger import Ledger

CHECKED = "checked_plays"
MS_PER_SECOND = 1000
EPOCH_MS_FROM = 10**11
"""Whole numbers from here on are milliseconds since 1970, and seconds below."""
DUCKDB = "duckdb"


@dataclass(frozen=True, slots=True)
class _Table:
    """What is read.

    Attributes:
        name: of the table or file, or `query`.
        rows: all of it.
    """

    name: str
    rows: ir.Table


def read(
    settings: SourceSettings,
    backend: SQLBackend,
    *,
    key: Callable[[], bytes],
    now: datetime | None = None,
) -> Intake:
    """Read a table into canonical plays, in the engine that has it.

    Args:
        settings: the table or query, or the path of Parquet files; kind, columns and bounds.
        backend: the engine; it keeps the rows until `reporter.sources.release`.
        key: gives the key of the listeners' pseudonyms, once a history has been found.
        now: what lies after it is in the future; aware; the clock's time by default.

    Raises:
        ConfigError: the kind or a mapped column does not exist.
        SourceError: there is no such table, it lacks a column, there is no music in it, or too many
            of its rows are bad.
    """
    table = _opened(settings, backend)
    values = _values(table, settings.columns)
    kind = asked_kind(settings.kind) or kind_of(table.rows.columns)
    secret, at = key(), now or datetime.now(UTC)
    with _pseudonyms(backend, secret):
        if "listener" in values:
            stated = stripped(values["listener"].cast("string")).nullif("")
            values["listener"] = _pseudonym_of(backend, stated, secret)
        values["file_no"] = ibis.literal(0, "int32")
        judged_rows = judged(raw_rows(table.rows, values), at)
        try:
            numbered = canonical(judged_rows).mutate(rid=ibis.row_number())
            checked = keep(backend, CHECKED, numbered)
            rows = keep_rows(backend, checked, [table.name], secret)
            plays = without_duplicates(backend, rows)
            ledger = count_rows(backend, rows, {}, backend.table(DUPLICATES))
            refuse(ledger, table.name, settings.max_bad_share)
            return Intake(
                plays=plays,
                files=ledger.file_counts([(table.name, kind.value)]),
                other_content=ledger.other_content(),
                quarantine=ledger.quarantine(),
                quarantined_rows=_quarantined(backend, table, judged_rows, ledger),
                missing_columns=missing_columns(backend, plays),
                percent_scale=_percent_scale(backend, table),
                given_skip=kind is Kind.CLEANED,
                kinds=(kind.value,),
                name=table.name,
                fingerprint=_fingerprint(backend, table, rows),
                key_id=pseudonym(secret, ""),
            )
        finally:
            drop(backend, CHECKED)


def _opened(settings: SourceSettings, backend: SQLBackend) -> _Table:
    """The rows to read.

    Raises:
        SourceError: they are not there.
    """
    if settings.query:
        name = "query"
        found = _tried(lambda: backend.sql(settings.query), "source.query cannot be run")
    elif settings.table:
        name = settings.table
        *place, last = settings.table.split(".")
        where = ".".join(place) or None
        found = _tried(
            lambda: backend.table(last, database=where), f"there is no table {settings.table}"
        )
    else:
        path = str(settings.path)
        name = path.rstrip("/").rpartition("/")[2]
        found = _tried(lambda: backend.read_parquet(path), f"{name} cannot be read as Parquet")
    return _Table(name, found)


def _tried(find: Callable[[], ir.Table], what: str) -> ir.Table:
    """Drivers have errors of their own; whatever it is, the engine's message could show a row."""
    try:
        return find()
    except Exception as error:
        hint = "check the name and the rights; --debug shows the traceback"
        msg = f"{what} ({type(error).__name__})"
        raise SourceError(msg, hint=hint) from error


def _values(table: _Table, columns: Mapping[str, str]) -> dict[str, ir.Value]:
    """Raw column -> value, over the columns of the table.

    Raises:
        ConfigError: what a column is mapped to is neither a column nor an expression.
        SourceError: the table lacks what a play must have.
    """
    rows = table.rows
    wanted = {name: rows[header] for name, header in match(rows.columns).items()}
    raw_names = mapped(columns)
    for (name, value), raw in zip(columns.items(), raw_names, strict=True):
        check_private(name, value)
        wanted[raw] = _mapped(table, name, value)
    if lacks := missing(wanted):
        needs = " or ".join(", ".join(names) for _, names in lacks)
        words = " and ".join(said for said, _ in lacks)
        msg = f"{table.name} has no column that tells {words} ({needs})"
        raise SourceError(msg, hint="name it under source.columns")
    values = {raw: wanted[raw] for raw in AS_THEY_ARE if raw in wanted}
    for raw, parts in MERGED.items():
        there = [wanted[part].cast("string").nullif("") for part in parts if part in wanted]
        if there:
            values[raw] = ibis.coalesce(*there)
    for moment in ("ended", "started"):
        if moment in wanted:
            values[moment] = _instant(wanted[moment])
    stop = wanted["ended"] if "ended" in wanted else wanted["started"]
    values["ended_text"] = stop.cast("string")
    values["ms_text"] = _ms(wanted)
    return values


def _mapped(table: _Table, name: str, value: str) -> ir.Value:
    """A column by its name, or an SQL expression over the columns."""
    rows = table.rows
    if value in rows.columns:
        return rows[value]
    if re.fullmatch(r"\w+", value):
        msg = f"source.columns.{name}: '{value}' is no column of {table.name}"
        raise ConfigError(msg, hint=f"its columns are {', '.join(rows.columns)}")
    msg = f"source.columns.{name}: '{value}' is an expression, which belongs into source.query"
    raise ConfigError(msg, hint="write the query, and map its columns")


def _instant(value: ir.Value) -> ir.TimestampValue:
    """A time of any type as UTC without a zone; null where it cannot be read."""
    kind = value.type()
    if kind.is_string():
        return instant(value)
    if kind.is_integer():
        ms = ibis.ifelse(value >= EPOCH_MS_FROM, value, value * MS_PER_SECOND)
        return from_epoch(ms.cast("int64")).cast("timestamp(6)")
    return value.cast("timestamp(6)")


def _ms(wanted: Mapping[str, ir.Value]) -> ir.Value:
    """Whole milliseconds, as a number or as a text that may be none."""
    value = wanted.get("ms")
    if value is not None:
        is_broken = value.type().is_floating() or value.type().is_decimal()
        return value.round().cast("int64") if is_broken else value
    seconds = wanted["seconds"]
    number = attempt(seconds, "float64") if seconds.type().is_string() else seconds.cast("float64")
    return (number * MS_PER_SECOND).round().cast("int64")


@contextmanager
def _pseudonyms(backend: SQLBackend, key: bytes) -> Iterator[None]:
    with pseudonyms_in(backend, key) if backend.name == DUCKDB else nullcontext():
        yield


def _pseudonym_of(backend: SQLBackend, name: ir.StringValue, key: bytes) -> ir.StringValue:
    """The pseudonym of a column, computed in the engine; null for null.

    In a database the key's blocks are part of the statement, and stand where the server logs it.
    """
    if backend.name == DUCKDB:
        pseudonymous: ir.StringValue = listener_pseudonym(name)
        return pseudonymous
    return "L" + keyed_hash(name, *pads(key))[:N_DIGITS]


def _quarantined(
    backend: SQLBackend, table: _Table, rows: ir.Table, ledger: Ledger
) -> tuple[QuarantinedRow, ...]:
    """The first quarantined rows, numbered in order of stop and length: a table has no lines."""
    if not ledger.bad:
        return ()
    listed = (
        rows.filter(rows.reason.notnull())
        .select(**shown(rows))
        .order_by("ended_at", "ms_played", "track_id", "reason")
        .limit(N_QUARANTINED_ROWS)
    )
    found: list[dict[str, Any]] = backend.to_pyarrow(listed).to_pylist()
    return tuple(
        QuarantinedRow(file=table.name, line=line, **row) for line, row in enumerate(found, start=1)
    )


def _percent_scale(backend: SQLBackend, table: _Table) -> str | None:
    """Whether 1 or 100 is all of a track: some plays above 1 are unclipped shares, many are not."""
    header = match(table.rows.columns).get("percent")
    if header is None:
        return None
    column = table.rows[header]
    share = attempt(column, "float64") if column.type().is_string() else column.cast("float64")
    counts = table.rows.aggregate(n=share.count(), above=(share > ONE_AS_PERCENT).sum())
    row = backend.to_pyarrow(counts).to_pylist()[0]
    if not row["n"]:
        return None
    return "0-100" if (row["above"] or 0) > SHARE_ABOVE_ONE * row["n"] else "0-1"


def _fingerprint(backend: SQLBackend, table: _Table, rows: ir.Table) -> str:
    """SHA-256 over counts and sums, which a changed row changes as good as always."""
    sums = rows.aggregate(
        n=rows.count(),
        ms=rows.ms_played.sum().cast("int64"),
        first=rows.ended_at.min().cast("string"),
        last=rows.ended_at.max().cast("string"),
        tracks=rows.track_id.nunique(),
        listeners=rows.listener_id.nunique(),
    )
    row = backend.to_pyarrow(sums).to_pylist()[0]
    told = json.dumps([table.name, list(table.rows.columns), row], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
