"""Clusters of a scaled matrix: every k tried, one chosen, and the map they are drawn on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import pairwise_distances, silhouette_samples
from threadpoolctl import threadpool_limits

from reporter.results.segments import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reporter.analysis.segments.features import Floats

Labels: TypeAlias = NDArray[np.int64]

LARGEST_K = 9
N_INIT = 10
N_FIT = 20_000
N_SILHOUETTE = 2_000


@dataclass(frozen=True, slots=True)
class Silhouette:
    """Mean silhouette of the sample and its standard error.

    The error comes from the spread of the rows' own silhouettes: over five subsamples it was off
    by a factor of three, too small to prefer the smaller of two k that differed by noise.
    """

    mean: float
    error: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One k that was tried.

    Attributes:
        k: number of clusters.
        inertia: of the fit.
        silhouette: none for one cluster.
        labels: cluster of every entity; 0 is the largest, ties by the first member.
        smallest: members of the smallest cluster.
        allowed: the smallest cluster is large enough, and there was no veto.
    """

    k: int
    inertia: float
    silhouette: Silhouette | None
    labels: Labels
    smallest: int
    allowed: bool

    @property
    def candidate(self) -> Candidate:
        """The same as a result."""
        mean = self.silhouette.mean if self.silhouette else None
        error = self.silhouette.error if self.silhouette else None
        return Candidate(self.k, self.inertia, mean, error, self.smallest, self.allowed)


@dataclass(frozen=True, slots=True)
class Choice:
    """The k that was chosen, with its silhouette and its labels as in `Trial`."""

    k: int
    silhouette: float
    labels: Labels


def trials(
    matrix: Floats, seed: int, min_size: int, veto: Callable[[Labels], bool]
) -> tuple[Trial, ...]:
    """Fit KMeans for k = 1 to 9, or to the number of different rows where that is smaller.

    Fitted on at most 20,000 rows, the rest is assigned. The silhouette is exact on a sample of at
    most 2,000, with one distance matrix for all k.

    Args:
        matrix: (entities, features), scaled; rows in a stable order.
        seed: of the samples and the fits.
        min_size: members that the smallest cluster of an allowed k has.
        veto: whether a labelling that is large enough is refused all the same.
    """
    rng = np.random.default_rng(seed)
    fitted = matrix[sample(rng, len(matrix), N_FIT)]
    chosen = sample(rng, len(matrix), N_SILHOUETTE)
    found = []
    with threadpool_limits(1):
        distances = pairwise_distances(matrix[chosen])
        for k in range(1, min(LARGEST_K, len(np.unique(fitted, axis=0))) + 1):
            model = KMeans(n_clusters=k, n_init=N_INIT, random_state=seed).fit(fitted)
            labels = by_size(model.predict(matrix).astype(np.int64))
            score = _silhouette(distances, labels[chosen]) if k > 1 else None
            smallest = int(np.bincount(labels, minlength=k).min())
            allowed = smallest >= min_size and not veto(labels)
            found.append(Trial(k, float(model.inertia_), score, labels, smallest, allowed))
    return tuple(found)


def choose(found: Sequence[Trial]) -> Choice | None:
    """The smallest allowed k whose silhouette lies within one standard error of the best one.

    None where no k of 2 or more is allowed. Whatever else may forbid a k does so through
    `Trial.allowed`.
    """
    scored = [
        (trial, score)
        for trial in found
        if trial.allowed and (score := trial.silhouette) is not None
    ]
    if not scored:
        return None
    _, best = max(scored, key=lambda pair: (pair[1].mean, -pair[0].k))
    return next(
        Choice(trial.k, score.mean, trial.labels)
        for trial, score in scored
        if score.mean >= best.mean - best.error
    )


def by_size(labels: Labels) -> Labels:
    """The same clusters numbered by size, largest first; ties by their first member."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(names))
    return rank[np.searchsorted(names, labels)]


def sample(rng: np.random.Generator, n: int, most: int) -> NDArray[np.int64]:
    """Rows of a sample without replacement, in order; all of them where they are few enough."""
    return np.arange(n) if n <= most else np.sort(rng.choice(n, most, replace=False))


def _silhouette(distances: Floats, labels: Labels) -> Silhouette:
    """Mean over the sample; 0 where all of it lies in one cluster, or each row in its own."""
    if not 1 < len(np.unique(labels)) < len(labels):
        return Silhouette(0.0, 0.0)
    scores = np.asarray(silhouette_samples(distances, labels, metric="precomputed"))
    return Silhouette(float(scores.mean()), float(scores.std(ddof=1) / np.sqrt(len(scores))))


@dataclass(frozen=True, slots=True)
class Plane:
    """The matrix on its first two principal components.

    Attributes:
        xy: (rows, 2).
        explained: shares of the variance that the two components explain.
    """

    xy: Floats
    explained: tuple[float, float]


def plane(matrix: Floats) -> Plane:
    """Principal components; the sign is such that the largest loading of each is positive.

    With a single column the second component is 0.
    """
    with threadpool_limits(1):
        centred = matrix - matrix.mean(axis=0)
        variances, loadings = np.linalg.eigh(centred.T @ centred)
        top = loadings[:, ::-1][:, :2]
        top = top * np.sign(top[np.abs(top).argmax(axis=0), np.arange(top.shape[1])])
        xy = centred @ top
    if xy.shape[1] == 1:
        xy = np.column_stack((xy, np.zeros(len(xy))))
    shares = [*(variances[::-1][:2] / variances.sum()), 0.0]
    return Plane(xy, (float(shares[0]), float(max(shares[1], 0.0))))
