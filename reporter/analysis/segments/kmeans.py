"""Many small k-means problems at once: the references of the gap statistic, and bootstrap samples.

One call of scikit-learn's `KMeans` costs 2 ms before it does any work; the choice of k takes about
a thousand fits. Here they are slices of one array.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.features import Floats

MOST_STEPS = 30


@dataclass(frozen=True, slots=True)
class Fits:
    """The best of the starts of each problem.

    Attributes:
        labels: (problems, rows).
        inertia: (problems,), sums of squared distances to the centres.
    """

    labels: Labels
    inertia: Floats


def fit_all(points: Floats, k: int, rng: np.random.Generator, starts: int) -> Fits:
    """Lloyd's algorithm from k-means++ starts (Arthur and Vassilvitskii, SODA 2007).

    Args:
        points: (problems, rows, columns).
        k: clusters of every problem.
        rng: of the starts.
        starts: fits of each problem, of which the one with the smallest inertia counts.
    """
    n_problems = len(points)
    every = np.repeat(points, starts, axis=0)
    found = lloyd(every, plus_plus(every, k, rng))
    inertia = found.inertia.reshape(n_problems, starts)
    best = inertia.argmin(axis=1)
    return Fits(found.labels[np.arange(n_problems) * starts + best], inertia.min(axis=1))


def plus_plus(points: Floats, k: int, rng: np.random.Generator) -> Floats:
    """Rows to start from, (problems, k, columns): each as likely as its squared distance is large.

    Where all rows lie on centres already, the first row is taken again.
    """
    n_problems, n_rows, n_columns = points.shape
    every = np.arange(n_problems)
    centres = np.empty((n_problems, k, n_columns))
    centres[:, 0] = points[every, rng.integers(n_rows, size=n_problems)]
    nearest = _squares(points, centres[:, 0])
    for i in range(1, k):
        sums = nearest.cumsum(axis=1)
        aim = rng.random((n_problems, 1)) * sums[:, -1:]
        centres[:, i] = points[every, np.minimum((sums < aim).sum(axis=1), n_rows - 1)]
        nearest = np.minimum(nearest, _squares(points, centres[:, i]))
    return centres


def lloyd(points: Floats, centres: Floats) -> Fits:
    """Assign and average, 30 times at most, from given centres; an empty cluster stays put.

    Args:
        points: (problems, rows, columns).
        centres: (problems, k, columns).
    """
    centres = centres.copy()
    labels = _assign(points, centres)
    going = np.arange(len(points))
    for _ in range(MOST_STEPS):
        centres[going] = _means(points[going], labels[going], centres[going])
        moved = _assign(points[going], centres[going])
        changed = (moved != labels[going]).any(axis=1)
        labels[going] = moved
        going = going[changed]
        if not going.size:
            break
    own = np.take_along_axis(centres, labels[:, :, None], axis=1)
    return Fits(labels, ((points - own) ** 2).sum(axis=(1, 2)))


def _squares(points: Floats, centres: Floats) -> Floats:
    """Squared distances of all rows to one centre of each problem, (problems, rows)."""
    distances: Floats = ((points - centres[:, None]) ** 2).sum(axis=2)
    return distances


def _assign(points: Floats, centres: Floats) -> Labels:
    """Nearest centre of every row; of several the first."""
    lengths = (centres**2).sum(axis=2)[:, None]
    labels: Labels = (lengths - 2 * points @ centres.transpose(0, 2, 1)).argmin(axis=2)
    return labels


def _means(points: Floats, labels: Labels, centres: Floats) -> Floats:
    """Mean of each cluster, or the old centre where it has no row."""
    n_problems, k, n_columns = centres.shape
    flat = (labels + np.arange(n_problems)[:, None] * k).ravel()
    sizes = np.bincount(flat, minlength=n_problems * k)
    columns = [
        np.bincount(flat, points[:, :, i].ravel(), minlength=n_problems * k)
        for i in range(n_columns)
    ]
    means = np.stack(columns, axis=1) / np.maximum(sizes, 1)[:, None]
    filled = (sizes > 0).reshape(n_problems, k, 1)
    return np.where(filled, means.reshape(centres.shape), centres)
