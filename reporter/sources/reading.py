"""`read`: a path becomes canonical plays in the engine, and every row is accounted for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb
import ibis

from reporter.engine.duck import interruptible
from reporter.engine.tables import drop, keep
from reporter.errors import SourceError, UsageError
from reporter.sources import database
from reporter.sources.archives import PROTOCOL, PlainNames
from reporter.sources.canonical import Reason, canonical, judged
from reporter.sources.family import Kind
from reporter.sources.files import fingerprint, look, open_files, shown_name, unchanged
from reporter.sources.intake import Intake
from reporter.sources.ledger import (
    DUPLICATES,
    count_rows,
    keep_rows,
    missing_columns,
    refuse,
    without_duplicates,
)
from reporter.sources.pseudonym import listener_pseudonym, pseudonym, pseudonyms_in
from reporter.sources.quarantine import quarantined_rows
from reporter.sources.registry import detect
from reporter.sources.rejects import take_rejects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.config import SourceSettings
    from reporter.sources.family import Part
    from reporter.sources.files import SourceFile

CHECKED, NAMES = "checked_plays", "listener_names"
_UNREAD_TIMES = (Reason.UNREADABLE_TIME.value, Reason.TOO_EARLY.value)
"""What a date becomes that has no year in front: nothing, or one of the year 7."""
_NOT_THE_FILE = (duckdb.OutOfMemoryException, duckdb.InterruptException, duckdb.FatalException)


@dataclass(frozen=True, slots=True)
class _Source:
    """What is being read.

    Attributes:
        name: of the file or folder.
        parts: batches of files, read together.
        now: what lies after it is in the future.
    """

    name: str
    parts: tuple[Part, ...]
    now: datetime

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """By number."""
        return tuple(file for part in self.parts for file in part.batch.files)

    def numbers(self, *kinds: Kind) -> tuple[int, ...]:
        """Numbers of the files of some kinds."""
        return tuple(
            number
            for part in self.parts
            if part.batch.detected.kind in kinds
            for number in part.batch.numbers
        )


def read(
    settings: SourceSettings,
    backend: Backend,
    *,
    key: Callable[[], bytes],
    now: datetime | None = None,
) -> Intake:
    """Read a source into the engine.

    Files are read by DuckDB; tables of a database, and all that Spark reads, stay where they are.

    Args:
        settings: place, kind, columns and bounds; see `reporter.config.SourceSettings`.
        backend: the engine; it keeps the rows until `reporter.sources.release`.
        key: gives the key of the listeners' pseudonyms; called once a history has been found, so
            that a mistyped path makes no key.
        now: what lies after it is in the future; aware; the clock's time by default.

    Raises:
        UsageError: no source is given.
        ConfigError: the kind or a mapped column does not exist.
        SourceError: nothing readable is there, a file is damaged or changes meanwhile, there is no
            music, or too many rows are bad.
    """
    if settings.path is None and settings.url is None:
        msg = "no source is given"
        raise UsageError(msg, hint="use --source or set source.path in the configuration")
    if settings.path is None or backend.name != database.DUCKDB:
        return database.read(settings, backend, key=key, now=now)
    names = PlainNames()
    with (
        open_files(settings.path, names) as files,
        _registered(backend, names),
        unchanged(files),
    ):
        seen = [look(file) for file in files]
        parts = detect(seen, settings)
        source = _Source(shown_name(settings.path), parts, now or datetime.now(UTC))
        used = {file.path for file in source.files}
        digest = fingerprint(one for one in seen if one.file.path in used)
        secret = key()
        try:
            with pseudonyms_in(backend, secret):
                return interruptible(
                    backend, lambda: _take_in(source, backend, settings, secret, digest)
                )
        except duckdb.Error as error:
            if broken := _broken(source, error):
                raise broken from None
            raise
        finally:
            for table in (CHECKED, NAMES):
                drop(backend, table)


@contextmanager
def _registered(backend: Backend, names: PlainNames) -> Iterator[None]:
    backend.con.register_filesystem(names)
    try:
        yield
    finally:
        backend.con.unregister_filesystem(PROTOCOL)
        names.close()


def _take_in(
    source: _Source, backend: Backend, settings: SourceSettings, key: bytes, digest: str
) -> Intake:
    """Read, sort out, count; refuse what no report should rest on."""
    source = replace(
        source,
        parts=tuple(
            replace(part, findings=part.family.study(backend, part.batch)) for part in source.parts
        ),
    )
    found, names = _load(source, backend)
    dated = _dated(source, backend, found)
    if dated != source:
        source = dated
        found, names = _load(source, backend)
    rejected = take_rejects(backend, {file.url: number for number, file in enumerate(source.files)})
    rows = keep_rows(backend, found, [file.group for file in source.files], key, names)
    plays = without_duplicates(backend, rows, by_minute=source.numbers(Kind.SPOTIFY_ACCOUNT))
    ledger = count_rows(backend, rows, rejected, backend.table(DUPLICATES))

    def first(reason: str) -> str:
        bad = {place: n for place, n in ledger.bad.items() if place[1] == reason}
        row = quarantined_rows(backend, source.parts, bad, rejected, source.now, limit=1)[0]
        return f", first at {row.file}:{row.line}"

    refuse(ledger, source.name, settings.max_bad_share, first)
    listed = quarantined_rows(backend, source.parts, ledger.bad, rejected, source.now)
    kinds = {part.batch.detected.kind for part in source.parts}
    scales = {part.findings.percent_scale for part in source.parts} - {None}
    orders = (order for part in source.parts for order in part.findings.date_orders)
    return Intake(
        plays=plays,
        files=ledger.file_counts(_names_and_kinds(source)),
        other_content=ledger.other_content(),
        quarantine=ledger.quarantine(),
        quarantined_rows=listed,
        missing_columns=missing_columns(backend, plays),
        percent_scale=scales.pop() if len(scales) == 1 else None,
        given_skip=kinds == {Kind.CLEANED},
        kinds=tuple(sorted(kind.value for kind in kinds)),
        name=source.name,
        fingerprint=digest,
        key_id=pseudonym(key, ""),
        date_orders=tuple(sorted(orders, key=lambda order: (order.file, order.separator))),
    )


def _dated(source: _Source, backend: Backend, found: ir.Table) -> _Source:
    """The source with what its dates tell, where some times could not be read without.

    Nearly all tables have the year first, and looking for others takes as long as reading them.
    """
    if all(part.batch.detected.layout.is_columnar for part in source.parts):
        return source  # its dates have been looked at, and none of its rows is at hand
    unread = found.filter(found.reason.isin(_UNREAD_TIMES)).select("file_no").distinct()
    numbers = set(backend.to_pyarrow(unread)["file_no"].to_pylist())
    return replace(
        source,
        parts=tuple(
            replace(part, findings=part.family.study(backend, part.batch, dates=True))
            if numbers.intersection(part.batch.numbers)
            else part
            for part in source.parts
        ),
    )


def _load(source: _Source, backend: Backend) -> tuple[ir.Table, ir.Table | None]:
    """All rows in canonical form; a second, slower try notes rows that cannot be split.

    Texts are parsed once, into a table. Of columnar files, which may be much larger, it is cheaper
    to fetch a column again, and to look the pseudonyms of their listeners up.

    Returns:
        The rows; and `name` -> `pseudonym` where they have the listeners' names.
    """
    if all(part.batch.detected.layout.is_columnar for part in source.parts):
        rows = _rows(source, backend, named=True)
        names = rows.filter(rows.listener_id.notnull()).select(name="listener_id").distinct()
        known = names.mutate(pseudonym=listener_pseudonym(names.name))
        return rows, keep(backend, NAMES, known)
    try:
        return keep(backend, CHECKED, _rows(source, backend)), None
    except duckdb.Error as error:
        if isinstance(error, _NOT_THE_FILE):
            raise
        return keep(backend, CHECKED, _rows(source, backend, lenient=True)), None


def _rows(
    source: _Source, backend: Backend, *, lenient: bool = False, named: bool = False
) -> ir.Table:
    rows = []
    for part in source.parts:
        raw = part.family.rows(backend, part.batch, part.findings, lenient=lenient, named=named)
        rows.append(canonical(judged(raw, source.now)))
    return ibis.union(*rows)


def _broken(source: _Source, error: duckdb.Error) -> SourceError | None:
    """Which file is broken, and where; none for errors of memory or disk.

    The engine's message stays here, for it may hold a row.
    """
    if isinstance(error, _NOT_THE_FILE):
        return None
    message = str(error)
    for part in source.parts:
        for file in part.batch.files:
            if file.url in message:
                return part.family.broken(file)
    if isinstance(error, duckdb.IOException):
        return None
    return SourceError(f"{source.name} cannot be parsed", hint="download or save it again")


def _names_and_kinds(source: _Source) -> list[tuple[str, str]]:
    return [
        (file.name, part.batch.detected.kind.value)
        for part in source.parts
        for file in part.batch.files
    ]
