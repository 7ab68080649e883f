"""Planted effects are found within their intervals; noise has no drivers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom
from sklearn.metrics import roc_auc_score

from reporter.analysis.skips.drivers import Q, effects
from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.model import skip_model
from reporter.analysis.skips.models import Model, train
from reporter.analysis.skips.splits import forward
from reporter.analysis.skips.worth import worth
from reporter.results.drivers import Drivers
from reporter.results.facts import Gap, Reason
from reporter.results.skips import SkipModel
from tests.factories.drawn import World, make_planted, table
from tests.recovery.drivers import (
    COMPARABLE,
    CONTEXT,
    MANY,
    NOISE,
    NOISY_LISTENERS,
    ONE_PERSON,
    found_in,
    in_drawn,
    in_noise,
    in_sample,
    of_sample,
    permuted,
)
from tests.recovery.suite import (
    NOMINAL,
    OFF,
    Coverage,
    Noise,
    Planted,
    Suite,
    alarms,
    coverages,
    markdown,
)

pytestmark = pytest.mark.untraced

SEED = 1
SEEDS = range(8)


def _check(outcomes: list[Planted]) -> None:
    """Each number, and all of them, lie in their intervals as often as 95% of them would."""
    found = coverages(outcomes)
    assert not [one for one in found if one.is_off]
    inside, all_of_them = sum(one.inside for one in found), sum(one.seeds for one in found)
    assert binom.cdf(inside, all_of_them, NOMINAL) > OFF


@pytest.mark.slow
def test_effects_of_the_sample_lie_in_their_intervals() -> None:
    outcomes = []
    for seed in SEEDS:
        truth, drawn = of_sample(seed, listeners=100)
        outcomes += in_sample(truth, found_in(with_features(drawn), seed))
    assert {one.effect.partition(":")[0] for one in outcomes} == COMPARABLE
    assert len(outcomes) >= 8 * len(SEEDS)  # a Mac has fewer than ten of 100 listeners at times
    _check(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("world", [ONE_PERSON, MANY], ids=["one person", "many listeners"])
def test_drawn_effects_and_curves_lie_in_their_intervals(world: World) -> None:
    outcomes = [one for seed in SEEDS for one in in_drawn("drawn", world, seed)]
    assert len({one.effect for one in outcomes}) >= 3 + 8
    _check(outcomes)
    error = np.mean([one.value - one.truth for one in outcomes if "curve" not in one.effect])
    assert abs(error) < 1


@pytest.mark.slow
def test_noise_gives_findings_no_more_often_than_it_may() -> None:
    outcomes = [
        one
        for seed in SEEDS
        for one in (
            in_noise("one person", with_features(make_planted(NOISE, seed).drawn), seed),
            in_noise(
                "many listeners",
                with_features(make_planted(NOISY_LISTENERS, seed).drawn),
                seed,
                CONTEXT,
            ),
            in_noise("sample", permuted(of_sample(seed, listeners=60)[1], seed), seed),
        )
    ]
    found = alarms(outcomes)
    assert len(found) == 3
    assert all(one.tested > 10 * len(SEEDS) for one in found)
    assert not [one for one in found if one.is_off(Q)]


def test_a_rate_that_is_off_is_called_so() -> None:
    def of(inside: int, seeds: int) -> Coverage:
        rows = [Planted("w", "e", 0.0, 0.0, -1.0, 1.0)] * inside
        rows += [Planted("w", "e", 0.0, 2.0, 1.0, 3.0)] * (seeds - inside)
        (one,) = coverages(rows)
        return one

    assert (of(48, 50).is_off, of(42, 50).is_off, of(40, 50).is_off) == (False, False, True)
    assert (of(5, 8).is_off, of(4, 8).is_off) == (False, True)
    (noise,) = alarms([Noise("w", 10, found) for found in (1, 2, 1, 3, 1, 0, 0, 0)])
    assert (noise.tested, noise.found, noise.seeds_with) == (80, 8, 5)
    assert noise.is_off(0.1)
    assert not noise.is_off(0.3)
    written = markdown(Suite("S", "About.", lambda _: [], 0.1), [Noise("w", 10, 1)])
    assert "| w | 10 | 1 | 1 of 1 | 100% (21% to 100%) |" in written


def test_habits_do_not_hide_effects() -> None:
    """Who always shuffles has shuffle's effect in the own rate; it must not be held equal."""
    world = replace(MANY, n_listeners=100)
    shuffle = []
    for seed in range(4):
        planted = make_planted(world, seed)
        found = effects(with_features(planted.drawn), seed)
        assert isinstance(found, Drivers)
        (group,) = (group for group in found.groups if group.feature == "shuffle")
        shuffle.append(group.levels[0].effect.value / planted.points("shuffle", "on", "off"))
    assert np.mean(shuffle) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("seed", range(8))
def test_noise_has_no_usable_signal(seed: int) -> None:
    sample = with_features(make_planted(NOISE, seed).drawn)
    model = skip_model(sample, SEED)
    assert isinstance(model, SkipModel)
    assert not model.usable
    none = worth(effects(sample, SEED), model)
    assert isinstance(none, Gap)
    assert none.reason is Reason.NO_USABLE_SIGNAL


def test_a_signal_is_found_and_no_more_than_there_is() -> None:
    planted = make_planted(ONE_PERSON, 3)
    sample = with_features(planted.drawn)
    model = skip_model(sample, SEED)
    assert isinstance(model, SkipModel)
    assert model.usable
    folds = forward(sample.plays)
    assert folds is not None
    truth = sample.plays["skip"].to_numpy()[folds.test]
    best_possible = roc_auc_score(truth, planted.eta[folds.test])
    best = next(s.auc for s in model.scores if s.is_best and s.split == "test")
    assert best_possible - 0.05 < best.value < best_possible + 0.005


def _permuted(world: World, seed: int) -> Sample:
    """Outcomes permuted over all listeners before the features are built."""
    drawn = make_planted(world, seed).drawn
    rng = np.random.default_rng(seed)
    plays = drawn.plays.assign(skip=rng.permutation(drawn.plays["skip"]))
    pools = [name for name in plays.columns if "_pool_" in name]
    return with_features(replace(drawn, table=table(plays.drop(columns=pools))))


def test_permuted_labels_cannot_be_foreseen() -> None:
    """The leakage auditor's null: over 20 permutations the mean AUC is that of a coin."""
    world = replace(MANY, n_listeners=12, n_sessions=12, habits=False)
    values = []
    for seed in range(20):
        sample = _permuted(world, seed)
        folds = forward(sample.plays)
        assert folds is not None
        model = train(Model.LOGISTIC_REGRESSION, sample, folds.known, seed)
        test = sample.plays[folds.test]
        values.append(roc_auc_score(test["skip"], model.probability(test)))
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    assert abs(np.mean(values) - 0.5) < 2 * error
    assert error < 0.01
