"""Silhouettes from one distance matrix, against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import pairwise_distances, silhouette_samples

from reporter.analysis.segments.silhouettes import Distances, level
from reporter.results.segments import Level

ROWS = np.random.default_rng(3).normal(size=(120, 3))
LABELLINGS = [np.arange(120) % k for k in (2, 3, 7)]


def test_distances_are_scikit_learns() -> None:
    assert Distances.between(ROWS).matrix == pytest.approx(pairwise_distances(ROWS), abs=1e-7)


def test_silhouettes_are_scikit_learns() -> None:
    for labels, found in zip(
        LABELLINGS, Distances.between(ROWS).silhouettes(LABELLINGS), strict=True
    ):
        scores = silhouette_samples(ROWS, labels)
        assert found.mean == pytest.approx(scores.mean(), abs=1e-9)
        assert found.error == pytest.approx(scores.std(ddof=1) / 120**0.5)


def test_a_member_alone_counts_as_nothing() -> None:
    labels = np.array([0] * 60 + [1] * 59 + [2])
    (found,) = Distances.between(ROWS).silhouettes([labels])
    assert found.mean == pytest.approx(silhouette_samples(ROWS, labels).mean())


def test_a_cluster_that_the_sample_missed_does_not_count() -> None:
    labels = LABELLINGS[1]
    gapped = np.where(labels == 2, 4, labels)
    same, found = Distances.between(ROWS).silhouettes([labels, gapped])
    assert found == same


@pytest.mark.parametrize("labels", [np.zeros(120, dtype=np.int64), np.arange(120)])
def test_one_cluster_and_one_each_have_none(labels: np.ndarray) -> None:
    assert Distances.between(ROWS).silhouettes([labels]) == (Level(0.0, 0.0),)


def test_a_subsample_has_the_silhouettes_of_its_rows() -> None:
    rows = np.arange(0, 120, 3)
    labels = LABELLINGS[0][rows]
    (found,) = Distances.between(ROWS).of(rows).silhouettes([labels])
    assert found.mean == pytest.approx(silhouette_samples(ROWS[rows], labels).mean())


def test_rows_that_coincide_have_no_distance() -> None:
    rows = np.repeat([[1e3, 0.1], [0.3, 7.0]], 2, axis=0)
    assert Distances.between(rows).silhouettes([np.array([0, 0, 1, 1])])[0].mean == 1.0


def test_a_level_is_a_mean_with_its_standard_error() -> None:
    found = level(np.array([1.0, 2.0, 3.0]))
    assert found.mean == 2.0
    assert found.error == pytest.approx(3**-0.5)
