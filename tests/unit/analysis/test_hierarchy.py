"""Rates drawn to what all share: coverage in planted worlds, brute force, and edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from reporter.analysis.statistics.hierarchy import ERRORS, STRENGTHS, RatePrior, rate_prior

UNIFORM = (1.0, 1.0, 1.0)


def planted(
    rng: np.random.Generator, groups: int, strength: float
) -> tuple[list[float], list[tuple[int, int]]]:
    trials = rng.integers(5, 60, groups)
    rates = rng.beta(0.3 * strength, 0.7 * strength, groups)
    successes = rng.binomial(trials, rates)
    return rates.tolist(), list(zip(successes.tolist(), trials.tolist(), strict=True))


@pytest.mark.parametrize("groups", [5, 40, 400])
@pytest.mark.parametrize("strength", [3.0, 20.0, 150.0, 1e9])
def test_intervals_hold_planted_rates(groups: int, strength: float) -> None:
    """However much the rates differ: not at all, as when one best guess made them collapse, too."""
    rng = np.random.default_rng([groups, int(strength)])
    held = []
    for _ in range(2_000 // groups):
        rates, counts = planted(rng, groups, strength)
        found = rate_prior(counts).posteriors(counts)
        held += [
            one.low <= rate <= one.high
            for one, rate in zip(found, rates, strict=True)
            if one.low is not None and one.high is not None
        ]
    assert len(held) == 2_000 // groups * groups
    assert np.mean(held) > 0.9


def test_rates_that_differ_by_chance_alone_are_drawn_close() -> None:
    rng = np.random.default_rng(6)
    counts = [(int(rng.binomial(20, 0.3)), 20) for _ in range(500)]
    found = rate_prior(counts).posteriors(counts)
    assert max(one.value for one in found) < 0.4
    assert min(one.high - one.low for one in found if one.low and one.high) > 0.03


def test_rates_that_differ_much_stay_as_they_are() -> None:
    counts = [(2, 100), (95, 100), (50, 100), (10, 100), (80, 100), (30, 100)]
    for (successes, _), one in zip(counts, rate_prior(counts).posteriors(counts), strict=True):
        assert one.value == pytest.approx(successes / 100, abs=0.02)
        assert one.n == 100


def test_weights_are_those_of_the_beta_binomial() -> None:
    counts = [(3, 10), (7, 10), (3, 10), (1, 4)]
    prior = rate_prior(counts)
    assert prior.weight.shape == (len(STRENGTHS) * len(ERRORS),)
    assert prior.weight.sum() == pytest.approx(1)
    fits = np.array(
        [
            sum(stats.betabinom(n, a, b).logpmf(k) for k, n in counts)
            for a, b in zip(prior.alpha, prior.beta, strict=True)
        ]
    )
    strength = prior.alpha + prior.beta
    total, successes, squares = 34, 14, 316
    pooled = successes / total
    deviation = np.sqrt(
        (1 + (squares / total - 1) / (strength + 1)) / (total * pooled * (1 - pooled))
    )
    worth = np.exp(fits) * deviation * strength / (total / 4 + strength) ** 2
    assert prior.weight == pytest.approx(worth / worth.sum())


def test_a_posterior_has_the_mixtures_mean_and_variance() -> None:
    prior = RatePrior(np.array([2.0, 30.0]), np.array([3.0, 20.0]), np.array([0.3, 0.7]))
    (found,) = prior.posteriors([(7, 9)])
    parts = [stats.beta(9, 5), stats.beta(37, 22)]
    mean = 0.3 * parts[0].mean() + 0.7 * parts[1].mean()
    second = sum(w * (p.var() + p.mean() ** 2) for w, p in zip((0.3, 0.7), parts, strict=True))
    worth = mean * (1 - mean) / (second - mean**2) - 1
    matched = stats.beta(mean * worth, (1 - mean) * worth)
    assert found.value == pytest.approx(mean)
    assert (found.low, found.high) == pytest.approx(matched.interval(0.95))


@pytest.mark.parametrize("counts", [[], [(3, 10)], [(0, 10), (0, 5)], [(10, 10), (5, 5)]])
def test_nothing_to_learn_from_gives_the_uniform_prior(counts: list[tuple[int, int]]) -> None:
    prior = rate_prior(counts)
    assert (*prior.alpha, *prior.beta, *prior.weight) == UNIFORM
    for one, (successes, trials) in zip(prior.posteriors(counts), counts, strict=True):
        exact = stats.beta(1 + successes, 1 + trials - successes)
        assert (one.low, one.high) == pytest.approx(exact.interval(0.95))


def test_the_order_of_groups_does_not_matter() -> None:
    counts = [(3, 10), (7, 12), (0, 9), (1, 4)]
    there = rate_prior(counts).posteriors(counts)
    back = rate_prior(counts[::-1]).posteriors(counts[::-1])
    for one, other in zip(there, back[::-1], strict=True):
        assert one.value == pytest.approx(other.value, rel=1e-12)
