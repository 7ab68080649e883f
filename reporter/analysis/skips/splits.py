"""Forward splits: models learn from the past and are judged on what came after.

The origin of the forecast rolls forward: models learn from the first half of the plays and are
judged on what comes next, then learn from that too. The last fifth is the test, which nothing
learns from.

Source: L. J. Tashman, "Out-of-sample tests of forecasting accuracy", International Journal of
Forecasting 16 (2000): rolling-origin evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    Booleans = NDArray[np.bool_]

STARTS = (0.5, 0.65, 0.8)
"""Where validation blocks and test start, as shares of the decided plays; the test is last."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin of the forecast.

    Attributes:
        known: all plays before it, to learn from.
        unseen: the plays of the block after it, to be judged on.
        first_day: local day on which the first session of the block starts.
    """

    known: Booleans
    unseen: Booleans
    first_day: date


@dataclass(frozen=True, slots=True)
class Folds:
    """Which plays models learn from, are chosen on, and are reported on.

    Attributes:
        validation: the origins that the choice is made on, earliest first.
        final: the last origin, whose block is the test.
    """

    validation: tuple[Origin, ...]
    final: Origin

    @property
    def known(self) -> Booleans:
        """All before test."""
        return self.final.known

    @property
    def test(self) -> Booleans:
        """The last 20% of the decided plays."""
        return self.final.unseen


def forward(plays: pd.DataFrame) -> Folds | None:
    """Split plays in time, whole sessions into one block, by the start of the session.

    Args:
        plays: columns `session`, `session_start`, `session_day`.

    Returns:
        The folds; none where the sessions are too few for a validation block and a test.
    """
    sessions = (
        plays.groupby("session")
        .agg(start=("session_start", "first"), day=("session_day", "first"), n=("session", "size"))
        .sort_values(["start", "session"], kind="stable")
    )
    before = (sessions["n"].cumsum() - sessions["n"]) / len(plays)
    block = np.digitize(before, STARTS)
    of_play = pd.Series(block, index=sessions.index).loc[plays["session"]].to_numpy()
    origins = {
        k: Origin(of_play < k, of_play == k, sessions["day"].iloc[np.argmax(block == k)].date())
        for k in range(1, len(STARTS) + 1)
        if 0 in block and k in block
    }
    final = origins.pop(len(STARTS), None)
    return Folds(tuple(origins.values()), final) if final and origins else None
