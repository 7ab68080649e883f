"""The drivers: planted effects and curves in three worlds, and noise in three."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.skips.drivers import Q, effects
from reporter.analysis.skips.features import Sample, with_features
from reporter.results.drivers import Drivers
from reporter.sample import Format, Truth, write
from tests.factories.drawn import World, make_planted, table
from tests.histories import draw
from tests.real_histories import read_history
from tests.recovery.suite import Noise, Planted, Suite

if TYPE_CHECKING:
    from reporter.analysis.skips.drawn import Drawn
    from reporter.results.drivers import Driver

LISTENERS, WEEKS = 200, 26
N_NOISE = 4
"""Runs of noise a seed: a rate of 10% is not told from one of 18% by 50 runs."""

APART = 1_000
"""What the seeds of these runs differ by."""

OF_SAMPLE = {"web": "web_player", "mac": "osx"}
"""Platforms by the names that exports give them."""

COMPARABLE = frozenset({"shuffle", "platform", "hour", "reason_start"})
IN_CONTEXT = frozenset({"fwdbtn"})
"""Ways to begin whose truth does not depend on the position in the session: see `ABOUT`."""

LEADING = "android"
"""The most played platform of nearly every sample: what the others are compared with."""

EFFECTS = {
    ("shuffle", "on"): 0.7,
    ("platform", "android"): 0.5,
    ("platform", "web"): -0.6,
    ("reason_start", "fwdbtn"): 0.8,
    ("reason_start", "clickrow"): -0.3,
}
ONE_PERSON = World(n_sessions=250, log_odds=EFFECTS, track_sd=0.4, hour_wave=0.5)
MANY = World(
    n_listeners=80,
    n_sessions=10,
    log_odds=EFFECTS,
    listener_sd=0.7,
    track_sd=0.4,
    hour_wave=0.5,
    habits=True,
)
NOISE = World(n_sessions=120)
NOISY_LISTENERS = World(n_listeners=80, n_sessions=6, listener_sd=0.7, habits=True)
CONTEXT = frozenset({"shuffle", "platform", "reason_start", "hour", "position"})

ABOUT = """\
Adjusted effects in percentage points against the planted ones. *Sample*: histories of `reporter
sample` with 200 listeners and 26 weeks, read and prepared as any source; the truth is that of
`truth.yaml`, and platforms are compared where Android is the most played. *One person* and *many
listeners*: plays drawn from a logistic model, in the second with listeners who differ in how much
they skip and in their habits; there the hour has a smooth effect (a sine over the day), and the
curve is compared with it at each of its steps.

Of the sample's ways to begin only the forward button is compared. Sessions begin with the app or
the play button alone, which the program says it cannot tell apart from being first. A click on a
track begins sessions too, where nothing was skipped before it, and else follows a skip, which one
effect for both cannot tell; and the back button plays a track that was just skipped. In noise the
outcomes depend on nothing (*one person*), on the listener alone (*many listeners*, where the rates
from before do tell something and are not counted), or are those of the sample, permuted over all
plays. Noise is drawn four times a seed. Nothing else is tested than all levels of a report at once,
so that the false discovery rate is here the rate of reports with any finding."""


def of_sample(seed: int, listeners: int = LISTENERS) -> tuple[Truth, Drawn]:
    """A history of the sample's world, read from its files."""
    with TemporaryDirectory(prefix="recovery-") as name:
        folder = Path(name) / "sample"
        made = write(folder, listeners=listeners, weeks=WEEKS, seed=seed, format=Format.PARQUET)
        return made.truth, draw(read_history(folder, zone="UTC"), seed=seed)


def found_in(sample: Sample, seed: int) -> Drivers:
    """The drivers; there must be some."""
    found = effects(sample, seed)
    assert isinstance(found, Drivers)
    return found


def in_sample(truth: Truth, found: Drivers) -> list[Planted]:
    """What was found in the sample's world."""
    rows = []
    for driver in _levels(found):
        names = [OF_SAMPLE.get(name, name) for name in (driver.level, driver.reference)]
        if driver.feature not in COMPARABLE:
            continue
        if driver.feature == "reason_start" and driver.level not in IN_CONTEXT:
            continue
        if driver.feature == "platform" and driver.reference != LEADING:
            continue
        points = truth.points(driver.feature, *names, in_context=True)
        rows.append(_planted("sample", driver, points))
    return rows


def in_drawn(name: str, world: World, seed: int) -> list[Planted]:
    """What was found in a drawn world: levels, and the steps of the curve of the hour."""
    planted = make_planted(world, seed)
    found = found_in(with_features(planted.drawn), seed)
    rows = [
        _planted(name, driver, planted.points(driver.feature, driver.level, driver.reference))
        for driver in _levels(found)
        if (driver.feature, driver.level) in EFFECTS
        and not (world.habits and driver.feature == "platform")  # which one leads is chance
    ]
    (curve,) = (curve for curve in found.curves if curve.feature == "hour")
    truths = planted.hour_curve([step.effect.n for step in curve.steps])
    for step, truth in zip(curve.steps, truths, strict=True):
        assert step.effect.low is not None
        assert step.effect.high is not None
        at = f"hour curve at {round(step.at):02d}:00"
        rows.append(Planted(name, at, truth, step.effect.value, step.effect.low, step.effect.high))
    return rows


def in_noise(name: str, sample: Sample, seed: int, features: frozenset[str] | None = None) -> Noise:
    """What was found where nothing is; of some drivers alone, where others do tell something."""
    rows = [
        driver
        for driver in _levels(found_in(sample, seed))
        if features is None or driver.feature in features
    ]
    return Noise(name, len(rows), sum(driver.kept for driver in rows))


def permuted(drawn: Drawn, seed: int) -> Sample:
    """The same plays with their outcomes permuted over all of them, before features are built."""
    rng = np.random.default_rng(seed)
    plays = drawn.plays
    pools = [name for name in plays.columns if "_pool_" in name]
    mixed = plays.assign(skip=rng.permutation(plays["skip"].to_numpy())).drop(columns=pools)
    return with_features(replace(drawn, table=table(mixed)))


def run(seed: int) -> list[Planted | Noise]:
    """All worlds with one seed."""
    truth, drawn = of_sample(seed)
    return [
        *in_sample(truth, found_in(with_features(drawn), seed)),
        *in_drawn("one person", ONE_PERSON, seed),
        *in_drawn("many listeners", MANY, seed),
        *(one for k in range(N_NOISE) for one in _noise(drawn, seed + k * APART)),
    ]


def _noise(drawn: Drawn, seed: int) -> list[Noise]:
    person = with_features(make_planted(NOISE, seed).drawn)
    listeners = with_features(make_planted(NOISY_LISTENERS, seed).drawn)
    return [
        in_noise("one person", person, seed),
        in_noise("many listeners", listeners, seed, CONTEXT),
        in_noise("sample, permuted", permuted(drawn, seed), seed),
    ]


def _levels(found: Drivers) -> list[Driver]:
    return [driver for group in found.groups for driver in group.levels]


def _planted(world: str, driver: Driver, truth: float) -> Planted:
    effect = driver.effect
    assert effect.low is not None
    assert effect.high is not None
    name = f"{driver.feature}: {driver.level} against {driver.reference}"
    return Planted(world, name, truth, effect.value, effect.low, effect.high)


DRIVERS = Suite("Drivers", ABOUT, run, nominal_noise=Q)
