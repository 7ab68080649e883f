"""The table of the benchmarks says what was measured, and promises are judged both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import table
from bench.inputs import Case
from bench.meter import Usage
from bench.table import Line

CASE = Case("few listeners", 1000, 5, 2)


def line(*seconds: float, memory_mib: float = 100, rival: Line | None = None) -> Line:
    runs = tuple(Usage(s, 2 * s, 0, "") for s in seconds)
    return Line(CASE, "reporter run", runs, memory_mib, rival)


def test_a_line_has_the_median_the_range_and_the_ratio() -> None:
    cells = line(3, 9, 4, rival=line(2)).cells()
    assert cells == (
        "1,000",
        "few listeners",
        "reporter run",
        "4.0",
        "3.0–9.0",
        "8.0",
        "100",
        "2.00",
    )
    assert line(1, memory_mib=0).cells()[-2:] == ("n/a", "")


@pytest.mark.parametrize(("seconds", "kept"), [(4.0, True), (4.1, False)])
def test_two_fifths_of_the_notebooks_time_are_fast_enough(seconds: float, kept: bool) -> None:
    verdict = table.faster(line(seconds), line(10))
    assert verdict.kept is kept
    assert str(verdict).startswith("kept: " if kept else "NOT KEPT: ")


@pytest.mark.parametrize(("mib", "kept"), [(1280.0, True), (1280.1, False)])
def test_more_than_five_quarters_of_a_gibibyte_are_too_much(mib: float, kept: bool) -> None:
    assert table.small(line(1, memory_mib=mib)).kept is kept


@pytest.mark.parametrize(("seconds", "kept"), [(4.0, True), (4.1, False)])
def test_ten_times_the_plays_may_take_four_times_as_long(seconds: float, kept: bool) -> None:
    assert table.growing(line(seconds), line(1)).kept is kept


def test_the_page_names_the_command_and_no_path() -> None:
    page = table.page([line(3, 4)], [table.small(line(1))], "python -m bench")
    assert "`python -m bench`" in page
    assert "runs each program 2 times" in page
    assert "- kept: few listeners: 100 MiB" in page
    assert "| 1,000 | few listeners | reporter run |" in page
    assert str(Path.home()) not in page
    assert str(Path.cwd()) not in page


def test_the_tables_columns_are_aligned() -> None:
    rows = table.markdown([line(3), line(12345.6)]).splitlines()
    assert len({len(row) for row in rows}) == 1
    assert rows[1].strip("|-") == ""
