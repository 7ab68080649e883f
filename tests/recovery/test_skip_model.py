"""In noise the skip model says so: "no usable signal", no less often than its interval promises."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from reporter.analysis.skips.features import with_features
from reporter.analysis.skips.model import skip_model
from reporter.results.skips import SkipModel
from tests.factories.drawn import World, make_planted, table

N_SEEDS = 12
WORLDS = {
    "one person": World(n_sessions=60),
    "several": World(n_listeners=8, n_sessions=10, habits=True),
    "foreseen": World(n_sessions=60, log_odds={("shuffle", "on"): 1.5}, intercept=-1.0),
}


@cache
def _model(world: str, seed: int, *, permuted: bool = False) -> SkipModel:
    drawn = make_planted(WORLDS[world], seed).drawn
    if permuted:
        labels = np.random.default_rng(seed).permutation(drawn.plays["skip"])
        plays = drawn.plays.assign(skip=labels)
        pools = [name for name in plays.columns if "_pool_" in name]
        drawn = replace(drawn, table=table(plays.drop(columns=pools)))
    found = skip_model(with_features(drawn), seed)
    assert isinstance(found, SkipModel)
    return found


@pytest.mark.parametrize("world", ["one person", "several"])
def test_noise_has_no_usable_signal_at_the_nominal_rate(world: str) -> None:
    usable = [_model(world, seed).usable for seed in range(N_SEEDS)]
    assert sum(usable) <= 1  # 2.5% of 12 are 0.3; more than one has a chance of 3%


def test_permuted_outcomes_have_no_usable_signal() -> None:
    """What there was to be foreseen is gone with the order of the outcomes."""
    assert all(_model("foreseen", seed).usable for seed in range(3))
    usable = [_model("foreseen", seed, permuted=True).usable for seed in range(N_SEEDS)]
    assert sum(usable) <= 1


def test_the_gain_in_noise_is_centred_on_nothing_or_less() -> None:
    gains = [_model("one person", seed).gain.value for seed in range(N_SEEDS)]
    error = np.std(gains, ddof=1) / np.sqrt(N_SEEDS)
    assert np.mean(gains) < 2 * error  # the reference is the best of three rules on test
