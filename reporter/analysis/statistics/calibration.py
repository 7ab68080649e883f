"""Calibration of predicted chances.

Source: D. R. Cox, "Two further applications of a model for binary regression", Biometrika 45
(1958).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit

from reporter.analysis.statistics.logistic import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RIDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Calibration:
    """The line that turns log-odds of predictions into those of outcomes.

    Attributes:
        slope: 1 is right; below it, predictions are too far from one another.
        base: intercept beside that slope.
        large: calibration in the large, the intercept at slope 1; 0 is right.
    """

    slope: float
    base: float
    large: float


def calibrate(y: Floats, p: Floats) -> Calibration | None:
    """Fit the line.

    Args:
        y: 0 or 1, shape (n,).
        p: predicted chances within (0, 1), shape (n,).

    Returns:
        None where all predictions are equal.
    """
    if np.ptp(p) == 0:
        return None
    linear = logit(p)
    ones = np.ones((len(p), 1))
    base, slope = fit(np.column_stack([ones, linear]), y, ridge=RIDGE)
    large = fit(ones, y, ridge=RIDGE, offset=linear)[0]
    return Calibration(float(slope), float(base), float(large))
