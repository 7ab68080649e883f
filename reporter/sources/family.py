"""What a family of formats is: it knows its files by their content, and reads them as raw rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from reporter.sources.pseudonym import FUNCTION

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.config import SourceSettings
    from reporter.sources.files import SourceFile


class Kind(StrEnum):
    """The formats that can be read; `source.kind` takes the same names."""

    SPOTIFY = "spotify"
    SPOTIFY_ACCOUNT = "spotify-account"
    SPOTIFY_TABLE = "spotify-table"
    MAVEN = "maven"
    CLEANED = "cleaned"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Detected:
    """What a file was found to be.

    Attributes:
        kind: its format.
        layout: what its family needs to read it; files of one kind and layout are read together.
    """

    kind: Kind
    layout: Hashable


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one kind and layout.

    Attributes:
        detected: their kind and layout.
        files: in order of path.
        first_no: number of the first one; the others follow without a gap.
    """

    detected: Detected
    files: tuple[SourceFile, ...]
    first_no: int

    def only(self, file: SourceFile) -> Batch:
        """The batch of one of its files."""
        return Batch(self.detected, (file,), self.first_no + self.files.index(file))


class Family(Protocol):
    """One family of formats."""

    def __init__(self, settings: SourceSettings) -> None: ...

    looked_for: str
    """What it recognises, for the error of a file that nobody knows."""

    def detect(self, file: SourceFile, asked: Kind | None) -> Detected | None:
        """What the file is, judged from its first bytes; none where it is not of this family.

        Args:
            file: any file of the source.
            asked: the kind that the configuration insists on.
        """
        ...

    def rows(self, backend: Backend, batch: Batch, *, numbered: bool = False) -> ir.Table:
        """The raw rows (`reporter.sources.canonical.RAW`) of a batch; nothing is read yet.

        Args:
            backend: the engine.
            batch: files that this family detected.
            numbered: add `row_no`, from 1, in the order of the rows; for a batch of one file.
        """
        ...


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """An identifier in SQL."""
    return '"' + value.replace('"', '""') + '"'


def urls(files: Iterable[SourceFile]) -> str:
    """The files of a batch as an SQL list."""
    return "[" + ", ".join(text(file.url) for file in files) + "]"


def select(batch: Batch, columns: Sequence[tuple[str, str]], reader: str, *, numbered: bool) -> str:
    """The statement that reads a batch.

    Args:
        batch: its files.
        columns: raw column and SQL expression; a stated listener is replaced by a pseudonym here.
        reader: table function with its arguments.
        numbered: as in `Family.rows`.
    """
    parts = [f"(file_index + {batch.first_no})::INTEGER AS file_no"]
    if numbered:
        parts.append("row_number() OVER () AS row_no")
    for column, expression in columns:
        value = (
            f"{FUNCTION}(nullif(trim({expression}), ''))" if column == "listener" else expression
        )
        parts.append(f"{value} AS {column}")
    return f"SELECT {', '.join(parts)} FROM {reader}"
