"""In noise the skip model says so: "no usable signal", no less often than its interval promises."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.factories.drawn import make_planted
from tests.recovery.skip_model import FORESEEN, ONE_PERSON, SEVERAL, model, permuted

if TYPE_CHECKING:
    from reporter.results.skips import SkipModel

pytestmark = pytest.mark.untraced

N_SEEDS = 12
WORLDS = {"one person": ONE_PERSON, "several": SEVERAL, "foreseen": FORESEEN}


@cache
def _model(world: str, seed: int, *, mixed: bool = False) -> SkipModel:
    drawn = make_planted(WORLDS[world], seed).drawn
    return model(permuted(drawn, seed) if mixed else drawn, seed)


@pytest.mark.parametrize("world", ["one person", "several"])
def test_noise_has_no_usable_signal_at_the_nominal_rate(world: str) -> None:
    usable = [_model(world, seed).usable for seed in range(N_SEEDS)]
    assert sum(usable) <= 1  # 2.5% of 12 are 0.3; more than one has a chance of 3%


def test_permuted_outcomes_have_no_usable_signal() -> None:
    """What there was to be foreseen is gone with the order of the outcomes."""
    assert all(_model("foreseen", seed).usable for seed in range(3))
    usable = [_model("foreseen", seed, mixed=True).usable for seed in range(N_SEEDS)]
    assert sum(usable) <= 1


def test_the_gain_in_noise_is_centred_on_nothing_or_less() -> None:
    gains = [_model("one person", seed).gain.value for seed in range(N_SEEDS)]
    error = np.std(gains, ddof=1) / np.sqrt(N_SEEDS)
    assert np.mean(gains) < 2 * error  # the reference is the best of three rules on test
