"""CSV files come back as they were, from the csv module and from pandas, whatever the text."""

from __future__ import annotations

import csv
import io
import math

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.render import columns
from reporter.render.csv import CONTROLS, FORMULA_STARTS, cell, harmless, to_csv
from reporter.report import canonical
from reporter.tables import Cell, Table

# Everything that UTF-8 can hold: half a surrogate pair it cannot, nor can an engine's string.
TEXTS = st.text(st.characters(codec="utf-8"))
HOSTILE = st.one_of(TEXTS, st.builds("".join, st.lists(st.sampled_from("='+-@\t\r\n\",;a"))))
FLOATS = st.floats(-1e300, 1e300)


def original(text: str) -> str:
    """What `harmless` was given: a formula sign behind apostrophes has one of them too many."""
    behind = text.lstrip("'")
    return text[1:] if text.startswith("'") and behind[:1] in FORMULA_STARTS else text


@given(HOSTILE)
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in FORMULA_STARTS
    assert original(harmless(text)) == text


@given(st.lists(st.tuples(HOSTILE, HOSTILE, FLOATS), max_size=5))
def test_the_csv_module_reads_what_was_written(rows: list[tuple[str, str, float]]) -> None:
    content = to_csv(Table("t", ("a", "b", "n"), tuple(rows))).decode()

    header, *read = csv.reader(io.StringIO(content, newline=""))

    assert header == ["a", "b", "n"]
    kept = [tuple(text.translate(CONTROLS) for text in row[:2]) for row in rows]
    assert [(original(a), original(b)) for a, b, _ in read] == kept
    assert [float(n) for _, _, n in read] == [canonical(n) for _, _, n in rows]


@given(st.lists(st.tuples(HOSTILE, FLOATS), min_size=1, max_size=5))
def test_pandas_reads_what_was_written(rows: list[tuple[str, float]]) -> None:
    content = to_csv(Table("t", ("a", "n"), tuple(rows)))

    read = pd.read_csv(
        io.BytesIO(content),
        keep_default_na=False,
        dtype=str,
        engine="python",
    )

    kept = [text.translate(CONTROLS) for text, _ in rows]
    assert [original(text) for text in read["a"]] == kept
    assert [float(number) for number in read["n"]] == [canonical(number) for _, number in rows]


@given(FLOATS)
def test_floats_have_ten_digits_and_no_noise(value: float) -> None:
    text = cell(value)
    assert math.isclose(float(text), value, rel_tol=5e-10, abs_tol=0)
    digits = text.partition("e")[0].replace(".", "").replace("-", "").strip("0")
    assert len(digits) <= 10
    assert cell(float(text)) == text


CELLS = st.tuples(
    st.none() | HOSTILE,
    st.none() | FLOATS | st.floats(0, 1) | st.integers(0, 10**11).map(lambda n: n / 10**6),
    st.none() | st.integers(-(2**62), 2**62),
    st.none() | st.dates(),
)


@given(st.lists(CELLS, max_size=8))
def test_whole_columns_are_written_as_single_cells_are(rows: list[tuple[Cell, ...]]) -> None:
    names = ("text", "number", "whole", "day")
    kinds = (pa.string(), pa.float64(), pa.int64(), pa.date32())
    arrays = [pa.array([row[i] for row in rows], kind) for i, kind in enumerate(kinds)]
    table = pa.table([*arrays, arrays[0].dictionary_encode()], (*names, "again"))
    every = tuple((*row, row[0]) for row in rows)
    assert columns.to_csv(table) == to_csv(Table("t", (*names, "again"), every))


@given(st.integers(10**9, 10**10 - 1), st.integers(-14, 0))
def test_numbers_halfway_between_two_roundings_are_rounded_as_one_by_one(
    digits: int, exponent: int
) -> None:
    number = float(f"{digits}5e{exponent}")
    table = pa.table({"n": [number, -number]})
    assert columns.to_csv(table) == to_csv(Table("t", ("n",), ((number,), (-number,))))


def test_many_rows_are_written_in_batches() -> None:
    n = 2 * columns.MOST_ROWS + 7
    table = pa.table({"n": range(n), "x": [0.5] * n})
    rows = tuple((i, 0.5) for i in range(n))
    assert columns.to_csv(table) == to_csv(Table("t", ("n", "x"), rows))


@pytest.mark.parametrize("number", [math.inf, math.nan])
def test_what_is_no_number_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="a table holds"):
        columns.to_csv(pa.table({"n": [number]}))
