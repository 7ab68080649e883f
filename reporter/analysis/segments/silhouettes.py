"""Silhouettes of several labellings, from one distance matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.results.segments import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.features import Floats


@dataclass(frozen=True, slots=True)
class Distances:
    """Euclidean distances between the rows of a sample, (rows, rows)."""

    matrix: Floats

    @classmethod
    def between(cls, rows: Floats) -> Distances:
        """Of a sample of rows, (rows, columns)."""
        squares = (rows**2).sum(axis=1)
        products = squares[:, None] + squares[None] - 2 * rows @ rows.T
        np.fill_diagonal(products, 0.0)
        return cls(np.sqrt(np.maximum(products, 0.0)))

    def of(self, rows: Labels) -> Distances:
        """Those between some of the rows."""
        return Distances(self.matrix[np.ix_(rows, rows)])

    def silhouettes(self, labellings: Sequence[Labels]) -> tuple[Level, ...]:
        """Mean silhouette of each labelling (Rousseeuw, 1987), with its standard error.

        The error comes from the spread of the rows' own silhouettes. A labelling with all rows in
        one cluster, or each in its own, has silhouette 0.

        Args:
            labellings: of the rows, each from 0.
        """
        shapes = [labels[:, None] == np.arange(labels.max() + 1) for labels in labellings]
        sums = self.matrix @ np.concatenate(shapes, axis=1).astype(np.float64)
        ends = np.cumsum([shape.shape[1] for shape in shapes])[:-1]
        parts = np.split(sums, ends, axis=1)
        return tuple(_mean(part, shape) for part, shape in zip(parts, shapes, strict=True))


def _mean(sums: Floats, members: Labels) -> Level:
    """From each row's sum of distances to every cluster, and which cluster it is in."""
    sizes, rows = members.sum(axis=0), np.arange(len(members))
    if not 1 < np.count_nonzero(sizes) < len(members):
        return Level(0.0, 0.0)
    own = members.argmax(axis=1)
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = np.where(members | (sizes == 0), np.inf, sums / np.maximum(sizes, 1))
    outside = means.min(axis=1)
    scores = (outside - inside) / np.maximum(np.maximum(outside, inside), np.finfo(float).tiny)
    scores[sizes[own] == 1] = 0.0
    return level(scores)


def level(values: Floats) -> Level:
    """Mean of a number of every row, with its standard error."""
    return Level(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))
