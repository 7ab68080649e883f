"""Rounding for display: its one home, and it never lies."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reporter.formats import MINUS, NO_BREAK_SPACE, SPECS, Formats, Sentence

formats = Formats()


def spaced(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12_345, "12,345"),
        (-1_204, f"{MINUS}1,204"),
        (2.6, "3"),
        (0.3, "<1"),
        (0.5, "<1"),
        (-0.3, f">{MINUS}1"),
        (-0.0, "0"),
    ],
)
def test_counts(value: float, text: str) -> None:
    assert formats.count(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (1234.567, 2, "1,234.57"),
        (0.0, 2, "0.00"),
        (0.004, 2, "<0.01"),
        (0.005, 2, "0.01"),
        (-0.004, 2, f">{MINUS}0.01"),
        (-2.5, 1, f"{MINUS}2.5"),
        (0.5, 0, "<1"),
        (0.0004, 3, "<0.001"),
    ],
)
def test_decimals(value: float, digits: int, text: str) -> None:
    assert formats.decimal(value, digits) == text


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.314, 1, "31.4%"),
        (0, 1, "0.0%"),
        (1, 1, "100.0%"),
        (0.9996, 1, "99.9%"),
        (0.99999, 0, "99%"),
        (1.0004, 1, "100.1%"),
        (0.0004, 1, "<0.1%"),
        (0.0005, 1, "0.1%"),
        (0.004, 0, "<1%"),
        (-0.0004, 1, f">{MINUS}0.1%"),
        (-0.25, 0, f"{MINUS}25%"),
        (12.5, 1, "1,250.0%"),
    ],
)
def test_shares(share: float, digits: int, text: str) -> None:
    assert formats.percent(share, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.14, "+2.1"),
        (-2.14, f"{MINUS}2.1"),
        (0, "0.0"),
        (0.03, "+0.03"),
        (-0.03, f"{MINUS}0.03"),
        (0.00001, "+<0.0001"),
        (1234.56, "+1,234.6"),
    ],
)
def test_points_keep_their_sign(value: float, text: str) -> None:
    assert formats.points(value) == text


def test_changes_keep_their_sign() -> None:
    assert formats.signed_percent(0.021) == "+2.1%"
    assert formats.signed_percent(-0.0001) == f"{MINUS}0.01%"
    assert formats.signed_count(1_204) == "+1,204"
    assert formats.signed_count(-3) == f"{MINUS}3"
    assert formats.signed_count(0) == "0"


@pytest.mark.parametrize(
    ("value", "text"),
    [(1_234.4, "1,234"), (100, "100"), (12.5, "12.5"), (0.02, "<0.1"), (0, "0.0")],
)
def test_hours(value: float, text: str) -> None:
    assert formats.hours(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00"),
        (0.2, "<0:01"),
        (5, "0:05"),
        (205, "3:25"),
        (59.6, "1:00"),
        (3_599.9, "1:00:00"),
        (3_729, "1:02:09"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert formats.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.012, "0.012"), (0.0004, "<0.001"), (0, "<0.001"), (0.9996, ">0.999"), (1, "1.000")],
)
def test_p_values(value: float, text: str) -> None:
    assert formats.p_value(value) == text


@pytest.mark.parametrize(
    ("first", "end", "text"),
    [
        (date(2024, 12, 9), date(2024, 12, 10), "9 December 2024"),
        (date(2024, 12, 9), date(2024, 12, 16), "9–15 December 2024"),
        (date(2024, 11, 25), date(2024, 12, 2), "25 November – 1 December 2024"),
        (date(2024, 12, 30), date(2025, 1, 6), "30 December 2024 – 5 January 2025"),
    ],
)
def test_days_are_told_without_their_exclusive_end(first: date, end: date, text: str) -> None:
    assert spaced(formats.days(first, end)) == text


def test_dates() -> None:
    assert spaced(formats.short_day(date(2024, 12, 9))) == "9 Dec"
    assert formats.short_month(date(2024, 12, 9)) == "Dec"
    assert spaced(formats.month(date(2024, 12, 9))) == "December 2024"
    assert spaced(formats.instant(datetime(2024, 12, 9, 7, 5, tzinfo=UTC))) == (
        "9 December 2024, 07:05"
    )


def test_a_sentence_fills_its_places_by_their_formats() -> None:
    filled = Sentence(formats).vformat(
        "{who} skipped {share:percent} of {n:count}", (), {"who": "A", "share": 0.314, "n": 1204}
    )
    assert filled == "A skipped 31.4% of 1,204"


def test_a_value_is_never_a_sentence_itself() -> None:
    assert (
        Sentence(formats).vformat("{name}", (), {"name": "{{ 7 * 7 }} {other}"})
        == "{{ 7 * 7 }} {other}"
    )


def test_a_format_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        Sentence(formats).vformat("{n:nonsense}", (), {"n": 1})


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_format_formats(name: str) -> None:
    moments = {"day", "short_day", "short_month", "month", "instant"}
    value = datetime(2024, 12, 9, tzinfo=UTC) if name in moments else 0.25
    assert SPECS[name](formats, value)
