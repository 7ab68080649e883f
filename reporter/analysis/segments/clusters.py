"""Clusters of a scaled matrix: every k tried, one chosen, and the map they are drawn on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from reporter.analysis.segments.gap import gap_curve, is_one_group
from reporter.analysis.segments.silhouettes import Distances
from reporter.analysis.segments.stability import jaccards
from reporter.results.segments import Candidate, Failure, Requirement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reporter.analysis.segments.features import Floats
    from reporter.analysis.segments.gap import GapPoint
    from reporter.results.segments import Level

Labels: TypeAlias = NDArray[np.int64]

LARGEST_K = 9
N_INIT = 5
N_SILHOUETTE = 2_000
N_RESAMPLED = 1_000
"""Rows of the gap statistic and the bootstrap, which fit every k about 100 times."""

MIN_JACCARD = 0.75
N_VOTES = 5


@dataclass(frozen=True, slots=True)
class Fit:
    """k-means with one k.

    Attributes:
        k: number of clusters.
        inertia: sum of squared distances to the centres.
        labels: cluster of every entity; 0 is the largest, ties by the first member.
        centres: (k, columns).
    """

    k: int
    inertia: float
    labels: Labels
    centres: Floats


@dataclass(frozen=True, slots=True)
class Apart:
    """How far apart two or more clusters are, and how stable.

    Attributes:
        silhouette: on the sample.
        votes: on each subsample of it.
        jaccard: mean bootstrap Jaccard coefficient of the least stable cluster.
    """

    silhouette: Level
    votes: tuple[Level, ...]
    jaccard: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One k that was tried.

    Attributes:
        fit: the clusters.
        gap: of the gap statistic.
        apart: none for one cluster.
        smallest: members of the smallest cluster.
        failed: the first requirement that it does not meet.
    """

    fit: Fit
    gap: GapPoint
    apart: Apart | None
    smallest: int
    failed: Requirement | None

    @property
    def candidate(self) -> Candidate:
        """The same as a result."""
        return Candidate(
            k=self.fit.k,
            inertia=self.fit.inertia,
            silhouette=self.apart.silhouette.mean if self.apart else None,
            silhouette_error=self.apart.silhouette.error if self.apart else None,
            smallest=self.smallest,
            gap=self.gap.gap,
            gap_error=self.gap.error,
            jaccard=self.apart.jaccard if self.apart else None,
            failed=self.failed,
        )


def trials(
    matrix: Floats, seed: int, min_size: int, nameable: Callable[[Labels], bool]
) -> tuple[Trial, ...]:
    """Fit k-means for k = 1 to 9, or to the number of different rows where that is smaller.

    The silhouette is exact on a sample of at most 2,000, with one distance matrix for all k and for
    the five subsamples, which are halves of it. Gap and stability rest on at most 1,000 rows: on
    more they would only be surer.

    Args:
        matrix: (entities, features), scaled, a bounded sample; rows in a stable order.
        seed: of the samples and the fits.
        min_size: members that the smallest cluster needs.
        nameable: whether the clusters of a labelling can have names of their own.
    """
    rng = np.random.default_rng(seed)
    largest_k = min(LARGEST_K, len(np.unique(matrix, axis=0)))
    with threadpool_limits(1):
        fits = [_fit(matrix, k, seed) for k in range(1, largest_k + 1)]
        curve = gap_curve(matrix[sample(rng, len(matrix), N_RESAMPLED)], largest_k, rng)
        apart = (None, *_apart(matrix, fits[1:], rng))
    return tuple(
        _trial(fit, gap, how, min_size, nameable)
        for fit, gap, how in zip(fits, curve, apart, strict=True)
    )


def _fit(matrix: Floats, k: int, seed: int) -> Fit:
    model = KMeans(n_clusters=k, n_init=N_INIT, random_state=seed).fit(matrix)
    found = model.predict(matrix).astype(np.int64)
    labels = by_size(found)
    _, first = np.unique(labels, return_index=True)
    return Fit(k, float(model.inertia_), labels, model.cluster_centers_[found[first]])


def _apart(matrix: Floats, fits: Sequence[Fit], rng: np.random.Generator) -> tuple[Apart, ...]:
    if not fits:
        return ()
    chosen = sample(rng, len(matrix), N_SILHOUETTE)
    distances = Distances.between(matrix[chosen])
    labellings = [fit.labels[chosen] for fit in fits]
    halves = [sample(rng, len(chosen), len(chosen) // 2) for _ in range(N_VOTES)]
    votes = [
        distances.of(half).silhouettes([labels[half] for labels in labellings]) for half in halves
    ]
    few = sample(rng, len(matrix), N_RESAMPLED)
    stable = [jaccards(matrix[few], fit.labels[few], fit.k, rng).min() for fit in fits]
    return tuple(
        Apart(silhouette, tuple(own), float(jaccard))
        for silhouette, own, jaccard in zip(
            distances.silhouettes(labellings), zip(*votes, strict=True), stable, strict=True
        )
    )


def _trial(
    fit: Fit,
    gap: GapPoint,
    apart: Apart | None,
    min_size: int,
    nameable: Callable[[Labels], bool],
) -> Trial:
    smallest = int(np.bincount(fit.labels, minlength=fit.k).min())
    met = {
        Requirement.SIZE: smallest >= min_size,
        Requirement.NAMES: apart is None or nameable(fit.labels),
        Requirement.STABILITY: apart is None or apart.jaccard >= MIN_JACCARD,
    }
    failed = next((requirement for requirement, is_met in met.items() if not is_met), None)
    return Trial(fit, gap, apart, smallest, failed)


def one_group(found: Sequence[Trial]) -> bool:
    """Whether the gap statistic says that there is nothing to part: its veto."""
    return is_one_group([trial.gap for trial in found])


def votes(found: Sequence[Trial]) -> tuple[int, ...]:
    """The k that each subsample chooses; none where no k of 2 or more meets all requirements.

    A subsample chooses the smallest k whose silhouette lies within one standard error of its best.
    """
    allowed = [
        (trial.fit.k, trial.apart.votes) for trial in found if trial.apart and not trial.failed
    ]
    return tuple(
        _vote([(k, scores[i]) for k, scores in allowed]) for i in range(N_VOTES) if allowed
    )


def _vote(scores: Sequence[tuple[int, Level]]) -> int:
    best = max((score for _, score in scores), key=lambda score: score.mean)
    return next(k for k, score in scores if score.mean >= best.mean - best.error)


def choose(found: Sequence[Trial]) -> Fit | None:
    """What most subsamples choose, of several the smallest k; none where none is allowed."""
    chosen = Counter(votes(found))
    if not chosen or one_group(found):
        return None
    k = min(chosen, key=lambda k: (-chosen[k], k))
    return next(trial.fit for trial in found if trial.fit.k == k)


def failures(found: Sequence[Trial], min_size: int) -> tuple[Failure, ...]:
    """The requirements that some k of 2 or more does not meet, with the best of those k."""
    several = [trial for trial in found if trial.apart]
    return tuple(
        _failure(requirement, own, min_size)
        for requirement in Requirement
        if (own := [trial for trial in several if trial.failed is requirement])
    )


def _failure(requirement: Requirement, own: Sequence[Trial], min_size: int) -> Failure:
    if requirement is Requirement.SIZE:
        best, need = float(max(trial.smallest for trial in own)), float(min_size)
        return Failure(requirement, len(own), best, need)
    if requirement is Requirement.STABILITY:
        worst = max(trial.apart.jaccard for trial in own if trial.apart)
        return Failure(requirement, len(own), worst, MIN_JACCARD)
    return Failure(requirement, len(own), None, None)


def by_size(labels: Labels) -> Labels:
    """The same clusters numbered by size, largest first; ties by their first member."""
    names, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.lexsort((first, -sizes))] = np.arange(len(names))
    return rank[np.searchsorted(names, labels)]


def sample(rng: np.random.Generator, n: int, most: int) -> NDArray[np.int64]:
    """Rows of a sample without replacement, in order; all of them where they are few enough."""
    return np.arange(n) if n <= most else np.sort(rng.choice(n, most, replace=False))


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
