"""What a family of formats is: it knows its files by their content, and reads them as raw rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from reporter.sources.columns import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.errors import SourceError
    from reporter.results.quality import DateOrder
    from reporter.sources.files import Seen, SourceFile


class Kind(StrEnum):
    """The formats that can be read; `source.kind` takes the same names."""

    SPOTIFY = "spotify"
    SPOTIFY_ACCOUNT = "spotify-account"
    SPOTIFY_TABLE = "spotify-table"
    MAVEN = "maven"
    CLEANED = "cleaned"
    TABLE = "table"


def kind_of(headers: Sequence[str]) -> Kind:
    """What a table is, by its headers."""
    names = {plain(header) for header in headers}
    if "mastermetadatatrackname" in names:
        return Kind.SPOTIFY_TABLE
    if {"isskip", "secondsplayed"} <= names:
        return Kind.CLEANED
    if {"spotifytrackuri", "ts", "msplayed", "trackname"} <= names:
        return Kind.MAVEN
    return Kind.TABLE


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read a file, beyond its kind.

    Attributes:
        headers: all columns of a table in order, each once; empty for JSON.
        delimiter: of a CSV, or a line feed for JSON with an object a line; else none.
        skip: lines in front of the header.
        encoding: as the engine names it.
        is_columnar: a column can be read without the others.
    """

    headers: tuple[str, ...] = ()
    delimiter: str | None = None
    skip: int = 0
    encoding: str = "utf-8"
    is_columnar: bool = False


@dataclass(frozen=True, slots=True)
class Detected:
    """What a file was found to be; files of one kind and layout are read together."""

    kind: Kind
    layout: Layout


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

    @property
    def numbers(self) -> range:
        """Numbers of the files, in their order."""
        return range(self.first_no, self.first_no + len(self.files))

    def only(self, number: int) -> Batch:
        """The batch of one of its files, by number."""
        return Batch(self.detected, (self.files[number - self.first_no],), number)


@dataclass(frozen=True, slots=True)
class Findings:
    """What had to be decided from whole columns before the rows could be read.

    Attributes:
        date_orders: for dates such as 7/8/2013, by file and separator.
        percent_scale: `0-1` or `0-100` where there is a percent played; else none.
    """

    date_orders: tuple[DateOrder, ...] = ()
    percent_scale: str | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a text file, or numbers of rows from 1 in JSON and Parquet.

    Attributes:
        of_rows: `row_no` -> line.
        of_rejected: lines of the rejected rows, in their order.
    """

    of_rows: Mapping[int, int]
    of_rejected: tuple[int, ...] = ()


class Family(Protocol):
    """One family of formats."""

    looked_for: str
    """What it recognises, for the error of a file that nobody knows."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        """Make it.

        Args:
            columns: canonical name -> column or SQL expression, from the configuration.
        """

    def detect(self, seen: Seen, asked: Kind | None) -> Detected | None:
        """What a file is, by its content; none where it is not of this family.

        Args:
            seen: any file of the source.
            asked: the kind that the configuration insists on.

        Raises:
            SourceError: it is of this family, but damaged or without a column that is needed.
        """
        ...

    def study(self, backend: Backend, batch: Batch, *, dates: bool = False) -> Findings:
        """Decide what must be decided from whole columns.

        Args:
            backend: the engine.
            batch: files that this family detected.
            dates: some times could not be read: look for day and month in front of the year, even
                where that costs another look at all of a text.

        Raises:
            ConfigError: a mapped column does not exist.
        """
        ...

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
        """The raw rows (`reporter.sources.canonical.RAW`) of a batch; nothing is read yet.

        Args:
            backend: the engine.
            batch: files that this family detected.
            findings: from `study`.
            lenient: note rows that cannot be split into fields (`reporter.sources.rejects`), and
                go on, more slowly; else reading stops at the first one.
            numbered: add `row_no`, from 1, in the order of the rows; for a batch of one file.
            named: leave the listeners' user names as they are, for whoever asks to replace.
        """
        ...

    def lines(
        self, backend: Backend, batch: Batch, row_nos: Sequence[int], rejected: Sequence[int]
    ) -> Lines:
        """Where rows stand in their file, for people.

        Args:
            backend: the engine.
            batch: one file.
            row_nos: numbers as `rows` gives them.
            rejected: rows that the reader refused, as `reporter.sources.rejects` numbers them.
        """
        ...

    def broken(self, file: SourceFile) -> SourceError:
        """The error of a file that the engine could not parse: where it is broken."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A batch with its family and what was found out about it."""

    family: Family
    batch: Batch
    findings: Findings = Findings()
