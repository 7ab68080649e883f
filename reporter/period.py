"""Report periods: half-open spans of local days in an IANA zone.

A period owns whole local days `[first_day, end_day)`. Its instants follow from the zone, so
that the week in which the clocks change has 167 or 169 hours, as it should.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.errors import PeriodError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """What a period is made of."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    RANGE = "range"
    ALL = "all"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole local days from `first_day` up to, and without, `end_day`.

    Attributes:
        first_day: the first local day.
        end_day: the day after the last one (exclusive).
        kind: what it was asked for as; ISO weeks start on Monday.
    """

    first_day: date
    end_day: date
    kind: PeriodKind = PeriodKind.WEEK

    def __post_init__(self) -> None:
        if self.end_day <= self.first_day:
            msg = f"the period ends on {self.end_day - DAY}, before it starts on {self.first_day}"
            raise UsageError(msg, hint="give the earlier day first")

    @property
    def n_days(self) -> int:
        """Length in local days."""
        return (self.end_day - self.first_day).days

    @property
    def last_day(self) -> date:
        """The last local day (inclusive)."""
        return self.end_day - DAY

    @property
    def label(self) -> str:
        """The name that `parse` reads back: `2024-W50`, `2024-12`, `2024-12-09`, `A..B`, `all`."""
        match self.kind:
            case PeriodKind.WEEK:
                year, week, _ = self.first_day.isocalendar()
                return f"{year}-W{week:02d}"
            case PeriodKind.MONTH:
                return f"{self.first_day:%Y-%m}"
            case PeriodKind.DAY:
                return self.first_day.isoformat()
            case PeriodKind.ALL:
                return "all"
            case PeriodKind.RANGE:
                return f"{self.first_day}..{self.last_day}"

    def start(self, zone: ZoneInfo) -> datetime:
        """The first instant, in UTC (inclusive)."""
        return midnight(self.first_day, zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """The first instant after it, in UTC (exclusive)."""
        return midnight(self.end_day, zone)

    def before(self) -> Period | None:
        """The period of the same kind just before; none for the whole history."""
        match self.kind:
            case PeriodKind.ALL:
                return None
            case PeriodKind.MONTH:
                return month_of(self.first_day - DAY)
            case _:
                return Period(
                    self.first_day - timedelta(days=self.n_days), self.first_day, self.kind
                )

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day < self.end_day


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, in UTC.

    Where the clocks jump over midnight, that is the first instant that exists.
    """
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return local.astimezone(UTC)


def utc_offsets(zone: ZoneInfo, first: date, last: date) -> tuple[tuple[datetime, int], ...]:
    """The zone's offsets from UTC between two days (both included), oldest first.

    Returns:
        Pairs of (first instant in UTC, offset in seconds); each holds until the next one's instant.
    """
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - DAY
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + 2 * DAY
    spans = [(start, _offset(zone, start))]
    day = start
    while day < end:
        if _offset(zone, day + DAY) != spans[-1][1]:
            spans.append(_change(zone, day, day + DAY))
        day += DAY
    return tuple(spans)


def _offset(zone: ZoneInfo, instant: datetime) -> int:
    offset = instant.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _change(zone: ZoneInfo, low: datetime, high: datetime) -> tuple[datetime, int]:
    """Bisect to the second at which the offset becomes what it is at `high`."""
    new = _offset(zone, high)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        low, high = (low, middle) if _offset(zone, middle) == new else (middle, high)
    return high, new


def week_of(day: date) -> Period:
    """The ISO week (Monday to Sunday) that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=7), PeriodKind.WEEK)


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    first = day.replace(day=1)
    return Period(first, (first + timedelta(days=32)).replace(day=1), PeriodKind.MONTH)


def day_of(day: date) -> Period:
    """The period of one local day."""
    return Period(day, day + DAY, PeriodKind.DAY)


_OF = {PeriodKind.WEEK: week_of, PeriodKind.MONTH: month_of, PeriodKind.DAY: day_of}


def periods(first: Period, last: Period) -> Iterator[Period]:
    """All periods of one kind (day, week or month) from one to another, both included."""
    one = first
    while one <= last:
        yield one
        one = _OF[one.kind](one.end_day)


def latest(kind: PeriodKind, through_day: date) -> Period:
    """The last period of `kind` that lies wholly before `through_day`.

    Args:
        kind: day, week or month.
        through_day: the first local day whose data are not complete (exclusive end of the data).
    """
    period = _OF[kind](through_day - DAY)
    if period.end_day > through_day:
        period = _OF[kind](period.first_day - DAY)
    return period


_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.ASCII | re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _day(text: str) -> date:
    """`2024-12-09` alone: `date.fromisoformat` also reads `2024-W50`, as its Monday."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def parse(text: str) -> Period:
    """Read `2024-W50`, `2024-12`, `2024-12-09` or `2024-12-09..2024-12-15` (both ends included).

    Raises:
        UsageError: the text is none of these, or names a day or week that does not exist.
    """
    text = text.strip()
    try:
        if match := _WEEK.fullmatch(text):
            return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        if match := _MONTH.fullmatch(text):
            return month_of(date(int(match[1]), int(match[2]), 1))
        if ".." in text:
            first, _, last = text.partition("..")
            return Period(_day(first.strip()), _day(last.strip()) + DAY, PeriodKind.RANGE)
        return day_of(_day(text))
    except (ValueError, OverflowError) as error:
        msg = f"'{text}' is not a period"
        hint = "use latest, all, 2024-W50, 2024-12, 2024-12-09 or 2024-12-09..2024-12-15"
        raise UsageError(msg, hint=hint) from error


def data_through(last_play: datetime, zone: ZoneInfo) -> date:
    """The first local day whose data are not known to be complete.

    If the last play started within two hours of the midnight that follows it, its day is taken
    as complete; else the data end at the midnight before it.

    Args:
        last_play: start of the last play, aware.
        zone: the report's zone.
    """
    day = last_play.astimezone(zone).date()
    following = midnight(day + DAY, zone)
    return day + DAY if following - last_play <= timedelta(hours=2) else day


def resolve(asked: str, kind: PeriodKind, first_day: date, last_day: date, through: date) -> Period:
    """The period that the user means by `asked`, checked against the history.

    Args:
        asked: `latest`, `all`, or what `parse` reads.
        kind: the report's own kind of period, for `latest`.
        first_day: local day of the first play.
        last_day: local day of the last play.
        through: first local day without complete data.

    Raises:
        UsageError: `asked` is not a period.
        PeriodError: the history has no day in that period.
    """
    match asked.strip().lower():
        case "all":
            return Period(first_day, max(through, first_day + DAY), PeriodKind.ALL)
        case "latest":
            whole = latest(kind, through)
            return whole if whole.end_day > first_day else _OF[kind](last_day)
    period = parse(asked)
    if period.end_day <= first_day or period.first_day > last_day:
        msg = f"the history has no plays in {period.label}"
        raise PeriodError(msg, hint=f"it runs from {first_day} to {last_day}")
    return period
