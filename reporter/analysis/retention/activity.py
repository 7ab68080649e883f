"""Daily and weekly activity: every day and ISO week from the first play to the cut-off."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

from reporter.analysis.statistics.intervals import wilson
from reporter.period import DAY, week_of
from reporter.results.facts import Estimate, Scope, Unit
from reporter.results.retention import DayRow, WeekRow

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from reporter.analysis.history.daily import DayTotals

WEEK = timedelta(days=7)
ROLLING_DAYS = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """The local days of a history. Three ends, all exclusive; they are one where data are complete.

    Attributes:
        first_day: day of the first play.
        complete_end: end of the days whose data are complete, not after `end_day`.
        observed_end: the same with the last play's own day, which may be cut short.
        end_day: the cut-off; days after the data end are not known to be empty.
    """

    first_day: date
    complete_end: date
    observed_end: date
    end_day: date

    @classmethod
    def of(cls, scope: Scope) -> Calendar:
        """The calendar of a report."""
        end = scope.period.end_day
        observed = max(scope.data_through, scope.last_day + DAY)
        return cls(scope.first_day, min(end, scope.data_through), min(end, observed), end)

    @property
    def n_days(self) -> int:
        """Observed days."""
        return (self.observed_end - self.first_day).days

    @property
    def first_monday(self) -> date:
        """First day of the first ISO week."""
        return week_of(self.first_day).first_day

    def week(self, day: date) -> int:
        """Number of the ISO week that holds `day`; the first one is 0."""
        return (day - self.first_monday).days // 7

    def monday(self, week: int) -> date:
        """First day of a week by its number."""
        return self.first_monday + week * WEEK

    @property
    def last_week(self) -> int:
        """Number of the last week that was observed, whole or not."""
        return self.week(self.observed_end - DAY)

    @property
    def n_complete_weeks(self) -> int:
        """Weeks from the first one on that end before the complete data do."""
        return max(0, (self.complete_end - self.first_monday).days // 7)


def day_rows(
    totals: Sequence[DayTotals], calendar: Calendar, untold: Container[date] = ()
) -> tuple[DayRow, ...]:
    """Every local day from the first play to the cut-off, with its trailing means.

    Args:
        totals: of all these days, in order.
        calendar: tells where the data end.
        untold: days that are left out.
    """
    rolling_plays = _rolling([total.plays for total in totals])
    rolling_ms = _rolling([total.ms for total in totals])
    told = [not n for n in _rolling([int(total.day in untold) for total in totals])]
    return tuple(
        DayRow(total.day, None, None, None, None, None, None, None, None)
        if total.day in untold
        else DayRow(
            day=total.day,
            plays=total.plays,
            seconds=total.ms / 1000,
            minutes=total.ms / 60_000,
            skips=total.skips,
            decided=total.decided,
            active=total.active,
            rolling_plays=_mean(plays, total.day, calendar) if whole else None,
            rolling_minutes=_mean(ms, total.day, calendar, 60_000) if whole else None,
        )
        for total, plays, ms, whole in zip(totals, rolling_plays, rolling_ms, told, strict=True)
    )


def _rolling(values: Sequence[int]) -> list[int | None]:
    """Sum of each value and the six before it; none for the first six."""
    total = [0, *accumulate(values)]
    return [
        total[i + 1] - total[i + 1 - ROLLING_DAYS] if i + 1 >= ROLLING_DAYS else None
        for i in range(len(values))
    ]


def _mean(total: int | None, day: date, calendar: Calendar, unit: int = 1) -> float | None:
    if total is None or day >= calendar.observed_end:
        return None
    return total / (ROLLING_DAYS * unit)


def week_rows(
    days: Sequence[DayTotals],
    active: Mapping[int, int],
    calendar: Calendar,
    untold: Container[date] = (),
) -> tuple[WeekRow, ...]:
    """Every ISO week (by year and week) that overlaps the days, summed from them.

    Args:
        days: totals of all days, in order.
        active: distinct listeners by number of the week.
        calendar: tells which weeks are whole.
        untold: Mondays of the weeks that are left out.
    """
    n_weeks = calendar.week(calendar.end_day - DAY) + 1
    by_week: list[list[DayTotals]] = [[] for _ in range(n_weeks)]
    for day in days:
        by_week[calendar.week(day.day)].append(day)
    return tuple(
        _untold_week(calendar, week)
        if calendar.monday(week) in untold
        else _week_row(calendar, week, own, active.get(week, 0))
        for week, own in enumerate(by_week)
    )


def _is_whole(calendar: Calendar, monday: date) -> bool:
    return monday >= calendar.first_day and monday + WEEK <= calendar.complete_end


def _untold_week(calendar: Calendar, week: int) -> WeekRow:
    monday = calendar.monday(week)
    whole = _is_whole(calendar, monday)
    return WeekRow(week_of(monday).label, monday, whole, None, None, None, None, None, None)


def _week_row(calendar: Calendar, week: int, days: Sequence[DayTotals], active: int) -> WeekRow:
    monday = calendar.monday(week)
    return WeekRow(
        label=week_of(monday).label,
        first_day=monday,
        whole=_is_whole(calendar, monday),
        active_days=sum(day.plays > 0 for day in days),
        plays=sum(day.plays for day in days),
        minutes=sum(day.ms for day in days) / 60_000,
        skips=sum(day.skips for day in days),
        decided=sum(day.decided for day in days),
        active=active,
    )


def active_day_rate(days: Sequence[DayTotals]) -> Estimate:
    """Share of some days (1 or more) that have plays, with Wilson's interval; `n` is the days."""
    n_active = sum(day.plays > 0 for day in days)
    rate = n_active / len(days)
    low, high = wilson(rate, len(days))
    return Estimate(rate, Unit.SHARE, len(days), low, high)


def consistency(days: Sequence[DayTotals]) -> float | None:
    """Coefficient of variation of daily plays (standard deviation with n - 1, over the mean).

    Days without plays count, as zeros. None for one day, and for no plays at all.
    """
    plays = [day.plays for day in days]
    if len(plays) == 1 or not any(plays):
        return None
    return statistics.stdev(plays) / statistics.fmean(plays)
