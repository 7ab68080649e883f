"""Numbers, shares, durations and dates for people: the one home of rounding for display.

Rounding never lies: what is not all is never shown as 100%, what is not nothing never as 0%,
and a change that is not zero keeps its sign. That holds in every language; the separators, the
percent sign and the names of months are those of the Unicode locale data (CLDR), through Babel.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
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


@dataclass(frozen=True, slots=True)
class Patterns:
    """How a language writes days, in the letters of CLDR's date patterns.

    Attributes:
        day: a whole date.
        in_year: a date whose year is told after it.
        in_month: a date whose month and year are told after it.
        short: a date on an axis.
    """

    day: str
    in_year: str
    in_month: str
    short: str


PATTERNS: Mapping[str, Patterns] = {
    "en": Patterns("d MMMM y", "d MMMM", "d", "d MMM"),
    "de": Patterns("d. MMMM y", "d. MMMM", "d.", "d. MMM"),
}
"""By language. The English of the reports has the day first, as it is read everywhere."""


class Formats:
    """Everything in the form of one language.

    Args:
        locale: one of `PATTERNS`.

    Raises:
        KeyError: there is no such language.
    """

    def __init__(self, locale: str = "en") -> None:
        self.locale = locale
        self._patterns = PATTERNS[locale]

    def count(self, value: float) -> str:
        """`12,345`; fractions of a thing are rounded to the whole, and 0.3 is <1, not 0."""
        return self.decimal(value, 0)

    def decimal(self, value: float, digits: int = 2) -> str:
        """`1,234.57`, and `<0.01` rather than a zero that is none."""
        text = f"{value:,.{digits}f}"
        if value == 0 or not _is_zero(text):
            return self._own(_minus(text))
        smallest = self._own(_smallest(digits))
        return f"<{smallest}" if value > 0 else f">{MINUS}{smallest}"

    def percent(self, share: float, digits: int = 1) -> str:
        """A share as `31.4%`; 0.9996 is 99.9%, not 100%, and 0.0004 is <0.1%, not 0%."""
        value = 100 * share
        if share != 1 and f"{value:.{digits}f}" == f"{100:.{digits}f}":
            value = 100 + (10.0**-digits if share > 1 else -(10.0**-digits))
        return self.decimal(value, digits) + self._symbols.percent

    def signed_percent(self, share: float, digits: int = 1) -> str:
        """A relative change as `+2.1%`."""
        return self._signed(100 * share, digits) + self._symbols.percent

    def points(self, value: float, digits: int = 1) -> str:
        """A difference of shares, in percentage points, with its sign: `+2.1`."""
        return self._signed(value, digits)

    def signed_count(self, value: float) -> str:
        """A difference of counts with its sign: `+1,204`."""
        return self._signed(value, 0)

    def hours(self, value: float) -> str:
        """Hours as `1,234`, or with a decimal below 100: `12.5`."""
        return self.decimal(value, _hour_digits(value))

    def signed_hours(self, value: float) -> str:
        """A difference of hours with its sign: `+1,234`, or `+12.5` below 100."""
        return self._signed(value, _hour_digits(value))

    def duration(self, seconds: float) -> str:
        """Seconds as `3:25` or `1:02:09`, and `<0:01` rather than a zero that is none."""
        whole = round(seconds)
        if whole == 0 < seconds:
            return "<0:01"
        minutes, rest = divmod(whole, 60)
        if minutes < MINUTES_PER_HOUR:
            return f"{minutes}:{rest:02d}"
        full_hours, minutes = divmod(minutes, MINUTES_PER_HOUR)
        return f"{full_hours}:{minutes:02d}:{rest:02d}"

    def hour(self, value: float) -> str:
        """An hour of the day as `07:00`."""
        return f"{value:02.0f}:00"

    def day(self, value: date) -> str:
        """`9 December 2024`."""
        return self._date(value, self._patterns.day)

    def short_day(self, value: date) -> str:
        """`9 Dec`."""
        return self._date(value, self._patterns.short)

    def short_month(self, value: date) -> str:
        """`Dec`."""
        return self._date(value, "LLL")

    def month(self, value: date) -> str:
        """`December 2024`."""
        return self._date(value, "LLLL y")

    def days(self, first: date, end: date) -> str:
        """The days from `first` up to, and without, `end`: `9-15 December 2024`, en dash."""
        last = end - timedelta(days=1)
        if first == last:
            return self.day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{self._date(first, self._patterns.in_month)}{EN_DASH}{self.day(last)}"
        pattern = self._patterns.in_year if first.year == last.year else self._patterns.day
        return f"{self._date(first, pattern)} {EN_DASH} {self.day(last)}"

    def instant(self, value: datetime) -> str:
        """`9 December 2024, 00:00`; the zone is the caller's to name."""
        return f"{self.day(value.date())}, {value:%H:%M}"

    def p_value(self, value: float) -> str:
        """`0.012`, `<0.001` or `>0.999`."""
        if value < SMALLEST_P:
            return f"<{self._own(str(SMALLEST_P))}"
        text = f"{value:.3f}"
        return self._own(">0.999" if value < 1 and text == "1.000" else text)

    @property
    def _symbols(self) -> _Symbols:
        return _symbols(self.locale)

    def _own(self, number: str) -> str:
        """A number in Python's form with the separators of the language."""
        return number.translate(self._symbols.separators)

    def _date(self, value: date, pattern: str) -> str:
        from babel.dates import format_date  # noqa: PLC0415 - as _symbols

        written = format_date(value, pattern, locale=self.locale)
        return written.replace(" ", NO_BREAK_SPACE)

    def _signed(self, value: float, digits: int) -> str:
        """With its sign; what would round to nothing gets the digits that it takes, up to three."""
        text = f"{abs(value):,.{digits}f}"
        if value == 0:
            return self._own(text)
        finest = digits + MORE_DIGITS
        while _is_zero(text) and digits < finest:
            digits += 1
            text = f"{abs(value):,.{digits}f}"
        if _is_zero(text):
            text = f"<{_smallest(digits)}"
        return (MINUS if value < 0 else "+") + self._own(text)


@dataclass(frozen=True, slots=True)
class _Symbols:
    """What stands inside and after a number: separators by Python's own, and the percent sign."""

    separators: Mapping[int, str]
    percent: str


@cache
def _symbols(locale: str) -> _Symbols:
    # Babel takes 50 ms to load, which who formats nothing should not pay.
    from babel import Locale  # noqa: PLC0415
    from babel.numbers import get_decimal_symbol, get_group_symbol  # noqa: PLC0415

    found = Locale.parse(locale)
    separators = str.maketrans({".": get_decimal_symbol(found), ",": get_group_symbol(found)})
    return _Symbols(separators, found.percent_formats[None].suffix[0])


def _hour_digits(value: float) -> int:
    return 0 if abs(value) >= DECIMALS_BELOW_HOURS else 1


def _is_zero(text: str) -> bool:
    return not any(digit in text for digit in "123456789")


def _smallest(digits: int) -> str:
    return f"{10.0**-digits:.{digits}f}"


def _minus(text: str) -> str:
    return text.removeprefix("-") if _is_zero(text) else text.replace("-", MINUS)


SPECS: Mapping[str, Callable[[Formats, Any], str]] = {
    "": lambda _, value: str(value),
    "count": Formats.count,
    "decimal": Formats.decimal,
    "decimal1": lambda formats, value: formats.decimal(value, 1),
    "decimal3": lambda formats, value: formats.decimal(value, 3),
    "decimal4": lambda formats, value: formats.decimal(value, 4),
    "percent": Formats.percent,
    "percent0": lambda formats, value: formats.percent(value, 0),
    "signed_percent": Formats.signed_percent,
    "signed_percent0": lambda formats, value: formats.signed_percent(value, 0),
    "points": Formats.points,
    "points0": lambda formats, value: formats.points(value, 0),
    "signed_count": Formats.signed_count,
    "hours": Formats.hours,
    "duration": Formats.duration,
    "day": Formats.day,
    "short_day": Formats.short_day,
    "short_month": Formats.short_month,
    "month": Formats.month,
    "instant": Formats.instant,
    "p_value": Formats.p_value,
}


class Sentence(string.Formatter):
    """Fills `{name:spec}` with the formats of a language; the spec names one of `SPECS`."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - as the base class
        """One value as its spec says."""
        return SPECS[format_spec](self._formats, value)
