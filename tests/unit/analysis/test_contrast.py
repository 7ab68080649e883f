"""Sums of ratios over shared clusters, against the ratios' own formula and a plain bootstrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.analysis.statistics.contrast import Ratios
from reporter.analysis.statistics.rates import Ratio, RatioPair

if TYPE_CHECKING:
    from numpy.typing import NDArray


def ratios(clusters: NDArray[np.int64]) -> Ratios:
    """From (n_clusters, 2 x n_ratios) totals."""
    products = clusters.T @ clusters
    return Ratios(
        tuple(clusters.sum(axis=0).tolist()),
        tuple(tuple(row) for row in products.tolist()),
        tuple((clusters[:, 1::2] > 0).sum(axis=0).tolist()),
    )


def planted(n: int, shift: float, seed: int) -> NDArray[np.int64]:
    """Clusters with a level of their own, of which ratio 0 is shifted."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0.35, 0.1, n)
    plays = rng.integers(5, 40, (n, 4))
    rates = np.clip(level[:, None] + np.array([shift, 0.0, 0.0, 0.0]), 0.01, 0.99)
    cells = np.stack([rng.binomial(plays, rates), plays], axis=2)
    return cells.reshape(n, 8)


DIFFERENCES = {0: 1, 1: -1, 2: -1, 3: 1}


def test_two_ratios_have_the_standard_error_of_a_pair() -> None:
    found = planted(200, 0.05, 1)
    both = ratios(found)
    now, before = both.ratio(0), both.ratio(1)
    assert isinstance(now, Ratio)
    assert isinstance(before, Ratio)
    cross = (found[:, 0:2].T @ found[:, 2:4]).ravel().tolist()
    pair = RatioPair(now, before, *cross)
    points = both.points({0: 1, 1: -1})
    assert points is not None
    assert points.value == pytest.approx(100 * pair.difference)
    assert points.low is not None
    half = (points.value - points.low) / 100
    assert half == pytest.approx((pair.standard_error or 0) * 1.971957, rel=1e-5)  # t with df 199


def test_the_interval_is_that_of_resampled_clusters() -> None:
    found = planted(300, 0.1, 2)
    points = ratios(found).points(DIFFERENCES)
    assert points is not None
    rng = np.random.default_rng(3)
    draws = []
    for _ in range(2000):
        sums = found[rng.integers(0, 300, 300)].sum(axis=0)
        rates = sums[0::2] / sums[1::2]
        draws.append(100 * (rates[0] - rates[1] - rates[2] + rates[3]))
    low, high = np.quantile(draws, (0.025, 0.975))
    assert (points.low, points.high) == pytest.approx((low, high), abs=0.4)


def test_it_covers_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(300):
        points = ratios(planted(40, 0.08, seed)).points(DIFFERENCES)
        assert points is not None
        assert points.low is not None
        assert points.high is not None
        covered += points.low <= 8 <= points.high
    assert 0.92 <= covered / 300 <= 0.98


def test_what_has_no_spread_has_no_interval() -> None:
    one = np.array([[3, 10, 4, 10, 1, 10, 2, 10]])
    assert ratios(one).points(DIFFERENCES) is None
    alike = np.repeat(one, 5, axis=0)
    assert ratios(alike).points(DIFFERENCES) is None
    empty = np.array([[3, 10, 0, 0, 1, 10, 2, 10]] * 4)
    assert ratios(empty).points(DIFFERENCES) is None
    assert ratios(empty).ratio(1) is None
