"""Changes of counts by the weekday-matched bootstrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from reporter.analysis.statistics.rates import Ratio, RatioPair
from reporter.analysis.statistics.resample import count_change, rate_change

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK = [10.0, 12.0, 11.0, 13.0, 20.0, 30.0, 28.0]


def test_the_same_shift_every_day_is_sure() -> None:
    found = count_change([day + 5 for day in WEEK], WEEK, seed=1)
    assert found is not None
    assert (found.change, found.low, found.high) == (35, 35, 35)
    assert found.p == pytest.approx(2 / 2001)


def test_no_change_is_no_change() -> None:
    found = count_change(WEEK, WEEK, seed=1)
    assert found is not None
    assert (found.change, found.p) == (0, 1)


def test_spans_under_a_week_have_no_interval() -> None:
    assert count_change([1.0] * 6, [2.0] * 6, seed=1) is None
    assert count_change(WEEK, [], seed=1) is None


def test_the_seed_decides_the_draws() -> None:
    noisy = [9.0, 20.0, 8.0, 15.0, 11.0, 40.0, 20.0]
    assert count_change(noisy, WEEK, seed=1) == count_change(noisy, WEEK, seed=1)
    assert count_change(noisy, WEEK, seed=1) != count_change(noisy, WEEK, seed=2)


def test_months_of_different_length_are_compared_by_weekday() -> None:
    now, before = (WEEK * 5)[:31], (WEEK * 5)[:28]
    found = count_change(now, before, seed=1)
    assert found is not None
    assert found.change == pytest.approx(sum(now) - sum(before))
    assert (found.low, found.high) == pytest.approx((found.change, found.change))


def test_noise_is_called_a_change_about_as_often_as_it_should() -> None:
    """Planted: nothing changes; at 5% the test speaks up in 2 to 8% of 400 weeks."""
    rng = np.random.default_rng(11)
    alarms = covered = 0
    for seed in range(400):
        now, before = rng.normal(100, 20, (2, 7))
        found = count_change(list(now), list(before), seed=seed)
        assert found is not None
        alarms += found.p < 0.05
        covered += found.low <= 0 <= found.high
    assert 0.02 <= alarms / 400 <= 0.08
    assert 0.92 <= covered / 400 <= 0.98


def test_whole_weeks_have_the_p_value_of_the_paired_t_test() -> None:
    rng = np.random.default_rng(4)
    now, before = rng.normal(100, 20, (2, 14))
    found = count_change(list(now), list(before), seed=1)
    assert found is not None
    assert found.p == pytest.approx(stats.ttest_rel(now, before).pvalue, rel=0.05)


def test_ten_days_have_no_weekday_twice_and_are_resampled_whole() -> None:
    now, before = [*WEEK, 9.0, 14.0, 10.0], [*WEEK, 11.0, 12.0, 12.0]
    found = count_change(now, before, seed=1)
    assert found is not None
    assert found.low < found.change < found.high
    assert found.p > 0.5


def blocks(rng: np.random.Generator, n: int, level: NDArray[np.float64]) -> NDArray[np.int64]:
    """Skips and decided plays of `n` blocks, whose rates are `level`."""
    plays = rng.integers(5, 60, n)
    return np.column_stack([rng.binomial(plays, np.clip(level, 0.01, 0.99)), plays])


def as_pair(
    now: NDArray[np.int64], before: NDArray[np.int64], *, shared: bool
) -> tuple[float, float]:
    """Newcombe's interval with clustered variance, from the same blocks."""

    def ratio(found: NDArray[np.int64]) -> Ratio:
        products = found.T @ found
        sums = found.sum(axis=0)
        return Ratio(
            int(sums[0]),
            int(sums[1]),
            int(products[0, 0]),
            int(products[0, 1]),
            int(products[1, 1]),
            len(found),
        )

    cross = (now.T @ before).ravel().tolist() if shared else ()
    low, high = RatioPair(ratio(now), ratio(before), *cross).interval()
    assert low is not None
    assert high is not None
    return low, high


@pytest.mark.parametrize(("n", "shared"), [(400, True), (60, False)])
def test_blocks_resampled_agree_with_newcombes_interval(n: int, *, shared: bool) -> None:
    """Widths of 20 planted pairs: within 10% each, within 3% in the mean."""
    rng = np.random.default_rng(8)
    widths = []
    for seed in range(20):
        level = rng.normal(0.35, 0.1, n)
        now = blocks(rng, n, level)
        before = blocks(rng, n, level if shared else rng.normal(0.3, 0.1, n))
        found = rate_change(now, before, seed, shared=shared)
        expected = as_pair(now, before, shared=shared)
        assert found is not None
        widths.append((found[1] - found[0]) / (expected[1] - expected[0]))
        assert found == pytest.approx(expected, abs=0.1 * (expected[1] - expected[0]))
    assert np.mean(widths) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize(("n", "shared"), [(7, False), (30, True)])
def test_blocks_resampled_cover_as_often_as_they_say(n: int, *, shared: bool) -> None:
    rng = np.random.default_rng(9)
    covered = 0
    for seed in range(300):
        level = rng.normal(0.3, 0.08, n)
        now = blocks(rng, n, level)
        before = blocks(rng, n, level if shared else rng.normal(0.3, 0.08, n))
        found = rate_change(now, before, seed, shared=shared)
        assert found is not None
        covered += found[0] <= 0 <= found[1]
    assert 0.92 <= covered / 300 <= 0.985


def test_one_block_or_a_period_that_draws_may_empty_has_no_interval() -> None:
    one = np.array([[3, 10]])
    assert rate_change(one, one, 1, shared=True) is None
    rare = np.array([[3, 10], [0, 0], [0, 0]])
    assert rate_change(rare, rare, 1, shared=True) is None
