"""CSV files come back as they were, from the csv module and from pandas, whatever the text."""

from __future__ import annotations

import csv
import io
import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from reporter.render.csv import CONTROLS, FORMULA_STARTS, cell, harmless, to_csv
from reporter.report import canonical
from reporter.tables import Table

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
