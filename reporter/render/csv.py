"""A table -> one CSV file.

UTF-8 without a byte-order mark, RFC 4180: commas, lines that end in CR LF, quotes only where they
are needed. Days are ISO, booleans `true` and `false`, what is missing is empty. Floats have ten
significant digits. A text that a spreadsheet would run as a formula gets an apostrophe in front,
and loses what is neither text nor white space, such as NUL, where readers end a cell; numbers are
left alone.
"""

from __future__ import annotations

import csv
import io
import math
from datetime import date
from typing import TYPE_CHECKING

from reporter.report import SIGNIFICANT_DIGITS

if TYPE_CHECKING:
    from reporter.tables import Cell, Table

# The last four are the full-width forms of the first four.
FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

STARTS = "[" + "".join(sorted(FORMULA_STARTS)).replace("-", r"\-") + "]"
"""The same as a regular expression."""

CONTROLS = dict.fromkeys(
    code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\r\n"
)


def to_csv(table: Table) -> bytes:
    """The file's bytes: a header, then the rows; a table without rows is its header alone."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return text.getvalue().encode()


def cell(value: Cell) -> str:
    """One value as its cell.

    Raises:
        ValueError: a float is infinite or not a number.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return harmless(value.translate(CONTROLS))
        case float():
            return _decimal(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: `=1+1` becomes `'=1+1`.

    A text that has apostrophes before a formula gets one more, so that taking one away always
    gives the original back.
    """
    start = text.lstrip("'")[:1]
    return f"'{text}" if start in FORMULA_STARTS else text


def _decimal(value: float) -> str:
    if not math.isfinite(value):
        msg = f"a table holds {value}"
        raise ValueError(msg)
    rounded = float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0
    return repr(rounded).removesuffix(".0")
