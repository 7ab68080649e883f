"""Numbers, shares, durations and dates for people: the one home of rounding for display.

Rounding never lies: what is not all is never shown as 100%, what is not nothing never as 0%,
and a change that is not zero keeps its sign.
"""

from __future__ import annotations

import string
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

MINUTES_PER_HOUR = 60
DECIMALS_BELOW_HOURS = 100
SMALLEST_P = 0.001

MORE_DIGITS = 3
"""How many more digits than asked for a small change may get, so that it keeps its sign."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def count(value: float) -> str:
    """`12,345`; fractions of a thing are rounded to the whole, and 0.3 is <1, not 0."""
    return decimal(value, 0)


def decimal(value: float, digits: int = 2) -> str:
    """`1,234.57`, and `<0.01` rather than a zero that is none."""
    text = f"{value:,.{digits}f}"
    if value == 0 or not _is_zero(text):
        return _minus(text)
    smallest = _smallest(digits)
    return f"<{smallest}" if value > 0 else f">{MINUS}{smallest}"


def percent(share: float, digits: int = 1) -> str:
    """A share as `31.4%`; 0.9996 is 99.9%, not 100%, and 0.0004 is <0.1%, not 0%."""
    value = 100 * share
    if share != 1 and f"{value:.{digits}f}" == f"{100:.{digits}f}":
        value = 100 + (10.0**-digits if share > 1 else -(10.0**-digits))
    return decimal(value, digits) + "%"


def signed_percent(share: float, digits: int = 1) -> str:
    """A relative change as `+2.1%`."""
    return _signed(100 * share, digits) + "%"


def points(value: float, digits: int = 1) -> str:
    """A difference of shares, in percentage points, with its sign: `+2.1`."""
    return _signed(value, digits)


def signed_count(value: float) -> str:
    """A difference of counts with its sign: `+1,204`."""
    return _signed(value, 0)


def hours(value: float) -> str:
    """Hours as `1,234`, or with a decimal below 100: `12.5`."""
    return decimal(value, 0 if abs(value) >= DECIMALS_BELOW_HOURS else 1)


def duration(seconds: float) -> str:
    """Seconds as `3:25` or `1:02:09`, and `<0:01` rather than a zero that is none."""
    whole = round(seconds)
    if whole == 0 < seconds:
        return "<0:01"
    minutes, rest = divmod(whole, 60)
    if minutes < MINUTES_PER_HOUR:
        return f"{minutes}:{rest:02d}"
    full_hours, minutes = divmod(minutes, MINUTES_PER_HOUR)
    return f"{full_hours}:{minutes:02d}:{rest:02d}"


def day(value: date) -> str:
    """`9 December 2024`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}".replace(" ", NO_BREAK_SPACE)


def short_day(value: date) -> str:
    """`9 Dec`."""
    return f"{value.day}{NO_BREAK_SPACE}{_MONTHS[value.month - 1][:3]}"


def short_month(value: date) -> str:
    """`Dec`."""
    return _MONTHS[value.month - 1][:3]


def month(value: date) -> str:
    """`December 2024`."""
    return f"{_MONTHS[value.month - 1]}{NO_BREAK_SPACE}{value.year}"


def days(first: date, end: date) -> str:
    """The days from `first` up to, and without, `end`: `9-15 December 2024`, with an en dash."""
    last = end - timedelta(days=1)
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{EN_DASH}{day(last)}"
    if first.year == last.year:
        return f"{day(first).rsplit(NO_BREAK_SPACE, 1)[0]} {EN_DASH} {day(last)}"
    return f"{day(first)} {EN_DASH} {day(last)}"


def instant(value: datetime) -> str:
    """`9 December 2024, 00:00`; the zone is the caller's to name."""
    return f"{day(value.date())}, {value:%H:%M}"


def p_value(value: float) -> str:
    """`0.012`, `<0.001` or `>0.999`."""
    if value < SMALLEST_P:
        return f"<{SMALLEST_P}"
    text = f"{value:.3f}"
    return ">0.999" if value < 1 and text == "1.000" else text


def _is_zero(text: str) -> bool:
    return not any(digit in text for digit in "123456789")


def _smallest(digits: int) -> str:
    return f"{10.0**-digits:.{digits}f}"


def _minus(text: str) -> str:
    return text.removeprefix("-") if _is_zero(text) else text.replace("-", MINUS)


def _signed(value: float, digits: int) -> str:
    """With its sign; what would round to nothing gets the digits that it takes, up to three."""
    text = f"{abs(value):,.{digits}f}"
    if value == 0:
        return text
    finest = digits + MORE_DIGITS
    while _is_zero(text) and digits < finest:
        digits += 1
        text = f"{abs(value):,.{digits}f}"
    if _is_zero(text):
        text = f"<{_smallest(digits)}"
    return (MINUS if value < 0 else "+") + text


SPECS: Mapping[str, Callable[[Any], str]] = {
    "": str,
    "count": count,
    "decimal": decimal,
    "decimal1": lambda value: decimal(value, 1),
    "decimal3": lambda value: decimal(value, 3),
    "decimal4": lambda value: decimal(value, 4),
    "percent": percent,
    "percent0": lambda value: percent(value, 0),
    "signed_percent": signed_percent,
    "signed_percent0": lambda value: signed_percent(value, 0),
    "points": points,
    "points0": lambda value: points(value, 0),
    "signed_count": signed_count,
    "hours": hours,
    "duration": duration,
    "day": day,
    "short_day": short_day,
    "short_month": short_month,
    "month": month,
    "instant": instant,
    "p_value": p_value,
}


class Sentence(string.Formatter):
    """Fills `{name:spec}` with the formats of this module; the spec names one of `SPECS`."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - as the base class
        """One value as its spec says."""
        return SPECS[format_spec](value)
