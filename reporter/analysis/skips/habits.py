"""What the listeners of a sample are in the habit of, to be held equal beside the drivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.context import Factor
    from reporter.analysis.skips.features import Sample

    Floats = NDArray[np.float64]

HABITS = ("shuffle", "platform", "reason_start", "hour", "position")
"""Drivers that a listener may have habits in; the others are about the past."""


def habits(sample: Sample, found: tuple[Factor, ...]) -> Floats:
    """The listeners' habits: the share of a listener's plays at each level but the reference.

    Who always shuffles differs from others in more than that. With the habits held equal, plays
    are compared with plays of listeners who do as often what they differ in (Y. Mundlak, "On the
    pooling of time series and cross section data", Econometrica 46, 1978). The play that follows
    is left out of each share, because how it began tells how the play itself ended.

    Returns:
        Shape (plays, levels); no columns for one listener, who has nobody to differ from.
    """
    listener = sample.plays["listener"].to_numpy()
    if sample.n_listeners < 2:  # noqa: PLR2004 - two can differ
        return np.empty((len(listener), 0))
    who = pd.factorize(listener)[0]
    n = np.bincount(who)[who]
    followed = np.append(who[1:] == who[:-1], False)
    columns = []
    for factor in found:
        if factor.name in HABITS:
            level = factor.level
            for k in range(1, len(factor.levels)):
                here = (level == k).astype(float)
                left_out = np.append(here[1:], 0.0) * followed
                columns.append(
                    (np.bincount(who, here)[who] - left_out) / np.maximum(n - followed, 1)
                )
    return np.column_stack(columns) if columns else np.empty((len(listener), 0))
