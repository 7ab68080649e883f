"""Made days, weeks, cohorts and growth of 600 listeners in 26 weeks, and of one person's day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from reporter.plays import Entity
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.retention import (
    Cohort,
    CohortCell,
    Cohorts,
    CurveRow,
    DayRow,
    GrowthRow,
    Retention,
    Risk,
    Trend,
    WeekRow,
)
from tests.factories.frame import END_DAY, FIRST_DAY, N_WEEKS

WEEKDAY_PLAYS = (880, 860, 890, 930, 1040, 1180, 1010)


def make_days() -> tuple[DayRow, ...]:
    """182 days with a weekly pattern, slow growth, and more skips in the last week."""
    rng = np.random.default_rng(5)
    days: list[DayRow] = []
    for i in range((END_DAY - FIRST_DAY).days):
        day = FIRST_DAY + timedelta(days=i)
        plays = round(WEEKDAY_PLAYS[day.weekday()] * (1 + i / 900) * rng.uniform(0.9, 1.1))
        decided = round(plays * 0.96)
        rate = 0.293 + 0.006 * np.sin(i / 9) + (0.021 if i >= 7 * (N_WEEKS - 1) else 0)
        window = [*days[-6:]]
        minutes = plays * 3.1
        full = len(window) == 6
        days.append(
            DayRow(
                day=day,
                plays=plays,
                seconds=minutes * 60,
                minutes=minutes,
                skips=round(decided * rate),
                decided=decided,
                active=round(plays / 4.2),
                rolling_plays=(sum(d.plays for d in window) + plays) / 7 if full else None,
                rolling_minutes=(sum(d.minutes for d in window) + minutes) / 7 if full else None,
            )
        )
    return tuple(days)


def make_weeks(days: tuple[DayRow, ...]) -> tuple[WeekRow, ...]:
    """The ISO weeks of whole days, all whole."""
    weeks = []
    for start in range(0, len(days), 7):
        part = days[start : start + 7]
        year, week, _ = part[0].day.isocalendar()
        weeks.append(
            WeekRow(
                label=f"{year}-W{week:02d}",
                first_day=part[0].day,
                whole=len(part) == 7,
                active_days=sum(day.plays > 0 for day in part),
                plays=sum(day.plays for day in part),
                minutes=sum(day.minutes for day in part),
                skips=sum(day.skips for day in part),
                decided=sum(day.decided for day in part),
                active=430 + start // 7,
            )
        )
    return tuple(weeks)


def make_cohorts(weeks: tuple[WeekRow, ...]) -> Cohorts:
    """Weekly cohorts: a large truncated first one, then small ones that fade."""
    rng = np.random.default_rng(11)
    cohorts = []
    for i, week in enumerate(weeks):
        size = 240 if i == 0 else int(rng.integers(8, 22))
        cells = []
        for offset in range(len(weeks) - i):
            rate = 1.0 if offset == 0 else 0.25 + 0.5 / (1 + offset / 3)
            active = size if offset == 0 else int(rng.binomial(size, rate))
            complete = i + offset < len(weeks) - 1
            cells.append(CohortCell(offset, active, active / size, complete))
        cohorts.append(Cohort(week.label, week.first_day, size, i == 0, tuple(cells)))
    return Cohorts(Entity.LISTENER, tuple(cohorts), _curve(cohorts), _growth(weeks))


def _curve(cohorts: list[Cohort]) -> tuple[CurveRow, ...]:
    rows = []
    for offset in range(1, max(len(cohort.cells) for cohort in cohorts[1:])):
        counted = [
            (cohort.size, cohort.cells[offset].active)
            for cohort in cohorts[1:]
            if offset < len(cohort.cells) and cohort.cells[offset].complete
        ]
        n = sum(size for size, _ in counted)
        if not n:
            continue
        rate = sum(active for _, active in counted) / n
        half = 1.96 * (rate * (1 - rate) / n) ** 0.5
        rows.append(
            CurveRow(
                offset,
                Estimate(rate, Unit.SHARE, n, max(0.0, rate - half), min(1.0, rate + half)),
            )
        )
    return tuple(rows)


def _growth(weeks: tuple[WeekRow, ...]) -> tuple[GrowthRow, ...]:
    first = weeks[0]
    rows = [
        GrowthRow(
            first.label, first.first_day, first.active, first.active, 0, 0, 0, None, truncated=True
        )
    ]
    for i, (before, week) in enumerate(pairwise(weeks)):
        new, back = 9 + i * 5 % 13, 38 + i * 7 % 17
        retained = week.active - new - back
        churned = before.active - retained
        rows.append(
            GrowthRow(
                week.label,
                week.first_day,
                week.active,
                new,
                retained,
                back,
                churned,
                (new + back) / churned if churned else None,
                truncated=False,
            )
        )
    return tuple(rows)


def make_retention() -> Retention:
    """Activity of 600 listeners; a quiet trend, calibrated."""
    days = make_days()
    weeks = make_weeks(days)
    recent = sum(day.plays for day in days[-7:]) / 7
    previous = sum(day.plays for day in days[-14:-7]) / 7
    return Retention(
        n_days=len(days),
        active_days=len(days),
        active_day_rate=Estimate(1.0, Unit.SHARE, len(days), 0.979, 1.0),
        recent_active_day_rate=Estimate(1.0, Unit.SHARE, 28, 0.879, 1.0),
        consistency=0.142,
        days=days,
        weeks=weeks,
        mean_active_days_per_week=7.0,
        busiest=max(weeks, key=lambda week: week.plays).label,
        quietest=min(weeks, key=lambda week: week.plays).label,
        trend=Trend(recent, previous, recent / previous - 1, -0.113, 0.0, Risk.LOW, None),
        cohorts=make_cohorts(weeks),
    )


def make_single_day_retention() -> Retention:
    """One day with three plays: too short for a trend, and one listener has no cohorts."""
    day = date(2024, 12, 15)
    return Retention(
        n_days=1,
        active_days=1,
        active_day_rate=Estimate(1.0, Unit.SHARE, 1, 0.2065, 1.0),
        recent_active_day_rate=Estimate(1.0, Unit.SHARE, 1, 0.2065, 1.0),
        consistency=None,
        days=(DayRow(day, 3, 480.0, 8.0, 1, 3, 1, None, None),),
        weeks=(WeekRow("2024-W50", date(2024, 12, 9), False, 1, 3, 8.0, 1, 3, 1),),  # noqa: FBT003 - a row
        mean_active_days_per_week=None,
        busiest=None,
        quietest=None,
        trend=Trend(
            0.4,
            0.0,
            None,
            None,
            None,
            Risk.INSUFFICIENT,
            Gap(Part.TREND, Reason.TOO_FEW_DAYS, have=1, need=14),
        ),
        cohorts=Gap(Part.COHORTS, Reason.ONE_LISTENER),
    )
