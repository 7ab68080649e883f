"""The notebook's importance table. It is no driver: it favours features with many values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.metrics import log_loss

from reporter.analysis.skips.models import Fitted, Model
from reporter.results.skips import Importance

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PERMUTED_PLAYS = 2_000
REPEATS = 3


def importances(
    model: Model, final: Fitted, fitted: Fitted, validation: pd.DataFrame, seed: int
) -> tuple[str, tuple[Importance, ...]]:
    """Importance of each column, highest first, and of which kind it is.

    Args:
        model: the chosen model.
        final: it, fitted on all before test.
        fitted: it, fitted on the training fold alone, for the permutation on validation.
        validation: validation plays.
        seed: of the permutations.

    Returns:
        `impurity`, `coefficient` (absolute, of standardised columns) or `permutation` (rise of
        the log-loss, boosting has no other), and the table.
    """
    match model:
        case Model.RANDOM_FOREST:
            kind, values = "impurity", final.estimator.feature_importances_
        case Model.LOGISTIC_REGRESSION:
            kind, values = "coefficient", np.abs(final.estimator[-1].coef_[0])
        case Model.GRADIENT_BOOSTING:
            kind, values = "permutation", permutation(fitted, validation, seed)
            final = fitted
    table = zip(final.encoding.names, values, strict=True)
    rows = (Importance(name, float(value)) for name, value in table)
    return kind, tuple(sorted(rows, key=lambda row: (-row.importance, row.feature)))


def permutation(fitted: Fitted, plays: pd.DataFrame, seed: int) -> Floats:
    """Mean rise of the log-loss when one column is permuted, on at most 2,000 plays."""
    rng = np.random.default_rng(seed)
    if len(plays) > PERMUTED_PLAYS:
        plays = plays.iloc[np.sort(rng.choice(len(plays), PERMUTED_PLAYS, replace=False))]
    y, matrix = plays["skip"].to_numpy(), fitted.encoding.matrix(plays)
    plain = log_loss(y, fitted.of_matrix(matrix), labels=[0, 1])
    rises = np.zeros(matrix.shape[1])
    for column in range(matrix.shape[1]):
        shuffled = np.tile(matrix, (REPEATS, 1))
        shuffled[:, column] = np.concatenate(
            [rng.permutation(matrix[:, column]) for _ in range(REPEATS)]
        )
        p = fitted.of_matrix(shuffled)
        rises[column] = log_loss(np.tile(y, REPEATS), p, labels=[0, 1]) - plain
    return rises
