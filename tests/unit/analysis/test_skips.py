"""The skip model as a whole: choice, gain, gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.model import MIN_PLAYS, MIN_SESSIONS, skip_model
from reporter.analysis.skips.splits import forward
from reporter.results.facts import Gap, Part, Reason
from reporter.results.skips import SkipModel
from tests.factories.drawn import World, make_planted

SEED = 11
WORLD = World(
    n_sessions=100,
    log_odds={("shuffle", "on"): 1.5, ("reason_start", "fwdbtn"): 1.2},
    track_sd=0.5,
    censored=0.05,
)
MODELS = ["logistic_regression", "gradient_boosting", "random_forest"]
BASELINES = ["prevalence", "last_action", "track_rate"]


def _sample(world: World, seed: int = 0) -> Sample:
    return with_features(make_planted(world, seed).drawn)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return _sample(WORLD)


@pytest.fixture(scope="module")
def model(sample: Sample) -> SkipModel:
    found = skip_model(sample, SEED)
    assert isinstance(found, SkipModel)
    return found


def test_every_model_and_baseline_on_every_block(model: SkipModel) -> None:
    rows = [(score.split, score.origin, score.model) for score in model.scores]
    blocks = [("validation", 1), ("validation", 2), ("test", 3)]
    assert [(block.split, block.origin) for block in model.blocks] == blocks
    assert rows == [(*block, name) for block in blocks for name in (*MODELS, *BASELINES)]
    assert {s.model for s in model.scores if s.is_baseline} == set(BASELINES)
    assert {s.model for s in model.scores if s.is_best} == {model.best}
    assert (model.n_sample, model.n_history) == (1_500, 1_500)


def test_the_origin_rolls_forward(model: SkipModel, sample: Sample) -> None:
    n = len(sample.plays)
    first, second, test = model.blocks
    assert first.n_train / n == pytest.approx(0.5, abs=0.02)
    assert second.n_train == first.n_train + first.n_test
    assert test.n_train == second.n_train + second.n_test == n - test.n_test
    assert first.first_day < second.first_day < test.first_day
    trained = {(s.origin, s.model): s.n_train for s in model.scores}
    for block in (first, second):
        assert {trained[block.origin, name] for name in MODELS} == {block.n_train}
    others = [name for name in MODELS if name != model.best]
    assert trained[3, model.best] == test.n_train  # refitted on all before test
    assert {trained[3, name] for name in others} == {second.n_train}
    assert {trained[3, name] for name in BASELINES} == {test.n_train}


def test_a_block_of_one_class_does_not_choose(sample: Sample) -> None:
    folds = forward(sample.plays)
    assert folds is not None
    quiet = folds.validation[0].unseen
    plays = sample.plays.assign(skip=sample.plays["skip"].where(~quiet, 0))
    found = skip_model(replace(sample, plays=plays), SEED)
    assert isinstance(found, SkipModel)
    assert [block.split for block in found.blocks] == ["validation", "test"]
    assert found.blocks[0].n_train == folds.validation[1].known.sum()


def test_every_measure_lies_in_its_interval(model: SkipModel) -> None:
    for score in model.scores:
        found = (score.accuracy, score.auc, score.pr_auc, score.log_loss, score.brier)
        calibrated = (score.calibration_slope, score.calibration_intercept)
        assert (None in calibrated) == (score.model == "prevalence")
        for one in (*found, *(one for one in calibrated if one)):
            assert one.low is not None
            assert one.high is not None
            assert one.low <= one.value <= one.high
            assert one.n == score.n_test


def test_an_auc_too_good_to_be_true_is_named(model: SkipModel, sample: Sample) -> None:
    assert not model.suspicious
    leak = sample.plays["skip"] + np.random.default_rng(0).normal(0, 0.1, len(sample.plays))
    features = (*sample.features, "leak")
    found = skip_model(replace(sample, plays=sample.plays.assign(leak=leak), features=features), 1)
    assert isinstance(found, SkipModel)
    assert found.suspicious


def test_the_planted_signal_is_usable(model: SkipModel) -> None:
    assert model.usable
    assert model.gain.low is not None
    assert 0 < model.gain.low < model.gain.value
    test = {s.model: s.auc.value for s in model.scores if s.split == "test"}
    assert model.best_baseline == max(BASELINES, key=lambda name: test[name])
    assert model.gain.value == pytest.approx(test[model.best] - test[model.best_baseline])


def test_the_simplest_of_those_that_tie(model: SkipModel) -> None:
    order = [MODELS.index(name) for name in model.tied]
    assert order == sorted(order)
    assert model.best == model.tied[0]
    aucs = [(s.model, s.auc.value) for s in model.scores if s.split == "validation"]
    mean = {name: np.mean([auc for model, auc in aucs if model == name]) for name in MODELS}
    leader = max(MODELS, key=lambda name: mean[name])
    assert leader in model.tied
    lows = [s.auc.low for s in model.scores if s.split == "validation" and s.model == leader]
    low = np.mean([low for low in lows if low is not None])
    assert all(mean[name] > low for name in model.tied)


def test_tables_of_the_chosen_model_add_up(model: SkipModel) -> None:
    n_test = next(s.n_test for s in model.scores if s.split == "test")
    c = model.confusion
    assert c.true_complete + c.false_skip + c.false_complete + c.true_skip == n_test
    assert (c.false_complete + c.true_skip) / n_test == pytest.approx(model.skip_share)
    assert sum(point.n for point in model.calibration) == n_test
    support = {row.label: row.support for row in model.report}
    assert support["complete"] + support["skip"] == support["macro avg"] == n_test
    assert len(model.importances) == model.n_features
    assert model.without_overlaps is not None
    assert model.without_overlaps.value == next(
        s.auc.value for s in model.scores if s.is_best and s.split == "test"
    )  # no play overlaps here


def test_two_runs_are_equal(model: SkipModel, sample: Sample) -> None:
    assert skip_model(sample, SEED) == model


def test_overlapping_plays_are_left_out_beside_the_headline(sample: Sample) -> None:
    plays = sample.plays.assign(overlaps=np.arange(len(sample.plays)) % 3 == 0)
    found = skip_model(replace(sample, plays=plays), SEED)
    assert isinstance(found, SkipModel)
    assert found.without_overlaps is not None
    n_test = next(s.n_test for s in found.scores if s.split == "test")
    assert found.without_overlaps.n == pytest.approx(2 * n_test / 3, abs=1)
    everything = replace(sample, plays=sample.plays.assign(overlaps=True))
    all_overlap = skip_model(everything, SEED)
    assert isinstance(all_overlap, SkipModel)
    assert all_overlap.without_overlaps is None


@pytest.mark.parametrize(
    ("skip", "rows", "reason"),
    [
        ([], 0, Reason.NO_OUTCOMES),
        ([0], 1_000, Reason.ONE_CLASS),
        ([1], 1_000, Reason.ONE_CLASS),
        ([0, 1], MIN_PLAYS - 1, Reason.TOO_FEW_PLAYS),
    ],
)
def test_gaps(skip: list[int], rows: int, reason: Reason, sample: Sample) -> None:
    plays = sample.plays.iloc[:rows].assign(skip=np.resize(skip, rows).astype(int))
    found = skip_model(replace(sample, plays=plays), SEED)
    assert isinstance(found, Gap)
    assert (found.part, found.reason) == (Part.SKIP_MODEL, reason)
    if reason is Reason.TOO_FEW_PLAYS:
        assert (found.have, found.need) == (MIN_PLAYS - 1, MIN_PLAYS)


def test_gap_of_sessions(sample: Sample) -> None:
    n = MIN_SESSIONS - 1
    few = replace(sample, plays=sample.plays.assign(session=np.arange(len(sample.plays)) % n))
    assert skip_model(few, SEED) == Gap(Part.SKIP_MODEL, Reason.TOO_FEW_SESSIONS, n, MIN_SESSIONS)


def test_gap_of_one_endless_session(sample: Sample) -> None:
    session = np.maximum(np.arange(len(sample.plays)) - len(sample.plays) + 40, 0)
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(session, unit="D")
    plays = sample.plays.assign(session=session, session_start=start)
    found = skip_model(replace(sample, plays=plays), SEED)
    assert isinstance(found, Gap)
    assert found.reason is Reason.TOO_FEW_SESSIONS


def test_gap_of_a_fold_with_one_class(sample: Sample) -> None:
    late = np.arange(len(sample.plays)) > 0.75 * len(sample.plays)
    plays = sample.plays.assign(skip=sample.plays["skip"].where(~late, 0))
    found = skip_model(replace(sample, plays=plays), SEED)
    assert found == Gap(Part.SKIP_MODEL, Reason.ONE_CLASS)
