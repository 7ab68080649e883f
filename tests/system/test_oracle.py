"""Headline numbers of whole runs against a plain pandas recomputation from the raw files.

Nothing of the program is used to recompute them: the files are read with `json` and pandas, and
the rules are written down again.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reporter import pipeline
from reporter.config import Settings
from reporter.report import Report, from_json
from reporter.results.overview import Headline
from tests.press import page_alone
from tests.there import there

pytestmark = [pytest.mark.slow, pytest.mark.untraced]

SKIPS, COMPLETE = {"fwdbtn", "backbtn", "endplay"}, {"trackdone"}


def _objects(source: Path) -> list[dict[str, Any]]:
    with zipfile.ZipFile(source) as archive:
        return [
            row
            for name in archive.namelist()
            if name.endswith(".json") and "Audio" in name
            for row in json.loads(archive.read(name))
        ]


def raw_plays(source: Path) -> pd.DataFrame:
    """The rows of an export as they stand in its files."""
    if source.suffix == ".zip":
        return pd.DataFrame(_objects(source))
    if source.suffix == ".csv":
        return pd.read_csv(source)
    return pd.concat([pd.read_parquet(file) for file in sorted(source.glob("*.parquet"))])


def music(source: Path) -> pd.DataFrame:
    """Deduplicated music plays with their start, label and day (UTC)."""
    raw = raw_plays(source)
    if "username" not in raw:
        raw["username"] = "me"
    raw = raw[raw["spotify_track_uri"].notna() & (raw["spotify_track_uri"] != "")]
    stop = pd.to_datetime(raw["ts"], utc=True)
    reckoned = stop - pd.to_timedelta(raw["ms_played"], unit="ms")
    stamp = pd.to_numeric(raw["offline_timestamp"], errors="coerce").astype(float)
    seconds = stamp.where(stamp < 1e11, stamp / 1000)
    stated = pd.to_datetime(seconds.where(seconds > 0), unit="s", utc=True)
    near = (stated - reckoned).abs() <= pd.Timedelta(days=1)
    plays = pd.DataFrame(
        {
            "listener": raw["username"],
            "track": raw["spotify_track_uri"],
            "stop": stop,
            "start": stated.where(near, reckoned),
            "ms": raw["ms_played"],
            "end": raw["reason_end"],
            "stamp": stamp,
        }
    )
    rest = raw.drop(columns=["offline_timestamp"]).add_prefix("raw_")
    plays = plays[~pd.concat([plays, rest], axis="columns").duplicated()].copy()
    plays["day"] = plays["start"].dt.floor("D")
    return plays


@dataclass(frozen=True)
class Case:
    """One run and what it was made from."""

    report: Report
    plays: pd.DataFrame

    @property
    def week(self) -> pd.DataFrame:
        """Plays of the report's period."""
        period = self.report.scope.period
        first, end = (pd.Timestamp(day, tz="UTC") for day in (period.first_day, period.end_day))
        return self.plays[(self.plays["start"] >= first) & (self.plays["start"] < end)]

    def value(self, headline: Headline) -> float:
        """A headline number of the report."""
        tile = next(tile for tile in self.report.overview.tiles if tile.headline is headline)
        assert tile.now is not None
        return tile.now.value


def _run(source: Path, output: Path) -> Case:
    request = pipeline.RunRequest(source=str(source), output=str(output))
    with pytest.MonkeyPatch.context() as patch:
        page_alone(patch)
        result = pipeline.run(Settings(), request, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC))
    report = from_json(Path(result.files["json"]).read_text(encoding="utf-8"))
    return Case(report, music(source))


@pytest.fixture(scope="module", params=["listener-a.zip", "listener-b.csv", "sample"])
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, root: Path
) -> Case:
    """A run over each history."""
    if request.param == "sample":
        return _run(root / "data" / "sample", tmp_path_factory.mktemp("sample"))
    shared: Path = request.getfixturevalue("shared_data")
    return _run(shared / request.param, tmp_path_factory.mktemp("shared"))


def test_the_period_is_the_last_whole_week(case: Case) -> None:
    last = case.plays["start"].max()
    midnight = last.floor("D")
    through = midnight + pd.Timedelta(days=1)
    if through - last > pd.Timedelta(hours=2):
        through = midnight
    monday = through - pd.Timedelta(days=int(through.weekday()) + 7)
    assert case.report.scope.period.first_day == monday.date()


def test_plays_and_hours(case: Case) -> None:
    assert case.value(Headline.PLAYS) == len(case.week)
    assert case.value(Headline.HOURS) == pytest.approx(case.week["ms"].sum() / 3_600_000)


def test_the_skip_rate(case: Case) -> None:
    ends = case.week["end"]
    skips, complete = ends.isin(SKIPS).sum(), ends.isin(COMPLETE).sum()
    assert case.value(Headline.SKIP_RATE) == pytest.approx(skips / (skips + complete))


def test_listeners_or_tracks(case: Case) -> None:
    several = len(case.plays["listener"].unique()) > 1
    expected = case.week["listener" if several else "track"].nunique()
    assert case.value(Headline.ENTITIES) == expected


def test_the_active_day_rate_of_28_days(case: Case) -> None:
    end = pd.Timestamp(case.report.scope.period.end_day, tz="UTC")
    window = case.plays[
        (case.plays["start"] >= end - pd.Timedelta(days=28)) & (case.plays["start"] < end)
    ]
    days = window.groupby("listener")["day"].nunique()
    assert case.value(Headline.ACTIVE_DAY_RATE) == pytest.approx(days.sum() / (28 * len(days)))


def test_every_day_of_the_history(case: Case) -> None:
    end = pd.Timestamp(case.report.scope.period.end_day, tz="UTC")
    plays = case.plays[case.plays["start"] < end]
    days = pd.date_range(plays["day"].min(), end, freq="D", inclusive="left")
    by_day = plays.groupby("day")
    expected = by_day["ms"].agg(["size", "sum"]).reindex(days, fill_value=0)
    rows = case.report.retention.days
    assert [row.day for row in rows] == [day.date() for day in days]
    assert [row.plays for row in rows] == expected["size"].tolist()
    assert np.allclose([there(row.seconds) for row in rows], expected["sum"] / 1000)
    rolling = expected["size"].rolling(7).mean()
    means = np.array([row.rolling_plays for row in rows[6:]], dtype=float)
    assert np.allclose(means, rolling.iloc[6:])


def test_the_most_played_track(case: Case) -> None:
    from reporter.results.overview import LeaderKind, LeaderRank, Leaders  # noqa: PLC0415

    leaders = case.report.leaders
    assert isinstance(leaders, Leaders)
    top = next(
        row
        for row in leaders.rows
        if row.kind is LeaderKind.TRACK and row.by is LeaderRank.PLAYED and row.rank == 1
    )
    counts = case.week["track"].value_counts()
    assert top.plays == counts.iloc[0]
