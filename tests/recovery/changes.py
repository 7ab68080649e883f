"""Changes between two weeks: the planted one is held by its interval, quiet weeks stay quiet."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.glance.changes import Q, changes
from reporter.analysis.history.daily import daily
from reporter.analysis.recommendations.measures import Subject, difference
from reporter.results.changes import Changes
from reporter.results.recommendations import Kind, Metric
from reporter.sample import Format, write
from tests.histories import Play, compared, make_history
from tests.real_histories import read_history
from tests.recovery.suite import Noise, Planted, Suite

ABOUT = """Two weeks in a row are compared. Planted is a rise of 12 points on one platform. In noise
every day of a listener has the same mean number of plays and the same mean rate. In the sample the
week before the last is taken, since a change is planted in the last alone; its listeners come and
go and have busier weeks, so that only its skip rates count. The rate is that of reports in which
any change is called beyond noise. Advice is followed up against the untouched rest."""

if TYPE_CHECKING:
    from reporter.analysis.history.prepared import History
    from reporter.results.facts import Estimate

MONDAY = datetime.fromisoformat("2024-12-02T00:00:00")
END = date(2026, 6, 29)
QUIET = "2026-W25"
N_DAYS = 14
RISE = 12.0


@dataclass(frozen=True, slots=True)
class World:
    """Two weeks of plays.

    Attributes:
        name: of the world.
        n_listeners: each with a rate of their own.
        daily_plays: mean plays of a listener a day; every day has its own number and its own rate.
        rise: points added on Android in the second week.
    """

    name: str
    n_listeners: int
    daily_plays: float
    rise: float = 0.0


ONE = World("one person", 1, 50)
MANY = World("many listeners", 40, 5)


def plays_of(world: World, seed: int) -> list[Play]:
    """Plays whose rates differ by listener and by day, and by nothing else but the planted rise."""
    rng = np.random.default_rng([seed, 5])
    own = rng.normal(0.0, 0.08, world.n_listeners)
    found = []
    for day in range(N_DAYS):
        for listener in range(world.n_listeners):
            n = int(rng.poisson(world.daily_plays * rng.gamma(8, 1 / 8)))
            rate = 0.35 + own[listener] + rng.normal(0, 0.06)
            android = rng.random(n) < 0.5
            risen = rate + world.rise / 100 * android * (day >= N_DAYS // 2)
            skipped = rng.random(n) < np.clip(risen, 0.02, 0.98)
            start = MONDAY + timedelta(days=day, hours=6, seconds=listener)
            found += [
                Play(
                    (start + timedelta(minutes=3 * i)).isoformat(),
                    end="fwdbtn" if skipped[i] else "trackdone",
                    listener=f"L{listener:02d}",
                    platform="android" if android[i] else "ios",
                    track=f"t{i % 9}",
                    ms=100_000,
                )
                for i in range(n)
            ]
    last = MONDAY + timedelta(days=N_DAYS, minutes=-5)
    return [*found, Play(last.isoformat(), listener="L00", platform="ios", ms=1)]


def changes_of(world: World, seed: int) -> Changes:
    """The changes of a world's second week."""
    return changes_in(make_history(plays_of(world, seed), seed=seed))


def changes_in(history: History) -> Changes:
    """The changes of a history's last week."""
    found = changes(history, compared(history))
    assert isinstance(found, Changes)
    return found


def in_quiet(world: World, seed: int) -> Noise:
    """How many changes are called more than noise where nothing changes."""
    found = changes_of(world, seed)
    return Noise(world.name, found.tested, found.kept)


def in_sample(seed: int) -> list[Planted | Noise]:
    """The same in the sample's last quiet week, and advice on shuffle that nobody followed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "s"
        write(path, listeners=150, weeks=8, seed=seed, format=Format.PARQUET, end=END)
        history = read_history(path, period=QUIET, zone="UTC", seed=seed)
        found = changes_in(history)
        followed = effect(history, Kind.SHUFFLE, "on", weeks=4)
    rates = [row.kept for row in found.rows if row.metric == "skip_rate"]
    return [
        planted("sample", "advice on shuffle, not followed", 0.0, followed),
        Noise("sample, skip rates", len(rates), sum(rates)),
    ]


def effect(history: History, kind: Kind, level: str, weeks: int) -> Estimate | None:
    """The difference in differences of a level's skip rate, against some weeks earlier."""
    period, back = history.scope.period, timedelta(weeks=weeks)
    before = replace(period, first_day=period.first_day - back, end_day=period.end_day - back)
    subject = Subject(kind, level, Metric.SKIP_RATE, ())
    return difference(history, daily(history), subject, period, before).effect


def planted(world: str, name: str, truth: float, found: Estimate | None) -> Planted:
    """A planted number beside its estimate."""
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    return Planted(world, name, truth, found.value, found.low, found.high)


def in_changed(world: World, seed: int) -> list[Planted | Noise]:
    """The planted rise, by Newcombe's interval and by resampled blocks of all plays."""
    risen = replace(world, rise=RISE)
    history = make_history(plays_of(risen, seed), seed=seed)
    rows = {row.id: row for row in changes_in(history).rows}
    android, ios, whole = (
        rows[name] for name in ("skip_rate.platform.android", "skip_rate.platform.ios", "skip_rate")
    )
    named = [
        ("Android", RISE, android.change),
        ("iOS", 0.0, ios.change),
        ("all plays", RISE / 2, whole.change),
        ("all plays, resampled", RISE / 2, whole.resampled),
    ]
    followed = effect(history, Kind.WORST_PLATFORM, "android", weeks=1)
    return [
        *(planted(world.name, name, truth, change) for name, truth, change in named),
        planted(world.name, "advice on Android, beside iOS", RISE, followed),
    ]


def run(seed: int) -> list[Planted | Noise]:
    """All worlds with one seed."""
    return [
        *in_changed(ONE, seed),
        *in_changed(MANY, seed),
        in_quiet(ONE, seed),
        in_quiet(MANY, seed),
        *in_sample(seed),
    ]


CHANGES = Suite("Changes", ABOUT, run, nominal_noise=Q)
