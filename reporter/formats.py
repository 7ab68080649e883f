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
    """`12,345`; fractions of a thing are rounded to the whole."""
    return _minus(f"{round(value):,}")


def decimal(value: float, digits: int = 2) -> str:
    """`1,234.57`, and `<0.01` rather than a zero that is none."""
    smallest = 10.0**-digits
    if 0 < abs(value) < smallest / 2:
        return f"<{smallest:.{digits}f}" if value > 0 else f">{MINUS}{smallest:.{digits}f}"
    return _minus(f"{value:,.{digits}f}")


def percent(share: float, digits: int = 1) -> str:
    """A share as `31.4%`; 0.9996 is 99.9%, not 100%, and 0.0004 is <0.1%, not 0%."""
    value = 100 * share
    smallest = 10.0**-digits
    if 0 < value < smallest / 2:
        return f"<{smallest:.{digits}f}%"
    all_but_all = 100 - smallest
    if share < 1 and round(value, digits) > all_but_all:
        value = all_but_all
    return _minus(f"{value:,.{digits}f}%")


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
    """Seconds as `3:25` or `1:02:09`."""
    whole = round(seconds)
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
    """`0.012`, or `<0.001`."""
    return f"<{SMALLEST_P}" if value < SMALLEST_P else f"{value:.3f}"


def _minus(text: str) -> str:
    text = text.replace("-", MINUS)
    zero = not any(digit in text for digit in "123456789")
    return text.removeprefix(MINUS) if zero else text


def _signed(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    if not any(digit in text for digit in "123456789"):
        if value == 0:
            return text
        text = "<" + f"{10.0**-digits:.{digits}f}"
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
