"""Retention: activity over time, its trend, and whether listeners come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.analysis.retention.activity import (
    Calendar,
    active_day_rate,
    consistency,
    day_rows,
    user_days,
    user_weeks,
    week_rows,
)
from reporter.analysis.retention.cohorts import cohorts
from reporter.analysis.retention.trend import trend
from reporter.results.retention import Retention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.analysis.history.prepared import History
    from reporter.results.retention import WeekRow

RECENT_DAYS = 28


def retention(history: History) -> Retention:
    """Activity and retention from one user-day table, over all history up to the cut-off.

    The active-day rate is that of the whole data: a day is active if anybody plays on it.
    """
    calendar = Calendar.of(history.scope)
    listener_days = user_days(history)
    listener_weeks = user_weeks(history, listener_days, calendar)
    days = day_rows(history, listener_days, calendar)
    weeks = week_rows(history, listener_weeks, days, calendar)
    observed = days[: calendar.n_days]
    whole = [week for week in weeks if week.whole]
    return Retention(
        n_days=calendar.n_days,
        active_days=sum(day.plays > 0 for day in observed),
        active_day_rate=active_day_rate(observed),
        recent_active_day_rate=active_day_rate(observed[-RECENT_DAYS:]),
        consistency=consistency(observed),
        days=days,
        weeks=weeks,
        mean_active_days_per_week=_mean_active_days(whole),
        busiest=max(whole, key=_plays_then_earliest).label if whole else None,
        quietest=min(whole, key=lambda week: (week.plays, week.first_day)).label if whole else None,
        trend=trend([day.plays for day in days if day.day < calendar.complete_end]),
        cohorts=cohorts(history, listener_weeks, calendar),
    )


def _mean_active_days(whole: Sequence[WeekRow]) -> float | None:
    return sum(week.active_days for week in whole) / len(whole) if whole else None


def _plays_then_earliest(week: WeekRow) -> tuple[int, int]:
    """Key of `max`: of weeks with as many plays, the earliest wins."""
    return week.plays, -week.first_day.toordinal()
