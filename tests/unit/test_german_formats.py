"""Numbers and dates as German has them, under the rules that hold in every language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from reporter.formats import MINUS, NO_BREAK_SPACE, PATTERNS, Formats
from reporter.words import language

formats = Formats("de")


def spaced(text: str) -> str:
    return text.replace(NO_BREAK_SPACE, " ")


def test_numbers() -> None:
    assert formats.count(1_234_567) == "1.234.567"
    assert formats.decimal(1234.56, 1) == "1.234,6"
    assert formats.decimal(-0.004) == f">{MINUS}0,01"
    assert formats.hours(12.5) == "12,5"
    assert formats.signed_hours(-1234.5) == f"{MINUS}1.234"
    assert formats.points(0.03) == "+0,03"
    assert formats.points(0.00001) == "+<0,0001"
    assert formats.signed_count(-1_204) == f"{MINUS}1.204"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.314, "31,4 %"),
        (0.9996, "99,9 %"),
        (1, "100,0 %"),
        (0.0004, "<0,1 %"),
        (12.5, "1.250,0 %"),
    ],
)
def test_shares_never_lie(share: float, text: str) -> None:
    assert spaced(formats.percent(share)) == text
    assert " " not in formats.percent(share)


def test_signed_shares_and_p_values() -> None:
    assert spaced(formats.signed_percent(-0.021)) == f"{MINUS}2,1 %"
    assert formats.p_value(0.0004) == "<0,001"
    assert formats.p_value(0.9996) == ">0,999"
    assert formats.p_value(0.012) == "0,012"


@pytest.mark.parametrize(
    ("first", "end", "text"),
    [
        (date(2024, 12, 9), date(2024, 12, 10), "9. Dezember 2024"),
        (date(2024, 12, 9), date(2024, 12, 16), "9.–15. Dezember 2024"),
        (date(2024, 11, 25), date(2024, 12, 2), "25. November – 1. Dezember 2024"),
        (date(2024, 12, 30), date(2025, 1, 6), "30. Dezember 2024 – 5. Januar 2025"),
    ],
)
def test_days(first: date, end: date, text: str) -> None:
    assert spaced(formats.days(first, end)) == text


def test_dates() -> None:
    assert spaced(formats.short_day(date(2024, 3, 9))) == "9. März"
    assert spaced(formats.short_day(date(2024, 12, 9))) == "9. Dez."
    assert formats.short_month(date(2024, 12, 9)) == "Dez"
    assert spaced(formats.month(date(2024, 3, 9))) == "März 2024"
    assert spaced(formats.instant(datetime(2024, 12, 9, 7, 5, tzinfo=UTC))) == (
        "9. Dezember 2024, 07:05"
    )
    assert formats.duration(205) == "3:25"
    assert formats.hour(7) == "07:00"


def test_sentences_have_the_formats_of_their_language() -> None:
    said = language("de")("report.interval.labelled", interval="1 bis 2")
    assert spaced(said) == "95 %: 1 bis 2"
    plays = language("de")("chart.plays_by_week.title", low=1_000, high=2_000)
    assert plays == "Zwischen 1.000 und 2.000 Wiedergaben pro Woche"


@pytest.mark.parametrize("name", PATTERNS)
def test_every_month_has_an_own_name_on_an_axis(name: str) -> None:
    months = {Formats(name).short_month(date(2024, month, 1)) for month in range(1, 13)}
    assert len(months) == 12


def test_a_language_without_patterns_is_an_error() -> None:
    with pytest.raises(KeyError):
        Formats("tlh")
