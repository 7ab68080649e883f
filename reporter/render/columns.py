"""A table of many rows -> one CSV file, by whole columns; the bytes are those of `csv`.

That one makes an object of every cell and takes seconds where there is a row for each listener.
Here only cells are looked at one by one that need it: texts that are quoted or could be formulas,
and numbers that are very large, very small, or all but halfway between two roundings.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporter.render.csv import STARTS, cell
from reporter.report import SIGNIFICANT_DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.tables import Cell

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

MOST_ROWS = 50_000
"""Of which the lines are made at once."""

ODD = rf"^'*{STARTS}|[\x00-\x1f\x7f-\x{{9f}}\",]"
"""How a text begins that a spreadsheet would run, or what makes it be quoted or lose something."""

PLAIN_FROM, PLAIN_BELOW = 1e-4, 1e10
"""Numbers without an exponent, in Arrow and in Python."""

POWERS = np.array([float(10**places) for places in range(15)])
"""Of ten: by how much a number is multiplied to have its digits before the point."""

NEAR_HALF = 1e-4
"""How near to halfway between two whole numbers the product of two floats is not to be trusted."""


def to_csv(table: pa.Table) -> bytes:
    """The file's bytes: a header, then the rows.

    Args:
        table: columns of texts (dictionaries of them too), whole numbers, floats and days.

    Raises:
        ValueError: a float is infinite or not a number.
    """
    head = _line(table.column_names)
    batches = table.to_batches(max_chunksize=MOST_ROWS)
    return b"".join((head, *(_lines(batch) for batch in batches)))


def _line(values: list[Cell]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([cell(value) for value in values])
    return text.getvalue().encode()


def _lines(batch: pa.RecordBatch) -> memoryview:
    """The rows of a batch as they stand in the file, in Arrow's own memory."""
    cells = [pc.fill_null(_texts(column), "") for column in batch.columns]
    lines = pc.binary_join_element_wise(*cells, ",")
    ended = pc.binary_join_element_wise(lines, "", "\r\n")
    _, offsets, content = ended.buffers()
    ends = np.frombuffer(offsets, np.int32)[[ended.offset, ended.offset + len(ended)]]
    return memoryview(content)[ends[0] : ends[1]]


def _texts(column: pa.Array) -> pa.StringArray:
    """A column as it stands in the file; null where nothing does."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary).take(column.indices)
    if pa.types.is_string(kind):
        return _harmless(column)
    return _decimals(column) if pa.types.is_floating(kind) else pc.cast(column, pa.string())


def _harmless(texts: pa.StringArray) -> pa.StringArray:
    odd = pc.fill_null(pc.match_substring_regex(texts, ODD), False)  # noqa: FBT003 - Arrow's own
    if not pc.any(odd).as_py():
        return texts
    given = (_line([text, None]).decode() for text in texts.filter(odd).to_pylist())
    said = [line.removesuffix(",\r\n") for line in given]
    return pc.replace_with_mask(texts, odd, pa.array(said, pa.string()))


def _decimals(numbers: pa.Array) -> pa.StringArray:
    known = pc.is_valid(numbers).to_numpy(zero_copy_only=False)
    values = np.where(known, pc.fill_null(numbers, 0.0).to_numpy(zero_copy_only=False), 0.0)
    rounded, sure = significant(values)
    plain = sure & (np.abs(rounded) >= PLAIN_FROM) & (np.abs(rounded) < PLAIN_BELOW) | (values == 0)
    texts = pc.cast(pa.array(rounded), pa.string())
    by_hand = pa.array([cell(value) for value in values[~plain].tolist()], pa.string())
    texts = pc.replace_with_mask(texts, pa.array(~plain), by_hand)
    return pc.if_else(pa.array(known), texts, pa.scalar(None, pa.string()))


def significant(values: Floats) -> tuple[Floats, Mask]:
    """Numbers at the report's significant digits, and of which it is sure that they are right.

    A power of ten up to 10^22 is exact as a float, so that the digits divided by it are the float
    that is nearest to them (W. D. Clinger, How to read floating point numbers accurately, PLDI
    1990).
    """
    size = np.abs(values)
    within = (size >= PLAIN_FROM / 10) & (size < PLAIN_BELOW)
    own = np.where(within, values, 1.0)
    places = SIGNIFICANT_DIGITS - 1 - np.floor(np.log10(np.abs(own))).astype(np.int64)
    scale = POWERS[np.clip(places, 0, len(POWERS) - 1)]
    digits = own * scale
    whole = np.rint(digits)
    sure = within & (np.abs(np.abs(digits - whole) - 0.5) > NEAR_HALF)
    return np.where(within, whole / scale, 0.0), sure
