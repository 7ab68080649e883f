"""Overlap: whether plays at a level have counterparts at the level that it is compared with.

Where they have none, as the way in which a session's first play began has none among later plays,
an adjusted effect rests on the model's form alone, and no interval of it says so.

Source: M. L. Petersen et al., "Diagnosing and responding to violations in the positivity
assumption", Statistical Methods in Medical Research 21 (2012).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.skips.context import MIN_LEVEL_PLAYS

if TYPE_CHECKING:
    from reporter.analysis.skips.context import Factor

LEAST_SHARE = 0.10
"""Share of a level's plays that must have counterparts."""


def entangling(own: Factor, level: int, others: list[Factor]) -> tuple[Factor, float] | None:
    """The driver that a level cannot be told apart from.

    Args:
        own: the level's driver.
        level: number of the level, not 0, which is the reference.
        others: the drivers that it should be told apart from; those that say nearly the same, and
            are permuted together with it, are none of them.

    Returns:
        The driver with the least overlap, and the share of the level's plays that have
        counterparts there; none where no share is below `LEAST_SHARE`.
    """
    shares = [(other, overlap(own, level, other)) for other in others]
    worst = min(shares, key=lambda one: one[1], default=None)
    return worst if worst is not None and worst[1] < LEAST_SHARE else None


def overlap(own: Factor, level: int, other: Factor) -> float:
    """Share of a level's plays at those levels of another driver where the reference has 30."""
    here, there = (
        np.bincount(other.level[own.level == k], minlength=len(other.levels)) for k in (level, 0)
    )
    return float(here[there >= MIN_LEVEL_PLAYS].sum() / here.sum())
