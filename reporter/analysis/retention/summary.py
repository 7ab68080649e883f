"""Retention: activity over time, its trend, and who or what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.analysis.retention.activity import (
    Calendar,
    active_day_rate,
    consistency,
    day_rows,
    week_rows,
)
from reporter.analysis.retention.cohorts import cohorts
from reporter.analysis.retention.lifetimes import survival
from reporter.analysis.retention.silences import silences
from reporter.analysis.retention.spells import spells
from reporter.analysis.retention.stickiness import stickiness
from reporter.analysis.retention.trend import trend
from reporter.plays import Entity
from reporter.results.facts import Gap, Part, Reason
from reporter.results.retention import OneListener, Retention, Returning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History
    from reporter.results.retention import Cohorts, WeekRow

RECENT_DAYS = 28
MUSIC = {Returning.TRACK: "track_id", Returning.ARTIST: "artist_name"}


def retention(history: History, daily: Daily) -> Retention:
    """Activity and retention from one table of listeners' days, over all history up to the cut-off.

    The active-day rate is that of the whole data: a day is active if anybody plays on it.
    """
    calendar = Calendar.of(history.scope)
    listeners = daily.listener_days
    weeks = spells(
        history.engine, listeners, "listener_id", calendar.first_monday, name="listener_weeks"
    )
    days = day_rows(daily, calendar)
    active = {week: counts.active for week, counts in weeks.counts().items()}
    by_week = week_rows(days, active, calendar)
    observed = days[: calendar.n_days]
    whole = [week for week in by_week if week.whole]
    complete = [day.plays for day in days if day.day < calendar.complete_end]
    several = history.scope.entity is Entity.LISTENER
    return Retention(
        n_days=calendar.n_days,
        active_days=sum(day.plays > 0 for day in observed),
        active_day_rate=active_day_rate(observed),
        recent_active_day_rate=active_day_rate(observed[-RECENT_DAYS:]),
        consistency=consistency(observed),
        days=days,
        weeks=by_week,
        mean_active_days_per_week=_mean_active_days(whole),
        busiest=max(whole, key=_plays_then_earliest).label if whole else None,
        quietest=min(whole, key=lambda week: (week.plays, week.first_day)).label if whole else None,
        trend=trend(complete),
        cohorts=cohorts(Returning.LISTENER, weeks, listeners, "listener_id", calendar)
        if several
        else Gap(Part.COHORTS, Reason.ONE_LISTENER),
        stickiness=stickiness(history, listeners, calendar)
        if several
        else Gap(Part.STICKINESS, Reason.ONE_LISTENER),
        survival=survival(history, listeners, calendar)
        if several
        else Gap(Part.SURVIVAL, Reason.ONE_LISTENER),
        one=None
        if several
        else OneListener(
            silences(complete),
            _again(history, Returning.TRACK, calendar),
            _again(history, Returning.ARTIST, calendar),
        ),
    )


def _again(history: History, what: Returning, calendar: Calendar) -> Cohorts | Gap:
    """Retention of music: of what was first played in a week, what is played again."""
    key = MUSIC[what]
    days = history.plays.drop_null(key).select(key, "day").distinct()
    weeks = spells(history.engine, days, key, calendar.first_monday, name=f"{what}_weeks")
    return cohorts(what, weeks, days, key, calendar)


def _mean_active_days(whole: Sequence[WeekRow]) -> float | None:
    return sum(week.active_days for week in whole) / len(whole) if whole else None


def _plays_then_earliest(week: WeekRow) -> tuple[int, int]:
    """Key of `max`: of weeks with as many plays, the earliest wins."""
    return week.plays, -week.first_day.toordinal()
