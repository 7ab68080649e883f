"""Survival, stickiness, brackets and churn features of whole histories, recomputed in pandas."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

from reporter.analysis.history.daily import daily
from reporter.analysis.retention.churn import churn
from reporter.analysis.retention.cut_offs import fortnights
from reporter.analysis.retention.fortnights import Fortnights
from reporter.analysis.retention.summary import retention
from reporter.report import canonical
from reporter.results.churn import LIKELY, ChurnRisk
from reporter.results.facts import Gap, Part, Reason
from reporter.results.retention import Cohorts, Retention, Stickiness
from reporter.results.survival import Joined, Survival
from tests.histories import Play, activity_of, make_history
from tests.real_histories import read_history
from tests.there import there

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.analysis.history.prepared import History


@pytest.fixture(scope="module")
def history(root: Path) -> History:
    return read_history(root / "data" / "sample")


@pytest.fixture(scope="module")
def found(history: History) -> Retention:
    return retention(history, daily(history))


@pytest.fixture(scope="module")
def days(history: History) -> pd.DataFrame:
    """One row for each listener and day, with the plays, by pandas alone."""
    plays: pd.DataFrame = history.engine.to_pyarrow(history.intake.plays).to_pandas()
    start = plays["started_at"].dt.tz_localize("UTC").dt.tz_convert(history.scope.zone)
    plays = plays.assign(day=start.dt.tz_localize(None).dt.normalize())
    plays = plays[plays["day"] < pd.Timestamp(history.scope.period.end_day)]
    return plays.groupby(["listener_id", "day"]).size().rename("plays").reset_index()


def end_of(history: History) -> pd.Timestamp:
    return pd.Timestamp(history.scope.period.end_day)


def lives_of(days: pd.DataFrame, end: pd.Timestamp, silence: int) -> pd.DataFrame:
    """First day, days to churn or to the horizon, and whether churned; by a plain loop."""
    horizon = end - pd.Timedelta(days=silence + 1)
    rows = []
    for _, own in days.groupby("listener_id"):
        active = sorted(own["day"])
        lost = next(
            (
                day
                for day, after in zip(active, [*active[1:], end], strict=True)
                if (after - day).days > silence and day <= horizon
            ),
            None,
        )
        stop = horizon if lost is None else lost
        rows.append((active[0], (stop - active[0]).days, lost is not None))
    return pd.DataFrame(rows, columns=["began", "days", "lost"])


@pytest.mark.filterwarnings("ignore:Starting with pandas version 4")  # lifelines' own
def test_survival(history: History, days: pd.DataFrame, found: Retention) -> None:
    assert isinstance(found.survival, Survival)
    survival = found.survival
    assert survival.silence_days == 30
    every = lives_of(days, end_of(history), 30)
    first = pd.Timestamp(history.scope.first_day)
    monday = first - pd.Timedelta(days=first.day_of_week) + pd.Timedelta(days=7)
    lives = every[(every["began"] >= monday) & (every["days"] >= 0)]
    assert survival.n_truncated == (every["began"] < monday).sum()
    assert survival.n_recent == ((every["began"] >= monday) & (every["days"] < 0)).sum()

    whole = survival.curves[0]
    oracle = KaplanMeierFitter().fit(lives["days"], lives["lost"])
    assert (whole.joined, whole.n, whole.lost) == (Joined.ALL, len(lives), lives["lost"].sum())
    assert whole.median_days == oracle.median_survival_time_
    for point in whole.points:
        assert point.share.value == pytest.approx(float(oracle.predict(point.day)), abs=1e-9)

    _, early, late = survival.curves
    halves = lives["began"] <= pd.Timestamp(early.last_day)
    a, b = lives[halves], lives[~halves]
    assert (early.n, late.n) == (len(a), len(b))
    test = logrank_test(a["days"], b["days"], a["lost"], b["lost"])
    assert survival.log_rank is not None
    assert survival.log_rank.chi2 == pytest.approx(test.test_statistic)
    assert survival.log_rank.p == pytest.approx(test.p_value)


def test_gaps_set_the_silence(days: pd.DataFrame, found: Retention) -> None:
    assert isinstance(found.survival, Survival)
    gaps = days.sort_values(["listener_id", "day"]).groupby("listener_id")["day"].diff().dt.days
    quantile = np.quantile(gaps.dropna(), 0.95, method="inverted_cdf")
    assert found.survival.gap_days == quantile


def test_stickiness_is_daily_over_monthly_active(
    history: History, days: pd.DataFrame, found: Retention
) -> None:
    assert isinstance(found.stickiness, Stickiness)
    recent = days[days["day"] >= end_of(history) - pd.Timedelta(days=28)]
    monthly = recent["listener_id"].nunique()
    span = pd.date_range(end_of(history) - pd.Timedelta(days=28), periods=28)
    active = recent.groupby("day").size().reindex(span, fill_value=0)
    assert found.stickiness.rate.value == pytest.approx((active / monthly).mean())
    assert found.stickiness.rate.n == monthly == sum(map(there, found.stickiness.days_active))
    counts = recent.groupby("listener_id").size().value_counts()
    expected = [int(counts.get(k, 0)) for k in range(1, 29)]
    assert list(found.stickiness.days_active) == expected


def test_brackets_and_unbounded_retention(
    history: History, days: pd.DataFrame, found: Retention
) -> None:
    assert isinstance(found.cohorts, Cohorts)
    first = pd.Timestamp(history.scope.first_day)
    monday = first - pd.Timedelta(days=first.day_of_week)
    active = days.groupby("listener_id")["day"].agg(lambda own: sorted(set(own)))
    new = active[active.map(min) >= monday + pd.Timedelta(days=7)]
    for row in found.cohorts.days:
        whole = new[new.map(min) + pd.Timedelta(days=row.last) < end_of(history)]
        back = whole.map(
            lambda own, row=row: any(row.first <= (day - own[0]).days <= row.last for day in own)
        )
        assert row.rate.n == len(whole)
        assert row.rate.value == pytest.approx(back.mean())
    weeks = new.map(lambda own: [(day - monday).days // 7 for day in own])
    n_weeks = (end_of(history) - monday).days // 7
    for curve in found.cohorts.unbounded:
        whole = weeks[weeks.map(min) + curve.offset < n_weeks]
        back = whole.map(lambda own, k=curve.offset: max(own) - min(own) >= k)
        assert curve.rate.n == len(whole)
        assert curve.rate.value == pytest.approx(back.mean())


def test_fortnights_know_nothing_of_what_follows(history: History, days: pd.DataFrame) -> None:
    past = fortnights(history, daily(history))
    assert isinstance(past, Fortnights)
    table = past.table.to_pandas()
    assert past.n_cut_offs == 8
    for number in (0, 1, 5):
        cut = pd.Timestamp(past.day(number))
        before = days[days["day"] < cut]
        ago = (cut - before["day"]).dt.days
        own = before.assign(ago=ago).groupby("listener_id")["ago"]
        expected = pd.DataFrame({"silent": own.min(), "since": own.max()})
        for width in (7, 14, 28, 84):
            inside = before[ago <= width].groupby("listener_id").size()
            expected[f"days_{width}"] = inside.reindex(expected.index, fill_value=0)
        plays = before[ago <= 28].groupby("listener_id")["plays"].sum()
        expected["plays_28"] = plays.reindex(expected.index, fill_value=0)
        after = days[(days["day"] >= cut) & (days["day"] < cut + pd.Timedelta(days=14))]
        expected["back"] = expected.index.isin(after["listener_id"])
        expected = expected[expected["silent"] <= 28].sort_index()
        got = table[table["cut_off"] == number].set_index("listener_id")[expected.columns]
        pd.testing.assert_frame_equal(got, expected, check_dtype=False)


def test_past_cut_offs_are_sampled_and_the_present_is_whole(history: History) -> None:
    whole, part = (fortnights(history, daily(history), limit=n) for n in (500, 60))
    assert isinstance(whole, Fortnights)
    assert isinstance(part, Fortnights)
    assert (whole.sampled, part.sampled) == (False, True)
    all_rows, rows = whole.table.to_pandas(), part.table.to_pandas()
    assert rows[rows["cut_off"] == 0].equals(all_rows[all_rows["cut_off"] == 0])
    assert rows[rows["cut_off"] > 0]["listener_id"].nunique() <= 60


def test_churn_of_the_sample(history: History) -> None:
    risks = churn(fortnights(history, daily(history)), 42)
    found, listeners = canonical(risks.found), there(risks.listeners).to_pylist()
    assert isinstance(found, ChurnRisk)
    end = history.scope.period.end_day
    assert found.as_of == end
    assert found.test_cut_off == end - timedelta(days=14)
    assert max(found.train_cut_offs) + timedelta(days=14) <= found.test_cut_off
    assert found.expected.value == pytest.approx(sum(one["risk"] for one in listeners))
    assert sum(there(band.n) for band in found.bands) == len(listeners) == found.expected.n
    assert found.n_likely == sum(one["risk"] >= LIKELY for one in listeners)
    assert all(0 <= one["low"] <= one["risk"] <= one["high"] <= 1 for one in listeners)
    assert all(
        one["last_active_day"] + timedelta(days=one["days_silent"] + 1) == end for one in listeners
    )
    again = churn(fortnights(history, daily(history)), 42)
    assert canonical(again.found) == found
    assert there(again.listeners).equals(there(risks.listeners))


def test_one_listener_and_short_histories_are_gaps() -> None:
    one = make_history([Play("2024-12-01T12:00:00"), Play("2024-12-15T23:00:00")])
    assert fortnights(one, daily(one)) == Gap(Part.CHURN, Reason.ONE_LISTENER)
    short = make_history([Play("2024-12-01T12:00:00"), Play("2024-12-15T23:00:00", listener="b")])
    gap = fortnights(short, daily(short))
    assert gap == Gap(Part.CHURN, Reason.TOO_FEW_DAYS, have=15, need=56)
    assert (churn(gap, 42).found, churn(gap, 42).listeners) == (gap, None)
    found = activity_of(short)
    assert found.survival == Gap(Part.SURVIVAL, Reason.TOO_FEW_DAYS, have=15, need=60)
    assert found.stickiness == Gap(Part.STICKINESS, Reason.TOO_FEW_DAYS, have=15, need=28)
