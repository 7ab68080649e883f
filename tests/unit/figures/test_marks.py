"""Round scales."""

from __future__ import annotations

import pytest

from reporter.figures.marks import scale


@pytest.mark.parametrize(
    ("low", "high", "n", "ticks"),
    [
        (0, 8_224, 4, [0, 2_500, 5_000, 7_500, 10_000]),
        (-8.2, 7.2, 5, [-10, -5, 0, 5, 10]),
        (0.287, 0.319, 4, [0.28, 0.29, 0.30, 0.31, 0.32]),
    ],
)
def test_ticks_are_round_and_hold_the_values(
    low: float, high: float, n: int, ticks: list[float]
) -> None:
    found, limits = scale(low, high, n)
    assert found == pytest.approx(ticks)
    assert limits == pytest.approx((ticks[0], ticks[-1]))


@pytest.mark.parametrize("high", [1, 2, 3, 7])
def test_counts_have_no_ticks_between_them(high: int) -> None:
    ticks, _ = scale(0, high, whole=True)
    assert all(tick == round(tick) for tick in ticks)


@pytest.mark.parametrize("value", [1.0, 0.5, 120.0, -3.0])
def test_equal_values_are_seen_against_zero(value: float) -> None:
    _, (low, high) = scale(value, value)
    assert low <= min(value, 0) < max(value, 0) <= high
    assert high - low <= 1.5 * abs(value)


def test_nothing_but_zero_has_a_scale_too() -> None:
    _, limits = scale(0, 0)
    assert limits == (0, 1)
