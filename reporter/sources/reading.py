"""`read`: a path becomes canonical plays in the engine, and every row is accounted for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import ibis

from reporter.errors import SourceError, UsageError
from reporter.plays import COLUMNS
from reporter.sources.archives import PROTOCOL, PlainNames
from reporter.sources.canonical import canonical, judged
from reporter.sources.family import Kind
from reporter.sources.files import fingerprint, open_files
from reporter.sources.intake import Intake
from reporter.sources.ledger import DUPLICATES, Ledger, count_rows, keep_plays, resolve
from reporter.sources.pseudonym import pseudonyms_in
from reporter.sources.registry import detect
from reporter.sources.rejects import take_rejects

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.config import SourceSettings
    from reporter.sources.family import Batch, Family
    from reporter.sources.files import SourceFile

CHECKED = "checked_plays"


@dataclass(frozen=True, slots=True)
class _Source:
    """What is being read: batches with their families, and files by number."""

    path: str
    batches: tuple[tuple[Family, Batch], ...]
    now: datetime

    @property
    def files(self) -> tuple[SourceFile, ...]:
        return tuple(file for _, batch in self.batches for file in batch.files)

    @property
    def numbers(self) -> dict[str, int]:
        return {file.url: number for number, file in enumerate(self.files)}

    @property
    def name(self) -> str:
        return Path(self.path).name


def read(
    settings: SourceSettings, backend: Backend, *, key: bytes, now: datetime | None = None
) -> Intake:
    """Read a source into the engine.

    Args:
        settings: path, kind, columns and bounds; see `reporter.config.SourceSettings`.
        backend: the engine; it keeps the plays under the name `plays`.
        key: key of the listeners' pseudonyms.
        now: what lies after it is in the future; aware; the clock's time by default.

    Raises:
        UsageError: no path is given.
        ConfigError: the kind or a mapped column does not exist.
        SourceError: nothing readable is there, a file is damaged, there is no music, or too many
            rows are bad.
    """
    if settings.path is None:
        msg = "no source is given"
        raise UsageError(msg, hint="use --source or set source.path in the configuration")
    names = PlainNames()
    with (
        open_files(settings.path, names) as files,
        _registered(backend, names),
        pseudonyms_in(backend, key),
    ):
        source = _Source(settings.path, detect(files, settings), now or datetime.now(UTC))
        digest = fingerprint(source.files)
        checked = _load(source, backend)
        rejected = take_rejects(backend, source.numbers)
        music = resolve(backend, checked, source.files, key)
        plays = keep_plays(backend, music)
        ledger = count_rows(
            backend,
            checked,
            {number: len(lines) for number, lines in rejected.items()},
            backend.table(DUPLICATES),
        )
        _refuse(source, ledger, settings.max_bad_share)
        for table in (CHECKED, DUPLICATES):
            backend.drop_table(table)
        return _intake(source, backend, plays, ledger, digest)


@contextmanager
def _registered(backend: Backend, names: PlainNames) -> Iterator[None]:
    backend.con.register_filesystem(names)
    try:
        yield
    finally:
        backend.con.unregister_filesystem(PROTOCOL)


def _load(source: _Source, backend: Backend) -> ir.Table:
    rows = [
        canonical(judged(family.rows(backend, batch), source.now))
        for family, batch in source.batches
    ]
    try:
        return backend.create_table(CHECKED, ibis.union(*rows), temp=True, overwrite=True)
    except duckdb.Error as error:
        raise _unparsable(source, error) from None


def _unparsable(source: _Source, error: duckdb.Error) -> SourceError:
    """The engine's message is not passed on: it may hold a row."""
    text = str(error)
    name = next((file.name for file in source.files if file.url in text), source.name)
    return SourceError(f"{name} cannot be parsed", hint="download or save it again")


def _refuse(source: _Source, ledger: Ledger, max_bad_share: float) -> None:
    """Stop where a report would rest on too little or on nothing."""
    if ledger.read == 0:
        msg = f"{source.name} holds no plays"
        raise SourceError(msg, hint="give a history with at least one play")
    share = ledger.quarantined / ledger.read
    if share > max_bad_share:
        worst = ledger.quarantine()[0]
        msg = (
            f"{share:.1%} of the {ledger.read:,} rows of {source.name} are no plays, "
            f"mostly for this reason: {worst.name}"
        )
        raise SourceError(msg, hint="mend the file, or raise source.max_bad_share")
    if not sum(ledger.music.values()):
        others = ", ".join(f"{count.n:,} {count.name}" for count in ledger.other_content())
        msg = f"{source.name} holds no music, only other content ({others})"
        raise SourceError(msg, hint="give a history with music in it")


def _intake(
    source: _Source, backend: Backend, plays: ir.Table, ledger: Ledger, digest: str
) -> Intake:
    number = 0
    counts = []
    for _, batch in source.batches:
        for file in batch.files:
            counts.append(ledger.file_count(number, file.name, batch.detected.kind.value))
            number += 1
    kinds = {batch.detected.kind.value for _, batch in source.batches}
    return Intake(
        plays=plays,
        files=tuple(sorted(counts, key=lambda count: count.file)),
        other_content=ledger.other_content(),
        quarantine=ledger.quarantine(),
        quarantined_rows=(),
        missing_columns=_missing(backend, plays),
        percent_scale=None,
        given_skip=Kind.CLEANED.value in kinds,
        kinds=tuple(sorted(kinds)),
        name=source.name,
        fingerprint=digest,
    )


def _missing(backend: Backend, plays: ir.Table) -> tuple[str, ...]:
    """Canonical columns in which no play has a value."""
    filled = backend.to_pyarrow(
        plays.agg(**{column: plays[column].notnull().any() for column in COLUMNS})
    ).to_pylist()[0]
    return tuple(column for column in COLUMNS if not filled[column])
