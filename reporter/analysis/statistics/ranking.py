"""How well a score ranks two classes, for many resamples at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def auc_of_counts(ones: Floats, zeros: Floats) -> Floats:
    """The area under the ROC curve of each resample; pairs within a bin count half.

    Source: the Mann-Whitney form (J. A. Hanley, B. J. McNeil, Radiology 143, 1982).

    Args:
        ones: members of the class that should score high, by resample and score bin, lowest
            scores first: shape (draws, bins).
        zeros: members of the other class, likewise.

    Returns:
        Shape (draws,); not a number where a resample has one class alone.
    """
    below = np.cumsum(zeros, axis=1)
    below -= zeros / 2
    return ratio(np.einsum("ij,ij->i", ones, below), ones.sum(axis=1) * zeros.sum(axis=1))


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part / whole, not a number where the whole is nothing: shape (draws,)."""
    found: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return found
