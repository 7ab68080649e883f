"""Rates with clustered variance, against plain recomputation and published intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from reporter.analysis.statistics.intervals import newcombe, wilson
from reporter.analysis.statistics.rates import Ratio, RatioPair
from reporter.results.facts import Unit

Cluster = tuple[int, int]


def ratio(clusters: list[Cluster]) -> Ratio:
    """The ratio of some (skips, decided) clusters."""
    return Ratio(
        sum(s for s, _ in clusters),
        sum(n for _, n in clusters),
        sum(s * s for s, _ in clusters),
        sum(s * n for s, n in clusters),
        sum(n * n for _, n in clusters),
        sum(n > 0 for _, n in clusters),
    )


def welch_df(v1: float, df1: int, v2: float, df2: int) -> float:
    """Welch's and Satterthwaite's degrees of freedom, by the book."""
    return (v1 + v2) ** 2 / (v1**2 / df1 + v2**2 / df2)


def test_single_plays_as_clusters_have_the_binomial_variance() -> None:
    found = ratio([(1, 1)] * 30 + [(0, 1)] * 70)
    assert found.value == 0.3
    assert found.variance == pytest.approx(0.3 * 0.7 / 99)
    assert found.design_effect == pytest.approx(100 / 99)


def test_clusters_of_equal_plays_count_as_one_play_each() -> None:
    """Ten plays alike in each cluster: the effective number of plays is that of clusters."""
    found = ratio([(10, 10)] * 30 + [(0, 10)] * 70)
    assert found.design_effect == pytest.approx(10 * 100 / 99)
    t = stats.t(99).ppf(0.975) / stats.norm.ppf(0.975)
    assert found.interval() == pytest.approx(wilson(0.3, 99 / t**2), abs=1e-12)


def test_a_variance_below_the_binomial_one_is_not_believed() -> None:
    assert ratio([(1, 2)] * 50).design_effect == 1
    low, high = ratio([(1, 2), (1, 2), (2, 4)]).interval()
    assert low is not None
    assert high is not None
    assert low < 0.5 < high


def test_one_cluster_has_no_interval() -> None:
    estimate = ratio([(3, 10)]).estimate()
    assert (estimate.value, estimate.n, estimate.low, estimate.high) == (0.3, 10, None, None)


def test_a_share_of_zero_counts_each_cluster_once() -> None:
    """Wilson's upper end for 0 of 10 is 0.277533 (published), here for 10 clusters of 5."""
    _, high = ratio([(0, 5)] * 10).interval()
    assert high == pytest.approx(0.277533, abs=1e-6)


def test_the_variance_covers_as_often_as_it_says() -> None:
    """Planted: 400 histories of 40 days whose rates differ by day; 95% of intervals cover."""
    rng = np.random.default_rng(7)
    covered = 0
    for _ in range(400):
        days = np.clip(rng.normal(0.3, 0.12, 40), 0.01, 0.99)
        plays = rng.integers(5, 40, 40)
        low, high = ratio(
            [(int(rng.binomial(n, p)), int(n)) for p, n in zip(days, plays, strict=True)]
        ).interval()
        assert low is not None
        assert high is not None
        covered += low <= 0.3 <= high
    assert 0.91 <= covered / 400 <= 0.985


@pytest.mark.parametrize(("n_days", "spread"), [(7, 0.0), (7, 0.08), (7, 0.15), (28, 0.08)])
def test_a_difference_of_weeks_covers_as_often_as_it_says(n_days: int, spread: float) -> None:
    """Planted: 600 pairs of weeks whose days differ and whose rates do not."""
    rng = np.random.default_rng(13)
    covered = rejected = 0
    for _ in range(600):
        weeks = []
        for _ in range(2):
            rates = np.clip(rng.normal(0.3, spread, n_days), 0.01, 0.99)
            plays = rng.integers(10, 60, n_days)
            skips = rng.binomial(plays, rates)
            weeks.append(ratio(list(zip(skips.tolist(), plays.tolist(), strict=True))))
        pair = RatioPair(weeks[0], weeks[1])
        low, high = pair.interval()
        assert low is not None
        assert high is not None
        assert pair.p_value is not None
        covered += low <= 0 <= high
        rejected += pair.p_value < 0.05
    assert 0.93 <= covered / 600 <= 0.995
    assert rejected / 600 <= 0.07


def test_the_same_few_listeners_have_clusters_less_one_degrees_of_freedom() -> None:
    """Three listeners, whose differences are 10, 12 and 14 points: the paired t test."""
    now, before = [(40, 100), (52, 100), (64, 100)], [(30, 100), (40, 100), (50, 100)]
    pair = RatioPair(
        ratio(now),
        ratio(before),
        sum(a[0] * b[0] for a, b in zip(now, before, strict=True)),
        sum(a[0] * b[1] for a, b in zip(now, before, strict=True)),
        sum(a[1] * b[0] for a, b in zip(now, before, strict=True)),
        sum(a[1] * b[1] for a, b in zip(now, before, strict=True)),
    )
    assert pair.df == 2
    oracle = stats.ttest_rel([0.40, 0.52, 0.64], [0.30, 0.40, 0.50])
    assert pair.p_value == pytest.approx(oracle.pvalue)


def test_independent_pairs_have_newcombes_interval() -> None:
    """The published case 56 of 70 against 48 of 80."""
    now, before = Ratio(56, 70, 56, 56, 70, 70), Ratio(48, 80, 48, 48, 80, 80)
    pair = RatioPair(now, before)
    welch = welch_df(0.16 / 69, 69, 0.24 / 79, 79)
    assert pair.df == pytest.approx(welch)
    shrink = (stats.norm.ppf(0.975) / stats.t(welch).ppf(0.975)) ** 2
    expected = newcombe(0.8, 69 * shrink, 0.6, 79 * shrink)
    assert pair.interval() == pytest.approx(expected, abs=1e-9)
    assert pair.interval() == pytest.approx((0.052431, 0.333873), abs=3e-3)
    assert pair.change().unit is Unit.POINTS
    assert pair.change().value == pytest.approx(20)


def test_the_same_clusters_in_both_periods_narrow_the_difference() -> None:
    rng = np.random.default_rng(3)
    level = rng.beta(2, 4, 300)
    one = [(int(rng.binomial(20, p)), 20) for p in level]
    two = [(int(rng.binomial(20, p)), 20) for p in level]
    products = {
        "num_num": sum(a[0] * b[0] for a, b in zip(one, two, strict=True)),
        "num_den": sum(a[0] * b[1] for a, b in zip(one, two, strict=True)),
        "den_num": sum(a[1] * b[0] for a, b in zip(one, two, strict=True)),
        "den_den": sum(a[1] * b[1] for a, b in zip(one, two, strict=True)),
    }
    paired = RatioPair(ratio(one), ratio(two), **products)
    independent = RatioPair(ratio(one), ratio(two))
    assert paired.standard_error is not None
    assert independent.standard_error is not None
    assert paired.standard_error < 0.7 * independent.standard_error
    differences = np.array([a[0] - b[0] for a, b in zip(one, two, strict=True)]) / 20
    assert paired.standard_error == pytest.approx(
        differences.std(ddof=1) / math.sqrt(300), rel=0.02
    )
    narrow, wide = paired.interval(), independent.interval()
    assert narrow[0] is not None
    assert wide[0] is not None
    assert narrow[0] > wide[0]


def test_a_difference_without_spread_has_no_p_value() -> None:
    pair = RatioPair(ratio([(3, 10)]), ratio([(1, 10)]))
    assert pair.standard_error is None
    assert pair.p_value is None
    assert pair.interval() == (None, None)


clusters = st.lists(
    st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=30,
)


@given(clusters)
def test_an_interval_holds_its_value_and_lies_between_0_and_1(found: list[Cluster]) -> None:
    one = ratio(found)
    low, high = one.interval()
    assert low is not None
    assert high is not None
    assert 0 <= low <= one.value <= high <= 1


@given(clusters, clusters)
def test_a_difference_turned_round_has_the_interval_turned_round(
    a: list[Cluster], b: list[Cluster]
) -> None:
    there, back = RatioPair(ratio(a), ratio(b)), RatioPair(ratio(b), ratio(a))
    low, high = there.interval()
    other_low, other_high = back.interval()
    assert low is not None
    assert high is not None
    assert (other_low, other_high) == pytest.approx((-high, -low))
    assert low <= there.difference <= high
