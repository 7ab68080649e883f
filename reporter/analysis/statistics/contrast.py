"""Weighted sums of several ratios over the same clusters, such as a difference in differences.

The variance is the linearised one of `rates`, with every covariance between the ratios: plays of
one listener, or of one day, stand in several of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.analysis.statistics.intervals import student_z95
from reporter.analysis.statistics.rates import Ratio
from reporter.results.facts import Estimate, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Ratios:
    """Ratios of cluster totals; total 2i is the numerator of ratio i, total 2i + 1 its denominator.

    Attributes:
        totals: over all clusters.
        products: sums over the clusters of the products of two totals, (n_totals, n_totals).
        clusters: clusters with a denominator above 0, of each ratio.
    """

    totals: tuple[int, ...]
    products: tuple[tuple[int, ...], ...]
    clusters: tuple[int, ...]

    def ratio(self, i: int) -> Ratio | None:
        """One of them alone; none with an empty denominator."""
        num, den = 2 * i, 2 * i + 1
        if self.totals[den] == 0:
            return None
        return Ratio(
            self.totals[num],
            self.totals[den],
            self.products[num][num],
            self.products[num][den],
            self.products[den][den],
            self.clusters[i],
        )

    def points(self, weights: Mapping[int, int]) -> Estimate | None:
        """The weighted sum of ratios in points; `n` is the smallest denominator.

        Args:
            weights: weight of each ratio that takes part, by its index.

        Returns:
            With its interval by Student's t; none where a ratio has fewer than two clusters, or
            nothing varies.
        """
        clusters = min(self.clusters[i] for i in weights)
        if clusters < 2:  # noqa: PLR2004 - two make a spread
            return None
        rates = {i: self.totals[2 * i] / self.totals[2 * i + 1] for i in weights}
        gradient: dict[int, float] = {}
        for i, weight in weights.items():
            gradient[2 * i] = weight / self.totals[2 * i + 1]
            gradient[2 * i + 1] = -weight * rates[i] / self.totals[2 * i + 1]
        variance = sum(
            a * b * self.products[i][j] for i, a in gradient.items() for j, b in gradient.items()
        )
        if variance <= 0:
            return None
        value = sum(weight * rates[i] for i, weight in weights.items())
        half = student_z95(clusters - 1) * math.sqrt(variance * clusters / (clusters - 1))
        n = min(self.totals[2 * i + 1] for i in weights)
        return Estimate(100 * value, Unit.POINTS, n, 100 * (value - half), 100 * (value + half))
