"""The skip model: how often it is called usable where nothing can be foreseen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.skips.features import with_features
from reporter.analysis.skips.model import skip_model
from reporter.results.skips import SkipModel
from tests.factories.drawn import World, make_planted, table
from tests.recovery.suite import Noise, Planted, Suite

if TYPE_CHECKING:
    from reporter.analysis.skips.drawn import Drawn

ONE_PERSON = World(n_sessions=60)
SEVERAL = World(n_listeners=8, n_sessions=10, habits=True)
FORESEEN = World(n_sessions=60, log_odds={("shuffle", "on"): 1.5}, intercept=-1.0)
NOMINAL = 0.025
"""The lower end of a 95% interval of the gain lies above 0 so often by chance."""

ABOUT = """\
The model is called usable where the 95% interval of its gain over the best simple rule lies above
0: by chance in one of 40. Outcomes are noise (*one person*, *several* with habits), or could be
foreseen and were permuted over all plays."""


def model(drawn: Drawn, seed: int) -> SkipModel:
    """The skip model; there must be one."""
    found = skip_model(with_features(drawn), seed)
    assert isinstance(found, SkipModel)
    return found


def permuted(drawn: Drawn, seed: int) -> Drawn:
    """The same plays with their outcomes permuted, and no rates over all listeners."""
    plays = drawn.plays
    mixed = plays.assign(skip=np.random.default_rng(seed).permutation(plays["skip"]))
    pools = [name for name in plays.columns if "_pool_" in name]
    return replace(drawn, table=table(mixed.drop(columns=pools)))


def run(seed: int) -> list[Planted | Noise]:
    """All worlds with one seed."""
    worlds = {
        "one person": make_planted(ONE_PERSON, seed).drawn,
        "several": make_planted(SEVERAL, seed).drawn,
        "foreseen, permuted": permuted(make_planted(FORESEEN, seed).drawn, seed),
    }
    return [Noise(name, 1, int(model(drawn, seed).usable)) for name, drawn in worlds.items()]


SKIP_MODEL = Suite("Skip model", ABOUT, run, nominal_noise=NOMINAL)
