"""Made days, weeks, cohorts and growth of 600 listeners in 26 weeks, and of one person's day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from reporter.results.churn import (
    LIKELY,
    ChurnRisk,
    Reliability,
    RiskBand,
    RiskModel,
    RiskScore,
)
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.retention import (
    BracketRow,
    Cohort,
    CohortCell,
    Cohorts,
    CurveRow,
    DayRow,
    GrowthRow,
    OneListener,
    Retention,
    Returning,
    Risk,
    Stickiness,
    Trend,
    WeekRow,
)
from reporter.results.survival import (
    Joined,
    LogRank,
    ReturnChance,
    SilenceRule,
    Silences,
    Survival,
    SurvivalCurve,
    SurvivalPoint,
)
from tests.factories.frame import END_DAY, FIRST_DAY, N_WEEKS
from tests.there import there

if TYPE_CHECKING:
    from collections.abc import Callable

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
                rolling_plays=(sum(there(d.plays) for d in window) + plays) / 7 if full else None,
                rolling_minutes=(sum(there(d.minutes) for d in window) + minutes) / 7
                if full
                else None,
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
                active_days=sum(there(day.plays) > 0 for day in part),
                plays=sum(there(day.plays) for day in part),
                minutes=sum(there(day.minutes) for day in part),
                skips=sum(there(day.skips) for day in part),
                decided=sum(there(day.decided) for day in part),
                active=430 + start // 7,
            )
        )
    return tuple(weeks)


def make_cohorts(weeks: tuple[WeekRow, ...], entity: Returning = Returning.LISTENER) -> Cohorts:
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
            later = size - (size - active) // (1 + (offset < len(weeks) - i - 1))
            cells.append(CohortCell(offset, active, active / size, later, complete))
        cohorts.append(Cohort(week.label, week.first_day, size, i == 0, tuple(cells)))
    return Cohorts(
        entity,
        tuple(cohorts),
        _curve(cohorts, attrgetter("active")),
        _curve(cohorts, attrgetter("later")),
        tuple(
            BracketRow(first, last, _share(round(300 * rate), 300))
            for first, last, rate in ((1, 1, 0.22), (7, 7, 0.17), (1, 7, 0.69), (8, 14, 0.7))
        ),
        _growth(weeks),
    )


def _share(k: int, n: int) -> Estimate:
    rate = k / n
    half = 1.96 * (rate * (1 - rate) / n) ** 0.5
    return Estimate(rate, Unit.SHARE, n, max(0.0, rate - half), min(1.0, rate + half))


def _curve(cohorts: list[Cohort], of: Callable[[CohortCell], int]) -> tuple[CurveRow, ...]:
    rows = []
    for offset in range(1, max(len(cohort.cells) for cohort in cohorts[1:])):
        counted = [
            (cohort.size, of(cohort.cells[offset]))
            for cohort in cohorts[1:]
            if offset < len(cohort.cells) and cohort.cells[offset].complete
        ]
        n = sum(size for size, _ in counted)
        if not n:
            continue
        rows.append(CurveRow(offset, _share(sum(active for _, active in counted), n)))
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
        retained = there(week.active) - new - back
        churned = there(before.active) - retained
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
    recent = sum(there(day.plays) for day in days[-7:]) / 7
    previous = sum(there(day.plays) for day in days[-14:-7]) / 7
    return Retention(
        n_days=len(days),
        active_days=len(days),
        active_day_rate=Estimate(1.0, Unit.SHARE, len(days), 0.979, 1.0),
        recent_active_day_rate=Estimate(1.0, Unit.SHARE, 28, 0.879, 1.0),
        consistency=0.142,
        days=days,
        weeks=weeks,
        mean_active_days_per_week=7.0,
        busiest=max(weeks, key=lambda week: there(week.plays)).label,
        quietest=min(weeks, key=lambda week: there(week.plays)).label,
        trend=Trend(recent, previous, recent / previous - 1, -0.113, 0.04, 0.07, Risk.LOW, None),
        cohorts=make_cohorts(weeks),
        stickiness=make_stickiness(),
        survival=make_survival(),
        one=None,
    )


def make_stickiness() -> Stickiness:
    """MAU of 480, most of them on 3 to 8 days."""
    days = tuple(round(60 * np.exp(-(((k - 5) / 4) ** 2))) for k in range(1, 29))
    n = sum(days)
    rate = sum(k * m for k, m in enumerate(days, start=1)) / 28 / n
    return Stickiness(Estimate(rate, Unit.SHARE, n, rate - 0.01, rate + 0.01), days, sum(days[:7]))


def make_survival() -> Survival:
    """A third is lost in half a year; the later half stays a little longer."""
    return Survival(
        silence_days=30,
        rule=SilenceRule.FIXED,
        gap_days=15,
        n_truncated=240,
        n_recent=31,
        curves=(
            _survives(Joined.ALL, 274, 150, 90.0),
            _survives(Joined.EARLY, 140, 150, 84.0),
            _survives(Joined.LATE, 134, 80, 97.0),
        ),
        log_rank=LogRank(1.224, 0.2686),
    )


def _survives(joined: Joined, n: int, longest: int, mean: float) -> SurvivalCurve:
    points = tuple(
        SurvivalPoint(day, _share(round(n * np.exp(-day / mean / 3)), n))
        for day in range(7, longest, 7)
    )
    first = FIRST_DAY + timedelta(days=7 if joined is not Joined.LATE else 60)
    last = FIRST_DAY + timedelta(days=59 if joined is Joined.EARLY else 150)
    lost = n - round(n * points[-1].share.value)
    return SurvivalCurve(joined, first, last, n, lost, None, points)


def made_risks() -> list[float]:
    """The risks of 480 active listeners."""
    return [float(risk) for risk in np.random.default_rng(3).beta(1.2, 6.0, 480)]


def make_churn() -> ChurnRisk:
    """480 active listeners; the features foresee better than recency alone."""
    risks = made_risks()
    score = {
        model: RiskScore(
            model,
            Estimate(auc, Unit.SCORE, 470, auc - 0.04, auc + 0.04),
            Estimate(loss, Unit.SCORE, 470, loss - 0.05, loss + 0.05),
            Estimate(1.04, Unit.SCORE, 470, 0.83, 1.25),
            Estimate(-0.02, Unit.SCORE, 470, -0.3, 0.26),
        )
        for model, auc, loss in (
            (RiskModel.FEATURES, 0.842, 0.341),
            (RiskModel.RECENCY, 0.791, 0.372),
        )
    }
    counts = np.histogram(risks, bins=10, range=(0, 1))[0]
    return ChurnRisk(
        horizon_days=14,
        active_days=28,
        as_of=END_DAY,
        test_cut_off=END_DAY - timedelta(days=14),
        train_cut_offs=tuple(END_DAY - timedelta(days=14 * k) for k in range(2, 8)),
        n_train=2_600,
        n_train_listeners=560,
        n_sampled=None,
        model=RiskModel.FEATURES,
        scores=tuple(score.values()),
        auc_gain=Estimate(0.051, Unit.SCORE, 470, 0.012, 0.09),
        log_loss_gain=Estimate(0.031, Unit.SCORE, 470, 0.009, 0.053),
        test_rate=_share(77, 470),
        reliability=tuple(
            Reliability(0.04 + 0.06 * k, _share(round(47 * (0.03 + 0.063 * k)), 47))
            for k in range(10)
        ),
        expected=Estimate(sum(risks), Unit.LISTENERS, 480, sum(risks) - 17, sum(risks) + 17),
        dispersion=1.3,
        bands=tuple(RiskBand(k / 10, (k + 1) / 10, int(n)) for k, n in enumerate(counts)),
        n_likely=sum(risk >= LIKELY for risk in risks),
    )


def make_one_listener(weeks: tuple[WeekRow, ...]) -> OneListener:
    """Silences of up to 40 days; tracks and artists that are played again."""
    rows = tuple(
        ReturnChance(silent, within, _share(round(n * (1 - np.exp(-within / 4))), n))
        for silent, n in ((0, 400), (1, 210), (3, 130), (7, 60), (14, 20), (30, 7))
        for within in (1, 7, 30)
    )
    curve = tuple(
        ReturnChance(silent, 7, _share(round((400 - 9 * silent) * 0.8), 400 - 9 * silent))
        for silent in range(40)
    )
    return OneListener(
        Silences(400, 2, 41, 3, rows, curve, curve[3]),
        make_cohorts(weeks, Returning.TRACK),
        make_cohorts(weeks, Returning.ARTIST),
    )


def make_one_listener_retention() -> Retention:
    """The same days as one person's, with silences and music that is played again."""
    made = make_retention()
    return replace(
        made,
        cohorts=Gap(Part.COHORTS, Reason.ONE_LISTENER),
        stickiness=Gap(Part.STICKINESS, Reason.ONE_LISTENER),
        survival=Gap(Part.SURVIVAL, Reason.ONE_LISTENER),
        one=make_one_listener(made.weeks),
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
            None,
            Risk.INSUFFICIENT,
            Gap(Part.TREND, Reason.TOO_FEW_DAYS, have=1, need=14),
        ),
        cohorts=Gap(Part.COHORTS, Reason.ONE_LISTENER),
        stickiness=Gap(Part.STICKINESS, Reason.ONE_LISTENER),
        survival=Gap(Part.SURVIVAL, Reason.ONE_LISTENER),
        one=OneListener(
            Gap(Part.SILENCES, Reason.TOO_FEW_ACTIVE_DAYS, have=1, need=21),
            Gap(Part.TRACKS_AGAIN, Reason.TOO_FEW_DAYS, have=1, need=14),
            Gap(Part.ARTISTS_AGAIN, Reason.TOO_FEW_DAYS, have=1, need=14),
        ),
    )
