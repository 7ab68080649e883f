"""Logistic regression by Newton's method: small, weighted, and without random parts.

scikit-learn fits the skip model; this one serves calibration, the drivers and churn risk, which
need its gradients and Hessians.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MAX_STEPS = 100
TOLERANCE = 1e-8
"""Largest change of a coefficient that counts as none; Newton squares it in each step."""


def fit(
    x: Floats,
    y: Floats,
    *,
    ridge: float,
    offset: Floats | float = 0.0,
    start: Floats | None = None,
) -> Floats:
    """Coefficients that minimise the negative log-likelihood + ridge / 2 * their squared norm.

    Args:
        x: shape (n, p), with a column of ones where an intercept is wanted.
        y: 0 or 1.
        ridge: above 0, so that separated classes have a finite answer.
        offset: known part of the linear predictor.
        start: coefficients near the answer, where they are known: saves steps.
    """
    beta = np.zeros(x.shape[1]) if start is None else start
    loss = _loss(x, y, beta, ridge, offset)
    for _ in range(MAX_STEPS):
        p = expit(x @ beta + offset)
        gradient = x.T @ (y - p) - ridge * beta
        rooted = x * np.sqrt(p * (1 - p))[:, None]
        hessian = rooted.T @ rooted + ridge * np.eye(len(beta))
        step = np.asarray(np.linalg.solve(hessian, gradient), float)
        after = _loss(x, y, beta + step, ridge, offset)
        while after > loss and np.abs(step).max() > TOLERANCE:  # a step too far: halve it
            step /= 2
            after = _loss(x, y, beta + step, ridge, offset)
        if np.abs(step).max() <= TOLERANCE:
            break
        beta, loss = beta + step, after
    return beta


def _loss(x: Floats, y: Floats, beta: Floats, ridge: float, offset: Floats | float) -> float:
    eta = x @ beta + offset
    return float(np.sum(np.logaddexp(0, eta) - y * eta) + ridge / 2 * beta @ beta)
