"""AUC, its block bootstrap and calibration, against exact answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import logit
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    brier_score_loss,
    log_loss,
    roc_auc_score,
)

from reporter.analysis.skips.evaluation import (
    MIN_LISTENER_BLOCKS,
    Blocks,
    auc,
    auc_draws,
    blocks,
    interval,
    measures,
)
from reporter.analysis.statistics.calibration import calibrate

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def _scored(n: int = 3_000, seed: int = 0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    eta = rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(float)
    return y, 1 / (1 + np.exp(-1.3 * eta))


def _plays(n_listeners: int, n: int = 3_000) -> pd.DataFrame:
    at = np.arange(n)
    return pd.DataFrame({"listener": at % n_listeners, "session": at // 10})


@pytest.mark.parametrize("seed", range(3))
def test_binned_draws_agree_with_the_exact_auc(seed: int) -> None:
    y, p = _scored(seed=seed)
    resamples = blocks(_plays(1), seed, n_draws=25)
    exact = [roc_auc_score(y, p, sample_weight=w[resamples.block]) for w in resamples.weights]
    assert np.abs(auc_draws(y, p, resamples) - exact).max() < 1e-3


def test_ties_count_half() -> None:
    y, _ = _scored()
    p = np.where(np.arange(len(y)) % 2, 0.2, 0.7)
    resamples = blocks(_plays(1), 1, n_draws=10)
    exact = [roc_auc_score(y, p, sample_weight=w[resamples.block]) for w in resamples.weights]
    assert auc_draws(y, p, resamples) == pytest.approx(exact, abs=1e-12)
    assert auc_draws(y, np.full(len(y), 0.3), resamples) == pytest.approx(0.5)


def test_a_draw_with_one_class_has_no_auc() -> None:
    y, p = np.array([0.0, 0.0, 1.0]), np.array([0.1, 0.2, 0.3])
    resamples = Blocks(np.array([0, 0, 1]), np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 2.0]]))
    draws = auc_draws(y, p, resamples)
    assert draws[0] == 1
    assert np.isnan(draws[1:]).all()
    assert interval(draws) == (None, None)


def test_the_interval_is_that_of_blocks() -> None:
    """Where plays of a session are copies, the interval is as wide as that of the sessions."""
    y, p = _scored(n=300)
    alone = auc(y, p, blocks(pd.DataFrame({"listener": 0, "session": np.arange(300)}), 0))
    copies = pd.DataFrame({"listener": 0, "session": np.repeat(np.arange(300), 10)})
    repeated = auc(np.repeat(y, 10), np.repeat(p, 10), blocks(copies, 0))
    assert repeated.value == pytest.approx(alone.value)
    assert (repeated.low, repeated.high) == pytest.approx((alone.low, alone.high), abs=2e-3)
    assert alone.low is not None
    assert alone.high is not None
    assert alone.low < alone.value < alone.high


def test_the_interval_covers_the_truth() -> None:
    y, p = _scored(n=200_000, seed=9)
    truth = roc_auc_score(y, p)
    hits = 0
    for seed in range(40):
        part = slice(1_000 * seed, 1_000 * (seed + 1))
        sessions = pd.DataFrame({"listener": 0, "session": np.arange(1_000)})
        found = auc(y[part], p[part], blocks(sessions, seed, n_draws=300))
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= truth <= found.high
    assert hits >= 34  # 95% of 40 is 38


def test_blocks_are_listeners_where_there_are_many() -> None:
    few, many = _plays(MIN_LISTENER_BLOCKS - 1), _plays(MIN_LISTENER_BLOCKS)
    assert blocks(few, 0, 2).weights.shape == (2, 300)
    assert blocks(many, 0, 2).weights.shape == (2, MIN_LISTENER_BLOCKS)


def test_draws_are_seeded_and_keep_the_number_of_blocks() -> None:
    one, two, other = (blocks(_plays(1), seed, 50) for seed in (5, 5, 6))
    assert (one.weights == two.weights).all()
    assert not (one.weights == other.weights).all()
    assert (one.weights.sum(axis=1) == 300).all()


def test_sums_over_blocks() -> None:
    resamples = Blocks(np.array([0, 1, 1]), np.array([[2.0, 0.0], [1.0, 1.0]]))
    columns = np.array([[1.0, 10.0], [2.0, 20.0], [4.0, 40.0]])
    assert resamples.sums(columns).tolist() == [[2, 20], [7, 70]]


def test_calibration_agrees_with_statsmodels() -> None:
    y, p = _scored()
    found = calibrate(y, p)
    assert found is not None
    model = sm.Logit(y, sm.add_constant(logit(p))).fit(disp=0, tol=1e-12)
    large = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=logit(p)).fit()
    assert (found.base, found.slope) == pytest.approx(tuple(model.params), abs=1e-6)
    assert found.large == pytest.approx(large.params[0], abs=1e-6)
    assert found.slope == pytest.approx(1 / 1.3, abs=0.08)


def test_a_constant_prediction_has_no_calibration() -> None:
    assert calibrate(np.array([0.0, 1.0]), np.array([0.4, 0.4])) is None


def _slope(y: NDArray[np.float64], p: NDArray[np.float64], w: NDArray[np.float64]) -> float:
    model = sm.GLM(y, sm.add_constant(logit(p)), sm.families.Binomial(), freq_weights=w)
    return float(model.fit().params[1])


def _large(y: NDArray[np.float64], p: NDArray[np.float64], w: NDArray[np.float64]) -> float:
    family = sm.families.Binomial()
    model = sm.GLM(y, np.ones(len(y)), family, offset=logit(p), freq_weights=w)
    return float(model.fit().params[0])


def test_measures_agree_with_the_libraries_on_every_resample() -> None:
    """The oracle measures each resample from its weighted plays; here one product does them all."""
    y, p = _scored()
    resamples = blocks(_plays(1), 3, n_draws=60)
    found = measures(y, p, resamples)
    oracles: dict[str, tuple[Callable[[NDArray[np.float64]], float], float]] = {
        "accuracy": (lambda w: accuracy_score(y, p >= 0.5, sample_weight=w), 1e-9),
        "auc": (lambda w: roc_auc_score(y, p, sample_weight=w), 1e-3),
        "pr_auc": (lambda w: average_precision_score(y, p, sample_weight=w), 2e-3),
        "log_loss": (lambda w: log_loss(y, p, sample_weight=w), 1e-9),
        "brier": (lambda w: brier_score_loss(y, p, sample_weight=w), 1e-9),
        "slope": (lambda w: _slope(y, p, w), 6e-3),
        "intercept": (lambda w: _large(y, p, w), 6e-3),
    }
    for name, (oracle, tolerance) in oracles.items():
        one = getattr(found, name)
        assert one.value == pytest.approx(oracle(np.ones(len(y))), abs=1e-5), name
        draws = [oracle(weights[resamples.block]) for weights in resamples.weights]
        expected = np.quantile(draws, [0.025, 0.975])
        assert (one.low, one.high) == pytest.approx(expected, abs=tolerance), name


def test_intervals_of_measures_cover_the_truth() -> None:
    y, p = _scored(n=200_000, seed=11)
    truth = measures(y, p, blocks(_plays(1, 200_000), 0, n_draws=2))
    names = ("accuracy", "pr_auc", "log_loss", "brier", "slope", "intercept")
    hits = dict.fromkeys(names, 0)
    for seed in range(40):
        part = slice(1_000 * seed, 1_000 * (seed + 1))
        sessions = pd.DataFrame({"listener": 0, "session": np.arange(1_000)})
        found = measures(y[part], p[part], blocks(sessions, seed, n_draws=300))
        for name in names:
            one = getattr(found, name)
            hits[name] += one.low <= getattr(truth, name).value <= one.high
    assert min(hits.values()) >= 34, hits  # 95% of 40 is 38


def test_a_constant_prediction_is_measured_but_for_its_calibration() -> None:
    y, _ = _scored(n=400)
    found = measures(y, np.full(400, 0.3), blocks(_plays(1, 400), 0, n_draws=50))
    assert (found.slope, found.intercept) == (None, None)
    assert (found.auc.value, found.auc.low, found.auc.high) == (0.5, 0.5, 0.5)
    assert found.pr_auc.value == pytest.approx(y.mean())
