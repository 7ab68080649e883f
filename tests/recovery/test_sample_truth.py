"""What is planted can be found again in the rows alone, by means that know nothing of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from reporter.sample import Format, Truth, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

pytestmark = pytest.mark.untraced

REFERENCE = {
    "shuffle": "off",
    "platform": "ios",
    "reason_start": "trackdone",
    "position": "1",
    "hour": "12-17",
    "after_skip": "no",
}
Z = 4.0
"""Tolerance in standard errors, of about 20 effects in each of three samples."""


@dataclass(frozen=True)
class Sample:
    truth: Truth
    plays: pd.DataFrame


@pytest.fixture(scope="module", params=[1, 2, 3])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample") / "s"
    made = write(
        folder, listeners=600, weeks=26, plays=120_000, seed=request.param, format=Format.PARQUET
    )
    rows = pq.read_table(folder / "plays.parquet").to_pandas().drop_duplicates()
    return Sample(made.truth, described(rows[rows["spotify_track_uri"].notna()].copy()))


def described(plays: pd.DataFrame) -> pd.DataFrame:
    """Decided plays with what the effects depend on, read from the rows alone."""
    played = pd.to_timedelta(plays["ms_played"], unit="ms")
    given = pd.to_datetime(plays["offline_timestamp"], unit="s", utc=True)
    start = given.fillna(plays["ts"] - played)
    breaks = (plays["username"] != plays["username"].shift()) | (
        start - plays["ts"].shift() > pd.Timedelta(minutes=30)
    )
    position = plays.groupby(breaks.cumsum()).cumcount() + 1
    by_hand = plays["reason_end"].isin(["fwdbtn", "backbtn", "endplay"])
    after_skip = by_hand.shift(fill_value=False) & ~breaks
    described = pd.DataFrame(
        {
            "username": plays["username"],
            "artist": plays["master_metadata_album_artist_name"],
            "start": start,
            "skip": by_hand,
            "shuffle": np.where(plays["shuffle"], "on", "off"),
            "platform": plays["platform"],
            "reason_start": plays["reason_start"],
            "position": pd.cut(position, [0, 1, 5, 15, 99], labels=["1", "2-5", "6-15", "16+"]),
            "hour": pd.cut(
                start.dt.hour, [-1, 5, 11, 17, 23], labels=["00-05", "06-11", "12-17", "18-23"]
            ),
            "after_skip": np.where(after_skip, "yes", "no"),
        }
    )
    kept = (by_hand | (plays["reason_end"] == "trackdone")) & (plays["reason_start"] != "")
    return described[kept]


@dataclass(frozen=True)
class Fit:
    """A logistic regression with a constant for each listener, which no listener's kind biases."""

    names: list[str]
    log_odds: NDArray[np.float64]
    error: NDArray[np.float64]
    matrix: NDArray[np.float64]
    listener: NDArray[np.float64]

    def points(self, factor: str, level: str) -> float:
        """Average marginal effect against the reference, in percentage points."""
        columns = [i for i, name in enumerate(self.names) if name.startswith(f"{factor}:")]
        base = self.matrix.copy()
        base[:, columns] = 0
        there = base.copy()
        there[:, self.names.index(f"{factor}:{level}")] = 1
        rates = [expit(m @ self.log_odds + self.listener).mean() for m in (there, base)]
        return float(100 * (rates[0] - rates[1]))


def expit(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-x))


def fit(sample: Sample) -> Fit:
    """Newton's method, with the listeners' constants eliminated from each step."""
    plays = sample.plays
    share = plays.groupby("username")["skip"].transform("mean")
    plays = plays[(share > 0) & (share < 1)]
    columns = {
        f"{factor}:{level}": (plays[factor] == level).to_numpy(float)
        for factor, reference in REFERENCE.items()
        for level in sorted(set(plays[factor]) - {reference})
    }
    changed = plays["start"] >= pd.Timestamp(sample.truth.end_day, tz="UTC") - pd.Timedelta(days=7)
    columns["change:on"] = (
        changed & (plays["platform"] == "android") & (plays["shuffle"] == "on")
    ).to_numpy(float)
    for level in sample.truth.levels:
        if level.factor == "artist" and level.log_odds:
            columns[f"artist:{level.level}"] = (plays["artist"] == level.level).to_numpy(float)
    x, y = np.column_stack(list(columns.values())), plays["skip"].to_numpy(float)
    of, names = pd.factorize(plays["username"])
    beta, constant = np.zeros(x.shape[1]), np.zeros(len(names))
    for _ in range(12):
        p = expit(x @ beta + constant[of])
        w = p * (1 - p)
        cross = np.column_stack([np.bincount(of, w * column) for column in x.T])
        within = np.bincount(of, w)
        hessian = x.T @ (w[:, None] * x) - cross.T @ (cross / within[:, None])
        pull = np.bincount(of, y - p)
        step = np.linalg.solve(hessian, x.T @ (y - p) - cross.T @ (pull / within))
        beta += step
        constant += (pull - cross @ step) / within
    error = np.sqrt(np.diag(np.linalg.inv(hessian)))
    return Fit(list(columns), beta, error, x, constant[of])


@pytest.fixture(scope="module")
def fitted(sample: Sample) -> Fit:
    return fit(sample)


def test_every_effect_is_found_in_percentage_points(sample: Sample, fitted: Fit) -> None:
    for name, log_odds, error in zip(fitted.names, fitted.log_odds, fitted.error, strict=True):
        factor, _, level = name.partition(":")
        if factor in REFERENCE:
            planted = sample.truth.points(factor, level, REFERENCE[factor])
            found = fitted.points(factor, level)
            error_points = abs(found / log_odds) * error
            assert abs(found - planted) < Z * error_points + 0.3, (name, found, planted)


def test_strong_effects_are_found_on_their_own_scale(sample: Sample, fitted: Fit) -> None:
    found = dict(zip(fitted.names, zip(fitted.log_odds, fitted.error, strict=True), strict=True))
    change, error = found["change:on"]
    assert abs(change - sample.truth.change.log_odds) < Z * error + 0.05
    artists = [level for level in sample.truth.levels if level.factor == "artist"]
    assert sum(level.log_odds > 0 for level in artists) == 3
    for level in artists:
        if level.log_odds:
            log_odds, error = found[f"artist:{level.level}"]
            assert abs(log_odds - level.log_odds) < Z * error + 0.2
            assert log_odds * level.log_odds > 0


def test_the_last_week_stands_out_on_its_platform_and_nowhere_else(sample: Sample) -> None:
    plays, change = sample.plays, sample.truth.change
    week = (plays["start"] - pd.Timestamp(sample.truth.first_day, tz="UTC")).dt.days // 7
    android = plays["platform"] == change.platform
    rises = []
    for on_platform in (True, False):
        rate = 100 * plays["skip"][android == on_platform].groupby(week).mean()
        rises.append(rate.iloc[-1] - rate.iloc[:-1].mean())
        if on_platform:
            noise = rate.iloc[:-1].std()
            assert rises[0] > 3 * noise
            assert abs(rises[0] - change.points_platform) < 3 * noise
    assert rises[1] < rises[0] / 2
    assert change.points_touched > change.points_platform > change.points_all > 2


def test_counts_and_rates_are_those_of_the_rows(sample: Sample) -> None:
    plays, truth = sample.plays, sample.truth
    assert plays["skip"].mean() == pytest.approx(truth.skip_rate, abs=0.002)
    segment = plays["username"].map({x.username: x.segment for x in truth.listener})
    seen = plays["skip"].groupby(segment).mean()
    for kind in truth.segments:
        assert kind.skip_rate is not None
        assert seen[kind.name] == pytest.approx(kind.skip_rate, abs=0.005)
    for factor in ("shuffle", "platform", "reason_start"):
        counts = plays[factor].value_counts()
        for level in truth.levels:
            if level.factor == factor:
                assert counts[level.level] == pytest.approx(level.n, rel=0.01)


def test_no_week_of_the_data_is_thin(sample: Sample) -> None:
    week = (sample.plays["start"] - pd.Timestamp(sample.truth.first_day, tz="UTC")).dt.days // 7
    counts = week.value_counts()
    assert sorted(counts.index) == list(range(26))
    assert counts.min() > 0.5 * counts.mean()


def test_what_a_model_without_outcomes_would_find_is_stated_too(sample: Sample) -> None:
    """Without the play before in the model, the forward button carries the skip that it was."""
    plain = Sample(sample.truth, sample.plays.assign(after_skip="no"))
    found = fit(plain).points("reason_start", "fwdbtn")
    planted = sample.truth.points("reason_start", "fwdbtn", "trackdone", in_context=True)
    assert abs(found - planted) < 2
    assert planted > sample.truth.points("reason_start", "fwdbtn", "trackdone") + 3
