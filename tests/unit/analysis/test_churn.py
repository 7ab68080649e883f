"""Churn risk on planted truth and on noise; its measures against scikit-learn and statsmodels."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest
import statsmodels.api as sm
from sklearn.metrics import roc_auc_score

from reporter.analysis.retention.churn import calibration, churn, weighted_auc
from reporter.analysis.retention.fortnights import Fortnights
from reporter.results.churn import ChurnRisk, RiskModel
from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

N_CUT_OFFS = 8


def made(risk: Callable[[Floats, Floats], Floats], n: int = 600, seed: int = 0) -> Fortnights:
    """Listeners at eight cut-offs; `risk` is of the days silent and the share of active days."""
    rng = np.random.default_rng(seed)
    tables = []
    for cut_off in range(N_CUT_OFFS):
        habit = rng.beta(1.5, 4, n)
        silent = np.minimum(rng.geometric(np.clip(habit, 0.08, 1)), 28)
        days = rng.binomial(84 - silent, habit) + 1
        share = days / 84
        back = rng.random(n) >= risk(silent.astype(float), share)
        tables.append(
            pa.table(
                {
                    "cut_off": np.full(n, cut_off),
                    "listener_id": [f"L{i:05d}" for i in range(n)],
                    "silent": silent,
                    "since": np.full(n, 120),
                    "plays_28": days * 3,
                    "back": back & (cut_off > 0),
                    "days_7": np.minimum(days // 12, 7),
                    "days_14": np.minimum(days // 6, 14),
                    "days_28": np.minimum(days // 3 + 1, 28),
                    "days_84": days,
                }
            )
        )
    return Fortnights(pa.concat_tables(tables), date(2024, 12, 16), N_CUT_OFFS, n, sampled=False)


def by_habit(silent: Floats, share: Floats) -> Floats:
    return 1 / (1 + np.exp(-(1.5 + 0.05 * silent - 12 * share)))


def by_recency(silent: Floats, share: Floats) -> Floats:
    return 1 / (1 + np.exp(-(-2.5 + 0.15 * silent + 0 * share)))


def risk_of(past: Fortnights, seed: int = 1) -> ChurnRisk:
    found = churn(past, seed).found
    assert isinstance(found, ChurnRisk)
    return found


def test_habit_that_matters_is_used_and_calibrated() -> None:
    slopes, intercepts = [], []
    for seed in range(10):
        found = risk_of(made(by_habit, seed=seed))
        assert found.model is RiskModel.FEATURES
        assert found.log_loss_gain.low is not None
        assert found.log_loss_gain.low > 0
        assert found.auc_gain.value > 0
        slope, intercept = found.chosen.calibration_slope, found.chosen.calibration_intercept
        assert slope is not None
        assert intercept is not None
        slopes.append(slope.value)
        intercepts.append(intercept.value)

    assert np.mean(slopes) == pytest.approx(1, abs=0.1)
    assert np.mean(intercepts) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("seed", range(4))
def test_where_recency_is_all_there_is_the_risks_come_from_it(seed: int) -> None:
    assert risk_of(made(by_recency, seed=seed)).model is RiskModel.RECENCY


def test_noise_is_not_foreseen() -> None:
    found = risk_of(made(lambda silent, _: np.full(len(silent), 0.2)))

    assert found.model is RiskModel.RECENCY
    assert found.chosen.auc.low is not None
    assert found.chosen.auc.low < 0.55
    assert found.expected.value == pytest.approx(120, abs=15)


def test_the_number_who_go_lies_in_its_interval() -> None:
    """The truth of the present cut-off is drawn from the planted risks: 40 seeds, 95% of them."""
    covered = 0
    for seed in range(40):
        past = made(by_recency, n=400, seed=seed)
        expected = risk_of(past).expected
        now = past.table.slice(0, 400)
        silent = now["silent"].to_numpy().astype(float)
        gone = np.random.default_rng(seed + 99).random(400) < by_recency(silent, silent)
        assert expected.low is not None
        assert expected.high is not None
        covered += expected.low <= gone.sum() <= expected.high

    assert covered >= 34


def test_a_rare_outcome_is_a_gap() -> None:
    never = churn(made(lambda silent, _: np.zeros(len(silent)), n=60), 1)

    assert never.listeners is None
    assert never.found == Gap(Part.CHURN, Reason.TOO_FEW_RETURNS, have=0, need=20)


def test_weighted_auc_as_scikit_learn() -> None:
    rng = np.random.default_rng(2)
    truth = (rng.random(200) < 0.3).astype(float)
    score = np.round(rng.random(200) + 0.3 * truth, 1)  # with ties
    weights = rng.multinomial(200, np.full(200, 1 / 200), size=20).astype(float)
    expected = [roc_auc_score(truth, score, sample_weight=one) for one in weights]

    assert weighted_auc(truth, score, weights) == pytest.approx(expected)
    assert np.isnan(weighted_auc(np.ones(3), np.ones(3), np.ones((1, 3)))).all()


def test_calibration_as_statsmodels() -> None:
    rng = np.random.default_rng(3)
    p = rng.uniform(0.05, 0.95, 500)
    truth = (rng.random(500) < p**1.5).astype(float)
    line = np.log(p / (1 - p))
    model = sm.Logit(truth, sm.add_constant(line)).fit(disp=False)
    large = sm.GLM(truth, np.ones(500), family=sm.families.Binomial(), offset=line).fit()
    slope, intercept = calibration(truth, p)

    assert slope is not None
    assert intercept is not None
    assert slope.value == pytest.approx(model.params[1], abs=1e-4)
    assert (slope.low, slope.high) == pytest.approx(tuple(model.conf_int()[1]), abs=1e-3)
    assert intercept.value == pytest.approx(large.params[0], abs=1e-4)
    assert (intercept.low, intercept.high) == pytest.approx(tuple(large.conf_int()[0]), abs=1e-3)
    assert calibration(truth, np.full(500, 0.4)) == (None, None)
