"""Forward splits: models learn from the past and are judged on what came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

TRAIN_SHARE = 0.6
VALIDATION_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Folds:
    """Which plays a model learns from, is chosen on, and is reported on.

    Attributes:
        train: the first 60% of the decided plays.
        validation: the next 20%.
        test: the last 20%.
        train_end: local day on which the first session of validation starts.
        validation_end: local day on which the first session of test starts.
    """

    train: NDArray[np.bool_]
    validation: NDArray[np.bool_]
    test: NDArray[np.bool_]
    train_end: date
    validation_end: date

    @property
    def known(self) -> NDArray[np.bool_]:
        """All before test."""
        return ~self.test


def forward(plays: pd.DataFrame) -> Folds | None:
    """Split plays in time, whole sessions into one fold, by the start of the session.

    Args:
        plays: columns `session`, `session_start`, `session_day`.

    Returns:
        The folds; none where the sessions are too few for three.
    """
    sessions = (
        plays.groupby("session")
        .agg(start=("session_start", "first"), day=("session_day", "first"), n=("session", "size"))
        .sort_values(["start", "session"], kind="stable")
    )
    before = (sessions["n"].cumsum() - sessions["n"]) / len(plays)
    fold = np.digitize(before, [TRAIN_SHARE, TRAIN_SHARE + VALIDATION_SHARE])
    if set(fold) != {0, 1, 2}:
        return None
    of_play = pd.Series(fold, index=sessions.index).loc[plays["session"]].to_numpy()
    starts = [pd.Timestamp(sessions["day"].iloc[np.argmax(fold == k)]).date() for k in (1, 2)]
    return Folds(of_play == 0, of_play == 1, of_play == 2, *starts)  # noqa: PLR2004 - fold numbers
