"""Published numbers about proportions."""

from __future__ import annotations

import pytest

from reporter.analysis.statistics.intervals import newcombe, two_proportion_z, wilson


def test_wilson_upper_end_for_none_of_ten() -> None:
    low, high = wilson(0.0, 10)

    assert low == 0.0
    assert high == pytest.approx(0.277533, abs=5e-7)


def test_wilson_of_81_in_263() -> None:
    """Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I."""
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_two_proportions() -> None:
    z, p = two_proportion_z(56, 70, 48, 80)

    assert z == pytest.approx(2.650172, abs=5e-7)
    assert p == pytest.approx(0.008045, abs=5e-7)


def test_newcombe_interval() -> None:
    """Newcombe 1998, "Interval estimation for the difference", example (a), method 10."""
    assert newcombe(56 / 70, 70, 48 / 80, 80) == pytest.approx((0.052431, 0.333873), abs=5e-7)
