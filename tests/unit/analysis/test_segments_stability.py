"""Bootstrap Jaccard coefficients: by hand, on clusters, and on a cut through noise."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from reporter.analysis.segments.stability import jaccards


def oracle(rows: np.ndarray, labels: np.ndarray, k: int, n_samples: int) -> np.ndarray:
    """Hennig's clusterboot, bootmethod "boot", in sets."""
    rng = np.random.default_rng(5)
    means = np.zeros(k)
    for _ in range(n_samples):
        drawn = rng.integers(len(rows), size=len(rows))
        again = KMeans(n_clusters=k, n_init=3, random_state=0).fit_predict(rows[drawn])
        there = set(drawn.tolist())
        groups = [set(drawn[again == j].tolist()) for j in range(k)]
        for i in range(k):
            own = there & set(np.flatnonzero(labels == i).tolist())
            means[i] += max(len(own & other) / len(own | other) for other in groups)
    return means / n_samples


def blobs(*centres: float, n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    rows = np.concatenate([rng.normal(centre, 1.0, size=(n, 2)) for centre in centres])
    return rows, np.repeat(np.arange(len(centres)), n)


def found(rows: np.ndarray, labels: np.ndarray, k: int) -> np.ndarray:
    return jaccards(rows, labels, k, np.random.default_rng(1))


def test_groups_that_lie_apart_always_come_back() -> None:
    rows, labels = blobs(0.0, 20.0, 40.0)
    assert found(rows, labels, 3).tolist() == [1.0, 1.0, 1.0]


def test_it_is_hennigs_scheme() -> None:
    """Two groups that touch, one that lies apart."""
    rows, labels = blobs(0.0, 2.5, 20.0)
    assert found(rows, labels, 3) == pytest.approx(oracle(rows, labels, 3, 60), abs=0.06)


def test_a_cut_through_noise_does_not_come_back() -> None:
    rows = np.random.default_rng(8).normal(size=(300, 2))
    labels = KMeans(n_clusters=4, n_init=5, random_state=0).fit_predict(rows)
    assert found(rows, labels, 4).min() < 0.75


def test_each_group_has_its_own_number() -> None:
    """One group lies apart; the other two are one that was cut in half for no reason."""
    rows, labels = blobs(0.0, 30.0)
    halves = np.where((labels == 1) & (rows[:, 0] > 30), 2, labels)
    scores = found(rows, halves, 3)
    assert scores[0] > scores[1:].max() + 0.1
    assert scores[1:].min() < 0.75
