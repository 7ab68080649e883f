"""Ticks of calendar axes: as fine as there is room for."""

from __future__ import annotations

from datetime import date

import pytest

from reporter.figures.dates import day_axis, texts, ticks
from reporter.figures.sheet import Sheet
from reporter.figures.style import drawing
from reporter.words import ENGLISH
from tests.factories.svg import texts as texts_of


@pytest.mark.parametrize(
    ("last", "expected", "message"),
    [
        ("2024-06-20", ["2024-06-17", "2024-06-18", "2024-06-19", "2024-06-20"], "tick.day"),
        ("2024-06-24", ["2024-06-17", "2024-06-19", "2024-06-21", "2024-06-23"], "tick.day"),
        ("2024-07-08", ["2024-06-17", "2024-06-24", "2024-07-01", "2024-07-08"], "tick.day"),
        ("2024-08-05", ["2024-06-17", "2024-07-01", "2024-07-15", "2024-07-29"], "tick.day"),
        ("2024-09-02", ["2024-07-01", "2024-08-01", "2024-09-01"], "tick.month"),
        ("2025-06-01", ["2024-07-01", "2024-10-01", "2025-01-01", "2025-04-01"], "tick.month"),
        ("2028-06-01", ["2025-01-01", "2026-01-01", "2027-01-01", "2028-01-01"], "tick.year"),
        ("2033-06-01", ["2025-01-01", "2028-01-01", "2031-01-01"], "tick.year"),
    ],
)
def test_ticks_are_the_finest_that_fit(last: str, expected: list[str], message: str) -> None:
    days, label = ticks(date(2024, 6, 17), date.fromisoformat(last), room=4)
    assert [day.isoformat() for day in days] == expected
    assert label == message


@pytest.mark.parametrize("n_days", [1, 2, 13, 14, 30, 61, 182, 400, 1_000, 5_000])
@pytest.mark.parametrize("room", [1, 3, 6, 12])
def test_no_more_ticks_than_there_is_room_for(n_days: int, room: int) -> None:
    first = date(2019, 11, 15)
    last = date.fromordinal(first.toordinal() + n_days - 1)
    days, _ = ticks(first, last, room)
    assert len(days) <= room
    assert all(first <= day <= last for day in days)


def test_the_first_month_tells_the_year_where_no_january_does() -> None:
    days = [date(2024, 7, 1), date(2024, 8, 1)]
    assert texts(days, "tick.month", ENGLISH) == ["Jul 2024", "Aug"]


def test_a_january_is_labelled_with_its_year() -> None:
    days = [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1)]
    assert texts(days, "tick.month", ENGLISH) == ["Dec", "2025", "Feb"]


@pytest.mark.parametrize(
    ("first", "end", "expected"),
    [
        ("2024-01-01", "2024-02-26", ["1 Jan", "15 Jan", "29 Jan", "12 Feb"]),  # not 26 Feb
        ("2024-09-02", "2024-12-02", ["Oct 2024", "Nov"]),  # December begins at the edge
        ("2024-12-02", "2024-12-05", ["2 Dec", "3 Dec", "4 Dec"]),
    ],
)
def test_no_label_stands_at_the_end_of_the_axis_or_over_the_edge(
    first: str, end: str, expected: list[str]
) -> None:
    limits = date.fromisoformat(first).toordinal(), date.fromisoformat(end).toordinal()
    with drawing("weeks"):
        sheet = Sheet(80, 40)
        day_axis(sheet.panel((6, 6, 73, 30), x=limits), ENGLISH, 6)
        chart = sheet.chart("weeks", "Title", "Words")
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts_of(chart)] == expected
