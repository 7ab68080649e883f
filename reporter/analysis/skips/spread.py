"""How sure an adjusted effect is: its interval and its test, from draws of few or many blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.skips.evaluation import interval
from reporter.analysis.statistics.intervals import Z95, student_p, student_z95

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.evaluation import Blocks

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

POINTS = 100
"""Percentage points in a chance of one."""


def effective_blocks(group: Integers, n_groups: int, resamples: Blocks) -> Floats:
    """For each group of plays, from how many blocks of equal size it might as well come.

    Source: A. V. Carter, K. T. Schnepel, D. G. Steigerwald, "Asymptotic behavior of a t-test
    robust to cluster heterogeneity", Review of Economics and Statistics 99 (2017), in its simplest
    form (Kish's), from the blocks' numbers of plays. At least 2.
    """
    n_blocks = resamples.weights.shape[1]
    cells = np.bincount(group * n_blocks + resamples.block, minlength=n_groups * n_blocks)
    n = cells.reshape(n_groups, n_blocks).astype(float)
    squares = np.maximum((n**2).sum(axis=1), 1)
    effective: Floats = np.maximum(n.sum(axis=1) ** 2 / squares, 2)
    return effective


@dataclass(frozen=True, slots=True)
class Spread:
    """A difference of chances with its draws, on Fisher's z scale, where it has no bounds.

    Its interval cannot leave (-100, 100) points, however few blocks are behind it.

    Source: R. A. Fisher, Statistical Methods for Research Workers (1925), 35, for correlations,
    which have the same bounds: z = artanh(d), which is half the logit of (1 + d) / 2. The draws
    are carried over by the delta method.

    Attributes:
        value: in points.
        draws: of it.
        n: effective blocks behind it.
    """

    value: float
    draws: Floats
    n: float

    @property
    def _z(self) -> float:
        return float(np.arctanh(self.value / POINTS))

    @property
    def _off(self) -> Floats:
        """How far the draws are from `_z`, and a little farther.

        Resampling n blocks understates the spread by sqrt(1 - 1/n).

        Source: A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), 2.5.
        """
        slope = POINTS * (1 - (self.value / POINTS) ** 2)
        width = np.sqrt(self.n / (self.n - 1))
        off: Floats = width * (self.draws - self.value) / slope
        return off

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """95% interval: percentiles of the draws, stretched to Student's t with n - 1 df.

        None where the sum of a curve's steps is no difference of chances any more.
        """
        if abs(self.value) >= POINTS:
            return None, None
        stretch = student_z95(self.n - 1) / Z95
        return interval(POINTS * np.tanh(self._z + stretch * self._off))

    @property
    def p(self) -> float:
        """Two-sided p-value of no effect, from Student's t."""
        error = float(self._off.std(ddof=1))
        return student_p(self._z / error, self.n - 1) if error > 0 else 1.0
