"""Priors of skip rates and of effects, against planted truth, brute force and edges."""

from __future__ import annotations

import numpy as np
import pytest

from reporter.analysis.statistics.shrinkage import MAX_STRENGTH, beta_prior, shrink


def test_a_planted_prior_is_recovered() -> None:
    rng = np.random.default_rng(5)
    decided = rng.integers(5, 60, 4000)
    skips = rng.binomial(decided, rng.beta(6, 14, 4000))
    prior = beta_prior(list(zip(skips.tolist(), decided.tolist(), strict=True)))
    assert prior.alpha == pytest.approx(6, rel=0.1)
    assert prior.beta == pytest.approx(14, rel=0.1)


def test_rates_that_differ_by_chance_alone_are_shrunk_all_the_way() -> None:
    rng = np.random.default_rng(6)
    counts = [(int(rng.binomial(20, 0.3)), 20) for _ in range(500)]
    prior = beta_prior(counts)
    assert prior.alpha + prior.beta > 100


def test_equal_rates_give_the_strongest_prior() -> None:
    prior = beta_prior([(3, 10)] * 8)
    assert prior.alpha + prior.beta == pytest.approx(MAX_STRENGTH)


@pytest.mark.parametrize("counts", [[], [(3, 10)], [(0, 10), (0, 5)], [(10, 10), (5, 5)]])
def test_nothing_to_learn_from_gives_the_uniform_prior(counts: list[tuple[int, int]]) -> None:
    prior = beta_prior(counts)
    assert (prior.alpha, prior.beta) == (1, 1)


@pytest.mark.parametrize("spread", [0.0, 0.5, 2.0, 8.0])
@pytest.mark.parametrize("centre", [None, 0.0])
@pytest.mark.parametrize("n", [3, 12])
def test_intervals_hold_planted_effects(spread: float, centre: float | None, n: int) -> None:
    """However far they lie apart: not at all, too, where plain shrinkage left them no interval."""
    rng = np.random.default_rng([n, int(10 * spread)])
    middle = 3.0 if centre is None else centre
    held = []
    for _ in range(3_000 // n):
        truth, error = rng.normal(middle, spread, n), rng.uniform(0.5, 2, n)
        effects = list(zip(rng.normal(truth, error).tolist(), error.tolist(), strict=True))
        held += [
            abs(mean - true) < 1.96 * deviation
            for (mean, deviation), true in zip(shrink(effects, centre), truth, strict=True)
        ]
    assert np.mean(held) > 0.88


def test_effects_are_drawn_to_their_mean_by_brute_force() -> None:
    effects = [(4.0, 1.0), (9.0, 2.0), (6.5, 0.7)]
    y, error = np.array(effects).T
    typical = 3 / np.sum(1 / error**2)
    total, first, second = 0.0, np.zeros(3), np.zeros(3)
    middles = np.linspace(-40, 55, 9_501)[:, None]
    for shrinkage in (np.arange(400) + 0.5) / 400:
        spread = typical * (1 - shrinkage) / shrinkage
        fit = np.exp(-0.5 * np.sum((y - middles) ** 2 / (error**2 + spread), axis=1))
        fit /= np.sqrt(np.prod(error**2 + spread))
        keep = spread / (spread + error**2)
        means = middles + keep * (y - middles)
        total += fit.sum()
        first += fit @ means
        second += fit @ (means**2 + keep * error**2)
    mean = first / total
    found = np.array(shrink(effects, None))
    assert found[:, 0] == pytest.approx(mean, rel=1e-3)
    assert found[:, 1] == pytest.approx(np.sqrt(second / total - mean**2), rel=1e-2)


def test_what_has_no_error_stays() -> None:
    assert shrink([(5.0, 0.0)]) == ((5.0, 0.0),)
    (kept, _), (drawn, _) = shrink([(5.0, 0.0), (1.0, 1.0)])
    assert kept == 5
    assert 0 < drawn < 1
    assert shrink([], None) == ()
