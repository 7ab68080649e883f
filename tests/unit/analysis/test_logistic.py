"""Logistic regression against scikit-learn and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from sklearn.linear_model import LogisticRegression

from reporter.analysis.statistics.logistic import fit


def _data(n: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=n), rng.random(n) < 0.3])
    y = (rng.random(n) < 1 / (1 + np.exp(-x @ [-0.5, 1.2, 0.8]))).astype(float)
    return x, y


def test_agrees_with_statsmodels() -> None:
    x, y = _data()
    expected = sm.Logit(y, x).fit(disp=0, tol=1e-12).params
    assert fit(x, y, ridge=1e-12) == pytest.approx(expected, abs=1e-7)


def test_ridge_agrees_with_scikit_learn() -> None:
    x, y = _data(seed=1)
    ridge = 7.0
    oracle = LogisticRegression(C=1 / ridge, fit_intercept=False, tol=1e-12, max_iter=10_000)
    assert fit(x, y, ridge=ridge) == pytest.approx(oracle.fit(x, y).coef_[0], abs=1e-6)


def test_offset_agrees_with_statsmodels() -> None:
    x, y = _data(seed=2)
    offset = 0.9 * x[:, 1]
    model = sm.GLM(y, x[:, :1], family=sm.families.Binomial(), offset=offset)
    expected = model.fit(tol=1e-12).params
    assert fit(x[:, :1], y, ridge=1e-12, offset=offset) == pytest.approx(expected, abs=1e-7)


def test_separated_classes_stay_finite() -> None:
    x = np.column_stack([np.ones(40), np.arange(40) >= 20])
    beta = fit(x, x[:, 1], ridge=0.01)
    assert np.isfinite(beta).all()
    assert beta[1] > 5


def test_a_column_of_zeros_has_no_effect() -> None:
    x, y = _data(seed=3)
    assert fit(np.column_stack([x, np.zeros(len(x))]), y, ridge=0.01)[-1] == 0


def test_far_offsets_do_not_throw_newton_off() -> None:
    x, y = _data(seed=4)
    beta = fit(x[:, :1], y, ridge=1e-6, offset=np.full(len(y), 30.0))
    p = 1 / (1 + np.exp(-(beta[0] + 30)))
    assert p == pytest.approx(y.mean(), abs=1e-4)
