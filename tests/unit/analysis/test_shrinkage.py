"""The prior of skip rates, against planted truth and edges."""

from __future__ import annotations

import numpy as np
import pytest

from reporter.analysis.statistics.shrinkage import MAX_STRENGTH, beta_prior


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
