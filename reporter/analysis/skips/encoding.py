"""Features as the matrix that all three models read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.skips.features import CATEGORIES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MIN_LEVEL_SHARE = 0.05
"""Rarer levels get no column: a coefficient from a few plays is wrong once they become many."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the columns of the matrix are; learned from training plays alone.

    Attributes:
        numeric: features that vary in training.
        levels: (category, level) pairs that are frequent enough for a column of their own.
    """

    numeric: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns: `track_rate`, `reason_start_fwdbtn`."""
        return (*self.numeric, *(f"{category}_{level}" for category, level in self.levels))

    def matrix(self, plays: pd.DataFrame) -> NDArray[np.float64]:
        """Shape (plays, columns); a level without a column is all zeros."""
        numeric = plays[list(self.numeric)].to_numpy(float)
        dummies = [(plays[category] == level).to_numpy(float) for category, level in self.levels]
        return np.column_stack([numeric, *dummies])


def learn(plays: pd.DataFrame, features: tuple[str, ...]) -> Encoding:
    """Choose the columns.

    Args:
        plays: training plays.
        features: names of the numeric features.
    """
    spread = plays[list(features)].max() > plays[list(features)].min()
    levels = []
    for category in CATEGORIES:
        shares = plays[category].value_counts(normalize=True)
        frequent = sorted(shares.index[shares >= MIN_LEVEL_SHARE])
        levels += [(category, level) for level in frequent if len(frequent) > 1]
    return Encoding(tuple(name for name in features if spread[name]), tuple(levels))
