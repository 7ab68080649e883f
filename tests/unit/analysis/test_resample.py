"""Changes of counts by the weekday-matched bootstrap."""

from __future__ import annotations

import numpy as np
import pytest

from reporter.analysis.statistics.resample import count_change

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
    """Planted: nothing changes; at 5% the test speaks up in 2 to 12% of 400 weeks."""
    rng = np.random.default_rng(11)
    alarms = 0
    for seed in range(400):
        now, before = rng.normal(100, 20, (2, 7))
        found = count_change(list(now), list(before), seed=seed)
        assert found is not None
        alarms += found.p < 0.05
    assert 0.02 <= alarms / 400 <= 0.12
