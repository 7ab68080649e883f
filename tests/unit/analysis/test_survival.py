"""Kaplan-Meier and the log-rank test against lifelines, and at their edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

from reporter.analysis.statistics.intervals import wilson
from reporter.analysis.statistics.survival import KaplanMeier, kaplan_meier, log_rank


def drawn(seed: int, mean: float, n: int = 80) -> tuple[np.ndarray, np.ndarray]:
    """Whole days, so that there are ties, of which a third are censored."""
    rng = np.random.default_rng(seed)
    lives, ends = rng.exponential(mean, n), rng.exponential(2 * mean, n)
    return np.ceil(np.minimum(lives, ends)), lives <= ends


@pytest.mark.parametrize("seed", range(5))
def test_curve_and_interval_as_lifelines(seed: int) -> None:
    durations, ended = drawn(seed, 20.0)
    ours = kaplan_meier(durations, ended)
    oracle = KaplanMeierFitter().fit(durations, ended)
    low, high = (oracle.confidence_interval_.iloc[:, i] for i in (0, 1))

    assert (ours.n, ours.n_events) == (80, int(ended.sum()))
    assert ours.median() == oracle.median_survival_time_
    for time in ours.times:
        share = ours.at(time)
        assert share.value == pytest.approx(float(oracle.predict(time)), abs=1e-12)
        if 0 < share.value < 1:
            assert share.low == pytest.approx(float(low[time]), abs=1e-9)
            assert share.high == pytest.approx(float(high[time]), abs=1e-9)


@pytest.mark.filterwarnings("ignore:Starting with pandas version 4")  # lifelines' own
@pytest.mark.parametrize(("seed", "mean"), [(0, 20.0), (1, 30.0), (2, 60.0)])
def test_log_rank_as_lifelines(seed: int, mean: float) -> None:
    first, second = drawn(seed, 20.0), drawn(seed + 100, mean, 50)
    found = log_rank(kaplan_meier(*first), kaplan_meier(*second))
    oracle = logrank_test(first[0], second[0], first[1], second[1])

    assert found == pytest.approx((oracle.test_statistic, oracle.p_value), rel=1e-9)
    assert log_rank(kaplan_meier(*second), kaplan_meier(*first)) == pytest.approx(found)


def test_from_a_time_on_is_the_curve_of_those_who_reached_it() -> None:
    durations, ended = drawn(3, 20.0)
    late = durations > 10
    whole, rest = kaplan_meier(durations, ended), kaplan_meier(durations[late], ended[late])

    assert whole.after(10, 25) == rest.at(25)
    assert whole.after(10, 25).n == late.sum()
    assert whole.after(10, 25).value == pytest.approx(whole.at(25).value / whole.at(10).value)


def test_weights_stand_for_repeats() -> None:
    once = kaplan_meier([3, 5, 8], [True, False, True], [2, 1, 3])
    each = kaplan_meier([3, 3, 5, 8, 8, 8], [1, 1, 0, 1, 1, 1])

    assert once.at(4) == each.at(4)
    assert (once.n, once.n_events) == (6, 5)


def test_shares_without_variance_have_wilson_s_interval() -> None:
    curve = kaplan_meier([5.0] * 10 + [2.0], [True] * 10 + [False])

    assert (curve.at(4).low, curve.at(4).high) == wilson(1.0, 10)
    assert (curve.at(5).value, curve.at(5).low, curve.at(5).high) == (0.0, *wilson(0.0, 10))


def test_nothing_dies() -> None:
    curve = kaplan_meier([3, 4], [False, False])

    assert curve.at(10).value == 1.0
    assert curve.median() is None
    assert log_rank(curve, curve) is None


def test_nobody_is_left() -> None:
    with pytest.raises(ValueError, match="above 8"):
        kaplan_meier([3, 8], [True, True]).after(8, 9)


def test_the_level_of_the_log_rank_test_is_kept() -> None:
    """Groups of one distribution: about 5% of 400 tests reject, within three standard errors."""
    rejected = 0
    for seed in range(400):
        a, b = drawn(seed, 20.0, 40), drawn(seed + 1000, 20.0, 40)
        found = log_rank(kaplan_meier(*a), kaplan_meier(*b))
        assert found is not None
        rejected += found[1] < 0.05

    assert abs(rejected / 400 - 0.05) < 3 * math.sqrt(0.05 * 0.95 / 400)


def test_intervals_cover() -> None:
    """S(20) of an exponential with mean 20 lies in about 95% of intervals."""
    covered = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        lives, ends = rng.exponential(20, 80), rng.exponential(40, 80)
        share: KaplanMeier = kaplan_meier(np.minimum(lives, ends), lives <= ends)
        covered += share.at(20).low <= math.exp(-1) <= share.at(20).high

    assert abs(covered / 400 - 0.95) < 3 * math.sqrt(0.05 * 0.95 / 400)
