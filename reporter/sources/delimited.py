"""CSV and its relatives: delimiter, encoding and headers from the first bytes; rows to lines."""

from __future__ import annotations

import codecs
import csv
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.sources.columns import match, plain
from reporter.sources.family import Layout, Lines
from reporter.sources.statements import text, urls

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ibis.backends.duckdb import Backend

    from reporter.sources.family import Batch
    from reporter.sources.files import Seen

DELIMITERS = (",", ";", "\t", "|")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HINT = "sep="  # the line with which Excel tells itself the delimiter


class OnError(StrEnum):
    """What the engine does with a row that it cannot split into fields, as its reader's option."""

    STOP = "ignore_errors = false"
    SKIP = "ignore_errors = true"
    NOTE = "store_rejects = true"
    """Note its line; the engine then reads on one thread."""


def layout(seen: Seen, mapped: Collection[str] = ()) -> Layout | None:
    """How to read a file, under the delimiter with which most headers are recognised.

    Args:
        seen: any file.
        mapped: words of the configuration that may be headers of this file, as `plain` writes them.

    Returns:
        None where the file is no text or no header is recognised.
    """
    encoding = _encoding(seen)
    start = _decoded(seen.head, encoding)
    if "\0" in start:
        return None
    lines = start.splitlines(keepends=True)
    skip = 1 if lines and lines[0].lower().startswith(_HINT) else 0
    best = Layout()
    for delimiter in DELIMITERS:
        headers = next(csv.reader(lines[skip:], delimiter=delimiter), [])
        if _n_known(headers, mapped) > _n_known(best.headers, mapped):
            best = Layout(_unique(headers), delimiter, skip, encoding)
    return best if best.headers else None


def _n_known(headers: Sequence[str], mapped: Collection[str]) -> int:
    return len(match(headers)) + sum(plain(header) in mapped for header in headers)


def _encoding(seen: Seen) -> str:
    if seen.head.startswith(_UTF_16):
        return "utf-16"
    return "utf-8" if seen.is_utf8 else "latin-1"


def _decoded(head: bytes, encoding: str) -> str:
    whole = head[: len(head) // 2 * 2]
    return whole.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="ignore")


def _unique(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers without blanks, and with their place behind those that are empty or not the first."""
    unique: dict[str, str] = {}
    for place, header in enumerate(headers, start=1):
        clean = header.strip()
        if not clean or clean.lower() in unique:
            clean = f"{clean}#{place}"
        unique[clean.lower()] = clean
    return tuple(unique.values())


def reader(batch: Batch, *, on_error: OnError) -> str:
    """The table function that reads a batch, every column as text.

    Args:
        batch: files of one layout.
        on_error: what to do with rows that have too many or too few fields.
    """
    form = batch.detected.layout
    types = ", ".join(f"{text(header)}: 'VARCHAR'" for header in form.headers)
    return (
        f"read_csv({urls(batch.files)}, auto_detect = false, header = true, skip = {form.skip}, "
        f"columns = {{{types}}}, delim = {text(form.delimiter or ',')}, quote = '\"', "
        f"escape = '\"', encoding = {text(form.encoding)}, nullstr = '', "
        f"hive_partitioning = false, {on_error})"
    )


def lines(backend: Backend, batch: Batch, row_nos: Sequence[int], rejected: Sequence[int]) -> Lines:
    """On which line of a file its rows start.

    A line starts a row unless it is blank, or a quote is open: the quotes before it are odd. The
    engine numbers a row that it rejects among rows and blank lines. Where quotes stand open, so
    that rows are found missing, the numbers themselves are given.
    """
    form = batch.detected.layout
    source = (
        f"read_csv({urls(batch.files)}, auto_detect = false, header = false, delim = '\x01', "
        f"quote = '', escape = '', columns = {{'line': 'VARCHAR'}}, "
        f"encoding = {text(form.encoding)}, ignore_errors = true)"
    )
    statement = f"""
        WITH lines AS (
            SELECT coalesce(line, '') AS line, row_number() OVER () AS n FROM {source}
        ), counted AS (
            SELECT n, trim(line) = '' AS blank, coalesce(sum(length(line)
                - length(replace(line, '"', ''))) OVER (
                    ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS quotes
            FROM lines WHERE n > {form.skip}
        ), started AS (
            SELECT n, blank, row_number() OVER (ORDER BY n) + {form.skip} AS place
            FROM counted WHERE quotes % 2 = 0
        ), sorted AS (
            SELECT n, place, place IN (SELECT unnest($rejected::BIGINT[])) AS rejected
            FROM started WHERE NOT blank
        ), numbered AS (
            SELECT n, place, rejected,
                row_number() OVER (PARTITION BY rejected ORDER BY n) - 1 AS row_no
            FROM sorted
        )
        SELECT rejected, CASE WHEN rejected THEN place ELSE row_no END, n FROM numbered
        WHERE rejected OR row_no IN (SELECT unnest($row_nos::BIGINT[]))
    """  # noqa: S608 - made of constants and quoted names
    given = {"rejected": list(rejected), "row_nos": list(row_nos)}
    found = {
        (refused, number): line
        for refused, number, line in backend.con.execute(statement, given).fetchall()
    }
    return Lines(
        {row_no: found.get((False, row_no), row_no + 1 + form.skip) for row_no in row_nos},
        tuple(found.get((True, place), place) for place in rejected),
    )
