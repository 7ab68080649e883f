"""Rates with the variance that they really have.

Plays of one listener, or of one day of a single listener, are alike, so that a rate over plays is
a ratio of cluster totals. Its variance is the linearised one of survey statistics (Cochran,
Sampling Techniques, 3rd ed., 6.3 and 9A.3): sums of squares and products of the cluster totals,
all of them integers and so the same on every engine and every run.

A variance from few clusters, such as the seven days of a week, is itself uncertain: intervals and
tests use Student's t, with clusters - 1 degrees of freedom for one rate and those of Welch and
Satterthwaite for a difference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from reporter.analysis.statistics.intervals import Z95, student_p, student_z95, wilson
from reporter.results.facts import Estimate, Unit


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of two totals over clusters.

    Attributes:
        num: total of the numerator, such as skips.
        den: total of the denominator, such as decided plays.
        num_num: sum of squares of the clusters' numerators.
        num_den: sum of products.
        den_den: sum of squares of the denominators.
        clusters: clusters with a denominator above 0.
    """

    num: int
    den: int
    num_num: int
    num_den: int
    den_den: int
    clusters: int

    @property
    def value(self) -> float:
        """The ratio; the denominator must not be 0."""
        return self.num / self.den

    @property
    def variance(self) -> float | None:
        """Linearised variance; none with fewer than two clusters, which have no spread."""
        if self.clusters < 2 or self.den == 0:  # noqa: PLR2004 - two make a spread
            return None
        residual = self.num_num - 2 * self.value * self.num_den + self.value**2 * self.den_den
        return self.clusters / (self.clusters - 1) * max(residual, 0.0) / self.den**2

    @property
    def simple_variance(self) -> float:
        """The variance if the plays were independent."""
        return self.value * (1 - self.value) / self.den if self.den else 0.0

    @property
    def believed_variance(self) -> float | None:
        """The variance, but at least that of independent plays; none where undefined."""
        return None if self.variance is None else max(self.variance, self.simple_variance)

    @property
    def design_effect(self) -> float | None:
        """Believed variance over that of as many independent plays; none where undefined."""
        if self.believed_variance is None or self.simple_variance <= 0:
            return None
        return self.believed_variance / self.simple_variance

    def estimate(self, unit: Unit = Unit.SHARE) -> Estimate:
        """The ratio as a share with its Wilson interval at the effective number of plays."""
        low, high = self.interval()
        return Estimate(self.value, unit, self.den, low, high)

    def interval(self, df: float | None = None) -> tuple[float | None, float | None]:
        """Wilson interval at the effective number of plays; none with fewer than two clusters.

        Source: E. L. Korn, B. I. Graubard, "Confidence intervals for proportions with small
        expected number of positive counts estimated from survey data", Survey Methodology 24
        (1998): n / design effect x (z / t)². A share of 0 or 1 has no spread to estimate a design
        effect from: there each cluster counts as one observation.

        Args:
            df: degrees of freedom of t; clusters - 1 if not given.
        """
        if self.clusters < 2:  # noqa: PLR2004 - two make a spread
            return None, None
        effect = self.design_effect
        if not effect:
            return wilson(self.value, self.clusters)
        shrink = Z95 / student_z95(df or self.clusters - 1)
        return wilson(self.value, self.den / effect * shrink**2)


@dataclass(frozen=True, slots=True)
class RatioPair:
    """The same ratio now and before over the same clusters.

    Attributes:
        num_num: sum of products numerator now x numerator before; 0 where no cluster is in both.
        num_den: numerator now x denominator before.
        den_num: denominator now x numerator before.
        den_den: denominator now x denominator before.
    """

    now: Ratio
    before: Ratio
    num_num: int = 0
    num_den: int = 0
    den_num: int = 0
    den_den: int = 0

    @property
    def difference(self) -> float:
        """Now - before, as a difference of shares."""
        return self.now.value - self.before.value

    @property
    def covariance(self) -> float:
        """Linearised covariance of the two ratios, each with the factor of its variance."""
        p, q = self.now.value, self.before.value
        products = self.num_num - q * self.num_den - p * self.den_num + p * q * self.den_den
        if not products:
            return 0.0
        factors = (ratio.clusters / (ratio.clusters - 1) for ratio in (self.now, self.before))
        return math.sqrt(math.prod(factors)) * products / (self.now.den * self.before.den)

    @property
    def standard_error(self) -> float | None:
        """Of the difference; none where either ratio has no variance."""
        now, before = self.now.believed_variance, self.before.believed_variance
        if now is None or before is None:
            return None
        variance = now + before - 2 * self.covariance
        return math.sqrt(variance) if variance > 0 else None

    @property
    def df(self) -> float:
        """Degrees of freedom of the difference's variance.

        Welch's and Satterthwaite's where the two have clusters of their own, clusters - 1 where
        they share them.
        """
        least = float(min(self.now.clusters, self.before.clusters) - 1)
        now, before = self.now.believed_variance or 0.0, self.before.believed_variance or 0.0
        if self.den_den or not now or not before:
            return least
        parts = now**2 / (self.now.clusters - 1) + before**2 / (self.before.clusters - 1)
        return (now + before) ** 2 / parts

    @property
    def p_value(self) -> float | None:
        """Two-sided, from Student's t of difference / standard error."""
        error = self.standard_error
        return student_p(self.difference / error, self.df) if error else None

    def interval(self) -> tuple[float | None, float | None]:
        """95% interval of the difference from those of the two ratios.

        Newcombe's hybrid score interval with the correlation of the two (the MOVER of Zou and
        Donner, Statistics in Medicine 27, 2008).
        """
        if min(self.now.clusters, self.before.clusters) < 2:  # noqa: PLR2004 - two make a spread
            return None, None
        now, before = self.now.interval(self.df), self.before.interval(self.df)
        if now[0] is None or now[1] is None or before[0] is None or before[1] is None:
            return None, None
        p, q, d = self.now.value, self.before.value, self.difference
        variances = (self.now.believed_variance or 0.0, self.before.believed_variance or 0.0)
        spread = math.sqrt(variances[0] * variances[1])
        correlation = max(-1.0, min(1.0, self.covariance / spread)) if spread > 0 else 0.0
        return (
            d - _mover(p - now[0], before[1] - q, correlation),
            d + _mover(now[1] - p, q - before[0], correlation),
        )

    @property
    def design_effect(self) -> float | None:
        """Variance of the difference over that of independent plays; none where undefined."""
        error = self.standard_error
        simple = self.now.simple_variance + self.before.simple_variance
        return error**2 / simple if error and simple > 0 else None

    def change(self) -> Estimate:
        """The difference in points with its interval; `n` is the smaller denominator."""
        low, high = self.interval()
        return Estimate(
            100 * self.difference,
            Unit.POINTS,
            min(self.now.den, self.before.den),
            None if low is None else 100 * low,
            None if high is None else 100 * high,
        )


def _mover(a: float, b: float, correlation: float) -> float:
    return math.sqrt(max(a * a + b * b - 2 * correlation * a * b, 0.0))
