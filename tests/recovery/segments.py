"""The segments: how often several are found where there is one group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.segments.gap import gap_curve, is_one_group
from reporter.analysis.segments.segmentation import decide
from tests.factories.populations import one_kind
from tests.recovery.suite import Noise, Planted, Suite

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHAPES = [(n, d) for n in (100, 500, 2_000) for d in (2, 3, 4, 6)]
MOST = 1_000
"""Rows that the gap statistic is taken of, as in a report."""

NOMINAL = 0.05

ABOUT = """\
Several groups are found in one: in correlated Gaussian noise of 100, 500 or 2,000 rows and 2 to 6
columns, by the gap statistic alone, one shape a seed in turn; and in histories of listeners of a
single kind, by the whole segmentation. The gap statistic has no level that it is tested at; more
than one in 20 would be too many."""


def gaussian(n: int, d: int, seed: int) -> NDArray[np.float64]:
    """Gaussian, correlated in every direction, scaled and clipped as features are."""
    rng = np.random.default_rng(1_000 * d + n + seed)
    rows = rng.normal(size=(n, d)) @ rng.normal(size=(d, d))
    return np.asarray(np.clip((rows - rows.mean(axis=0)) / rows.std(axis=0), -3, 3))


def falls_apart(n: int, d: int, seed: int) -> bool:
    """Whether the gap statistic finds several groups in such noise."""
    rows = gaussian(n, d, seed)[:MOST]
    return not is_one_group(gap_curve(rows, 2, np.random.default_rng(seed)))


def run(seed: int) -> list[Planted | Noise]:
    """Both worlds with one seed."""
    n, d = SHAPES[seed % len(SHAPES)]
    found = decide(one_kind(seed), seed).state
    return [
        Noise("correlated noise", 1, int(falls_apart(n, d, seed))),
        Noise("listeners of one kind", 1, int(found.model is not None)),
    ]


SEGMENTS = Suite("Segments", ABOUT, run, nominal_noise=NOMINAL)
