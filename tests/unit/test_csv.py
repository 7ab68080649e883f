"""Cells and files of CSV: what a spreadsheet, pandas and the csv module read back."""

from __future__ import annotations

import csv
import io
import math
from datetime import date

import pytest

from reporter.plays import Entity
from reporter.render.csv import cell, harmless, to_csv
from reporter.tables import Cell, Table


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-12, "-12"),
        (149_860, "149860"),
        (10**12, "1000000000000"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333333333"),
        (-1.5, "-1.5"),
        (3.0, "3"),
        (-0.0, "0"),
        (1e-5, "1e-05"),
        (123_456_789_012.3, "123456789000"),
        (date(2024, 12, 9), "2024-12-09"),
        ("Björk", "Björk"),
        ("a\0b\x1b[1mc\x7f\x85d\te\n", "ab[1mcd\te\n"),
        ("\0=1+1", "'=1+1"),
        (Entity.TRACK, "track"),
    ],
)
def test_a_value_is_written_as(value: Cell, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_an_error(value: float) -> None:
    with pytest.raises(ValueError, match=r"a table holds (nan|inf|-inf)"):
        cell(value)


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("http://example.org")',
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM(A1)",
    ],
)
def test_a_text_that_would_run_is_neutralised(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "a=1", "'Til I Die", "1-2", "♥=", "' '", "{{ 7 }}", "\u202eabc"]
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_texts_that_differ_stay_different() -> None:
    assert len({harmless(text) for text in ("=1", "'=1", "''=1")}) == 3


def test_numbers_are_left_alone() -> None:
    table = Table("t", ("n",), ((-5,), (-0.25,)))
    assert to_csv(table) == b"n\r\n-5\r\n-0.25\r\n"


def test_a_file_is_utf_8_with_crlf_and_quotes_where_they_are_needed() -> None:
    rows = (("Sigur Rós", 'say "hi"'), ("a,b", "two\nlines"), ("🎧", None))
    table = Table("t", ("name", "text"), rows)
    assert to_csv(table).decode() == (
        'name,text\r\nSigur Rós,"say ""hi"""\r\n"a,b","two\nlines"\r\n🎧,\r\n'
    )


def test_a_table_without_rows_is_its_header() -> None:
    assert to_csv(Table("t", ("a", "b"), ())) == b"a,b\r\n"


def test_a_single_empty_cell_is_a_row() -> None:
    read = list(csv.reader(io.StringIO(to_csv(Table("t", ("a",), ((None,),))).decode())))
    assert read == [["a"], [""]]
