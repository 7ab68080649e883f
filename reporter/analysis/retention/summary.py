"""Retention: activity over time, its trend, and who or what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from reporter.analysis.retention.activity import (
    Calendar,
    active_day_rate,
    consistency,
    day_rows,
    week_rows,
)
from reporter.analysis.retention.cohorts import cohorts
from reporter.analysis.retention.joined import cohorting
from reporter.analysis.retention.lifetimes import survival
from reporter.analysis.retention.silences import silences
from reporter.analysis.retention.spells import spells
from reporter.analysis.retention.stickiness import stickiness
from reporter.analysis.retention.trend import trend, untold_trend
from reporter.plays import Entity
from reporter.results.facts import Gap, Part, Reason
from reporter.results.retention import OneListener, Retention, Returning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History
    from reporter.results.retention import Cohorts, WeekRow

RECENT_DAYS = 28


class _Extremes(TypedDict):
    """The fields of the busiest and the quietest week."""

    busiest: str | None
    quietest: str | None


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
    totals = daily.between(calendar.first_day, calendar.end_day)
    days, counts = day_rows(totals, calendar, daily.untold.days), weeks.counts()
    active = {week: found.active for week, found in counts.items()}
    by_week = week_rows(totals, active, calendar, daily.untold.weeks)
    observed = totals[: calendar.n_days]
    whole = [week for week in by_week if week.whole]
    complete = [day.plays for day in totals if day.day < calendar.complete_end]
    least = history.scope.least_listeners
    new = {week: found.new for week, found in counts.items()}
    joining = cohorting(new, least, daily.untold.weeks)
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
        **_extremes(whole),
        trend=untold_trend(least) if daily.untold.trend else trend(complete),
        cohorts=cohorts(Returning.LISTENER, weeks, listeners, "listener_id", calendar, joining)
        if several
        else Gap(Part.COHORTS, Reason.ONE_LISTENER),
        stickiness=stickiness(history, listeners, calendar)
        if several
        else Gap(Part.STICKINESS, Reason.ONE_LISTENER),
        survival=survival(history, listeners, calendar, joining)
        if several
        else Gap(Part.SURVIVAL, Reason.ONE_LISTENER),
        one=None
        if several
        else OneListener(
            silences(complete),
            _again(history, Returning.TRACK, calendar),
            _again(history, Returning.ARTIST, calendar),
        ),
        least_listeners=least,
        days_left_out=len(daily.untold.days),
        weeks_left_out=len(daily.untold.weeks),
    )


def _again(history: History, what: Returning, calendar: Calendar) -> Cohorts | Gap:
    """Retention of music: of what was first played in a week, what is played again."""
    key = MUSIC[what]
    days = history.plays.drop_null(key).select(key, "day").distinct()
    weeks = spells(history.engine, days, key, calendar.first_monday, name=f"{what}_weeks")
    return cohorts(what, weeks, days, key, calendar)


def _mean_active_days(whole: Sequence[WeekRow]) -> float | None:
    told = [week.active_days for week in whole if week.active_days is not None]
    return sum(told) / len(told) if told else None


def _extremes(whole: Sequence[WeekRow]) -> _Extremes:
    """The weeks with most and with fewest plays; of several the earliest."""
    told = sorted((week.plays, week.label) for week in whole if week.plays is not None)
    if not told:
        return {"busiest": None, "quietest": None}
    most = told[-1][0]
    busiest = min(label for plays, label in told if plays == most)
    return {"busiest": busiest, "quietest": told[0][1]}
