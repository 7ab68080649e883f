"""Intervals and tests of proportions."""

from __future__ import annotations

import pytest

from reporter.analysis.statistics.intervals import (
    Z95,
    benjamini_hochberg,
    newcombe,
    two_proportion_z,
    two_sided_p,
    wilson,
)


@pytest.mark.parametrize("n", [1, 2.5, 7, 1_000_000])
@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 1.0])
def test_wilson_lies_in_the_unit_interval_around_the_proportion(p: float, n: float) -> None:
    low, high = wilson(p, n)

    assert 0 <= low <= p <= high <= 1
    assert low < high


def test_wilson_mirrors() -> None:
    low, high = wilson(0.2, 30)

    assert wilson(0.8, 30) == pytest.approx((1 - high, 1 - low))


def test_wilson_is_wider_for_a_smaller_effective_sample() -> None:
    low, high = wilson(0.4, 100 / 2.5)
    narrow_low, narrow_high = wilson(0.4, 100)

    assert low < narrow_low < narrow_high < high


def test_wilson_of_no_trials_says_nothing() -> None:
    assert wilson(0.3, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("p", "n"), [(1.1, 5), (-0.1, 5), (0.5, -1)])
def test_wilson_refuses_what_is_no_proportion(p: float, n: float) -> None:
    with pytest.raises(ValueError, match="a proportion of"):
        wilson(p, n)


def test_newcombe_turns_its_sign_with_its_arguments() -> None:
    low, high = newcombe(0.5, 40, 0.3, 25.5)

    assert newcombe(0.3, 25.5, 0.5, 40) == pytest.approx((-high, -low))
    assert low < 0.2 < high


def test_newcombe_reaches_from_one_end_to_the_other_without_trials() -> None:
    assert newcombe(0.5, 0, 0.5, 0) == pytest.approx((-(0.5**0.5), 0.5**0.5))


def test_two_proportion_z_changes_sign() -> None:
    z, p = two_proportion_z(10, 100, 20, 100)
    other_z, other_p = two_proportion_z(20, 100, 10, 100)

    assert z == pytest.approx(-other_z)
    assert z < 0
    assert p == pytest.approx(other_p)


@pytest.mark.parametrize("successes", [(0, 0), (4, 9)])
def test_two_proportion_z_of_samples_without_variance(successes: tuple[int, int]) -> None:
    assert two_proportion_z(successes[0], 4, successes[1], 9) == (0.0, 1.0)


def test_two_proportion_z_needs_trials() -> None:
    with pytest.raises(ValueError, match="0 and 5 trials"):
        two_proportion_z(0, 0, 1, 5)


def test_two_sided_p() -> None:
    assert two_sided_p(0.0) == 1.0
    assert two_sided_p(-Z95) == pytest.approx(0.05)


def test_benjamini_hochberg_by_hand() -> None:
    """4 tests: 0.01 * 4/1, 0.04 * 4/3 (which caps 0.03 * 4/2 at 0.0533), 0.5 * 4/4."""
    assert benjamini_hochberg([0.04, 0.01, 0.5, 0.03]) == pytest.approx(
        (0.16 / 3, 0.04, 0.5, 0.16 / 3)
    )


def test_benjamini_hochberg_keeps_order_and_never_lowers() -> None:
    p = (0.2, 0.001, 0.04, 0.9, 0.04)
    adjusted = benjamini_hochberg(p)

    assert all(new >= old for new, old in zip(adjusted, p, strict=True))
    assert sorted(range(5), key=lambda i: (adjusted[i], i)) == [1, 2, 4, 0, 3]


def test_benjamini_hochberg_of_nothing() -> None:
    assert benjamini_hochberg([]) == ()
