"""Activity, retention and entities of whole histories, recomputed in plain pandas."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from reporter.report import canonical
from reporter.results.facts import Gap
from reporter.results.retention import Cohorts, Retention
from tests.histories import activity_of
from tests.real_histories import read_history
from tests.segmenting import segment
from tests.there import there

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.analysis.history.prepared import History

pytestmark = pytest.mark.untraced

SAMPLE = "sample"
REAL = ("listener-a.zip", "listener-c-account.json")


@pytest.fixture(
    scope="module", params=[SAMPLE, *(pytest.param(n, marks=pytest.mark.shared) for n in REAL)]
)
def history(request: pytest.FixtureRequest) -> History:
    name: str = request.param
    fixture = "root" if name == SAMPLE else "shared_data"
    folder: Path = request.getfixturevalue(fixture)
    return read_history(folder / "data" / name if name == SAMPLE else folder / name)


@pytest.fixture(scope="module")
def plays(history: History) -> pd.DataFrame:
    """The canonical plays up to the cut-off with day and label, by pandas alone."""
    frame: pd.DataFrame = history.engine.to_pyarrow(history.intake.plays).to_pandas()
    start = frame["started_at"].dt.tz_localize("UTC").dt.tz_convert(history.scope.zone)
    frame = frame[start < pd.Timestamp(history.scope.cut_off)]
    start = start[frame.index].dt.tz_localize(None)
    endings = {"fwdbtn": 1.0, "backbtn": 1.0, "endplay": 1.0, "trackdone": 0.0}
    return frame.assign(
        day=start.dt.normalize(),
        hour=start.dt.hour,
        skip=frame["reason_end"].map(endings).astype(float),
    )


@pytest.fixture(scope="module")
def found(history: History) -> Retention:
    return canonical(activity_of(history))


def test_days(history: History, plays: pd.DataFrame, found: Retention) -> None:
    end = pd.Timestamp(history.scope.period.end_day) - pd.Timedelta(days=1)
    by_day = plays.groupby("day").agg(
        plays=("ms_played", "size"),
        seconds=("ms_played", lambda ms: ms.sum() / 1000),
        skips=("skip", "sum"),
        decided=("skip", "count"),
        active=("listener_id", "nunique"),
    )
    by_day = by_day.reindex(pd.date_range(plays["day"].min(), end), fill_value=0)
    assert [row.day for row in found.days] == [day.date() for day in by_day.index]
    for name in ("plays", "skips", "decided", "active"):
        assert [getattr(row, name) for row in found.days] == by_day[name].tolist()
    assert [row.seconds for row in found.days] == pytest.approx(by_day["seconds"].tolist())
    rolling = by_day["plays"].rolling(7).mean()[6:]
    assert [row.rolling_plays for row in found.days[6:]] == pytest.approx(rolling.tolist())
    minutes = (by_day["seconds"] / 60).rolling(7).mean()[6:]
    assert [row.rolling_minutes for row in found.days[6:]] == pytest.approx(
        minutes.tolist(), abs=1e-6
    )
    assert found.active_day_rate.value == pytest.approx((by_day["plays"] > 0).mean())
    assert found.recent_active_day_rate.value == pytest.approx((by_day["plays"][-28:] > 0).mean())
    assert found.consistency == pytest.approx(by_day["plays"].std() / by_day["plays"].mean())
    recent, previous = by_day["plays"][-7:].mean(), by_day["plays"][-14:-7].mean()
    assert found.trend.change == pytest.approx(recent / previous - 1)


def test_weeks(plays: pd.DataFrame, found: Retention) -> None:
    iso = plays["day"].dt.isocalendar()
    label = iso["year"].astype(str) + "-W" + iso["week"].astype(str).str.zfill(2)
    by_week = plays.groupby(label).agg(
        plays=("ms_played", "size"),
        skips=("skip", "sum"),
        decided=("skip", "count"),
        active_days=("day", "nunique"),
        active=("listener_id", "nunique"),
    )
    assert set(by_week.index) <= {week.label for week in found.weeks}
    for week in found.weeks:
        row = by_week.loc[week.label] if week.label in by_week.index else None
        for name in by_week.columns:
            assert getattr(week, name) == (0 if row is None else row[name])
    whole = [week for week in found.weeks if week.whole]
    assert found.mean_active_days_per_week == pytest.approx(
        np.mean([week.active_days for week in whole])
    )
    counts = {week.label: there(week.plays) for week in whole}
    assert found.busiest == max(counts, key=lambda x: counts[x])
    assert found.quietest == min(counts, key=lambda x: counts[x])


def test_cohorts(history: History, plays: pd.DataFrame, found: Retention) -> None:
    if history.scope.n_listeners == 1:
        assert isinstance(found.cohorts, Gap)
        return
    assert isinstance(found.cohorts, Cohorts)
    monday = plays["day"] - pd.to_timedelta(plays["day"].dt.day_of_week, unit="D")
    active = plays.assign(monday=monday.dt.date).groupby("listener_id")["monday"].agg(set)
    first = active.map(min)
    for cohort in found.cohorts.cohorts:
        members = active[first == cohort.first_day]
        assert cohort.size == len(members)
        for cell in cohort.cells:
            week = cohort.first_day + timedelta(days=7 * cell.offset)
            assert cell.active == sum(week in weeks for weeks in members)
            assert cell.complete == (week + timedelta(days=7) <= history.scope.period.end_day)
    for row in found.cohorts.growth:
        before = row.first_day - timedelta(days=7)
        now = [weeks for weeks in active if row.first_day in weeks]
        assert row.active == len(now)
        assert row.new == sum(min(weeks) == row.first_day for weeks in now)
        assert row.retained == sum(before in weeks for weeks in now)
        assert row.churned == sum(
            before in weeks and row.first_day not in weeks for weeks in active
        )


def _window(plays: pd.DataFrame, end: date, *, single: bool) -> pd.DataFrame:
    recent = plays[plays["day"] >= pd.Timestamp(end) - pd.Timedelta(days=84)]
    return plays if single and len(recent) < 1_000 else recent


def _mode(values: Any) -> Any:  # noqa: ANN401 - hours or platforms
    return None if values.isna().all() else values.mode().min()


def test_entities(history: History, plays: pd.DataFrame) -> None:
    rows = segment(history, history.scope.seed).rows
    single = history.scope.n_listeners == 1
    complete = plays[plays["reason_end"] == "trackdone"].groupby("track_id")["ms_played"]
    lengths = complete.median()[complete.size() >= 3].replace(0, np.nan)
    window = _window(plays, history.scope.period.end_day, single=single)
    length = window["track_id"].map(lengths).astype(float)
    window = window.assign(
        percent=(100 * window["ms_played"] / length).clip(upper=100),
        seconds=window["ms_played"] / 1000,
        complete=(window["skip"] == 0).astype(float),
        shuffle=window["shuffle"].astype("boolean").astype("Float64"),
        weekday=window["day"].dt.day_of_week,
    )
    key = "track_id" if single else "listener_id"
    groups = window.groupby(key)
    means = groups[["skip", "percent", "seconds", "shuffle", "weekday", "complete"]].mean()
    means = means[groups.size() >= 3].astype(float).sort_index()

    assert [row["id"] for row in rows] == means.index.tolist()
    for name, column in (
        ("skip_rate", means["skip"]),
        ("avg_percent_played", means["percent"]),
        ("avg_seconds_per_play", means["seconds"]),
        ("shuffle_rate", means["shuffle"]),
        ("avg_day_of_week", means["weekday"]),
        ("engagement_score", means["complete"] * (1 - means["skip"])),
    ):
        values = [row[name] for row in rows]
        assert [value is None for value in values] == column.isna().tolist()
        known = [value for value in values if value is not None]
        assert known == pytest.approx(column.dropna().tolist(), rel=1e-8, abs=1e-7)
    looked_at = window[window[key].isin(means.index)].groupby(key)
    for name in ("hour", "platform"):
        modes = looked_at[name].agg(_mode)
        expected = [None if pd.isna(mode) else mode for mode in modes[means.index]]
        assert [row[f"preferred_{name}"] for row in rows] == expected
