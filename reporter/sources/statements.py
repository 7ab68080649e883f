"""Pieces of SQL for the engine's own readers: literals, names, and the statement of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.sources.pseudonym import FUNCTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reporter.sources.family import Batch
    from reporter.sources.files import SourceFile


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """An identifier in SQL."""
    return '"' + value.replace('"', '""') + '"'


def urls(files: Iterable[SourceFile]) -> str:
    """Where the engine reads files, as an SQL list."""
    return "[" + ", ".join(text(file.url) for file in files) + "]"


def coalesced(expressions: Iterable[str]) -> str:
    """The first of several texts that is neither null nor empty."""
    filled = (f"nullif({expression}, '')" for expression in expressions)
    return f"coalesce({', '.join(filled)})"


def select(
    batch: Batch, columns: Mapping[str, str], reader: str, *, numbered: bool, named: bool = False
) -> str:
    """The statement that reads a batch.

    Args:
        batch: its files.
        columns: raw column -> SQL expression over the reader's columns; a stated listener is
            replaced by a pseudonym here, so that no table of plays ever holds a user name.
        reader: table function with its arguments.
        numbered: add `row_no`, from 1, in the order of the rows.
        named: leave the user names to whoever asks for the rows.
    """
    parts = [f"(file_index + {batch.first_no})::INTEGER AS file_no"]
    if numbered:
        parts.append("row_number() OVER () AS row_no")
    for column, expression in columns.items():
        value = expression
        if column == "listener":
            stated = f"nullif(trim({expression}::VARCHAR), '')"
            value = stated if named else f"{FUNCTION}({stated})"
        parts.append(f"{value} AS {name(column)}")
    return f"SELECT {', '.join(parts)} FROM {reader}"  # noqa: S608 - made of literals and names
