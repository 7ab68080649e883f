"""Planted effects are found within their intervals; noise has no drivers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from reporter.analysis.skips.drivers import drivers, effects
from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.model import skip_model
from reporter.analysis.skips.models import Model, train
from reporter.analysis.skips.splits import forward
from reporter.results.drivers import Drivers
from reporter.results.facts import Gap, Reason
from reporter.results.skips import SkipModel
from tests.factories.drawn import World, make_planted, table

SEED = 1
EFFECTS = {
    ("shuffle", "on"): 0.7,
    ("platform", "android"): 0.5,
    ("platform", "web"): -0.6,
    ("reason_start", "fwdbtn"): 0.8,
    ("reason_start", "clickrow"): -0.3,
    ("hour", "18-23"): 0.4,
}
ONE_PERSON = World(n_sessions=250, log_odds=EFFECTS, track_sd=0.4)
MANY = World(n_listeners=60, n_sessions=10, log_odds=EFFECTS, listener_sd=0.7, track_sd=0.4)
NOISE = World(n_sessions=90)


def _errors(world: World, seed: int) -> list[tuple[float, float, bool]]:
    """For each planted level: truth, estimate - truth, and whether the interval has the truth."""
    planted = make_planted(world, seed)
    found = effects(with_features(planted.drawn), seed)
    assert isinstance(found, Drivers)
    errors = []
    for group in found.groups:
        for row in group.levels:
            if (row.feature, row.level) not in EFFECTS:
                continue
            truth = planted.points(row.feature, row.level, row.reference)
            assert row.effect.low is not None
            assert row.effect.high is not None
            inside = row.effect.low <= truth <= row.effect.high
            errors.append((truth, row.effect.value - truth, inside))
    assert len(errors) == len(EFFECTS)
    return errors


@pytest.mark.parametrize("world", [ONE_PERSON, MANY], ids=["one person", "many listeners"])
def test_planted_effects_are_within_their_intervals(world: World) -> None:
    errors = [error for seed in range(5) for error in _errors(world, seed)]
    # 95% of 30 are 28.5; with 30 independent intervals fewer than 25 have a chance of 0.3%
    assert sum(inside for *_, inside in errors) >= 25
    assert abs(np.mean([error for _, error, _ in errors])) < 1.5
    assert all(np.sign(truth) == np.sign(truth + error) for truth, error, _ in errors)


def test_habits_do_not_hide_effects() -> None:
    """Who always shuffles has shuffle's effect in the own rate; it must not be held equal."""
    world = replace(MANY, n_listeners=100, habits=True)
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
    none = drivers(sample, model, SEED)
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
    world = replace(MANY, n_listeners=12, n_sessions=12)
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
