"""The gap statistic against a plain transcription of the paper, on clusters and on noise."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA

from reporter.analysis.segments.gap import GapPoint, gap_curve, is_one_group


def oracle(rows: np.ndarray, largest_k: int, n_references: int) -> np.ndarray:
    """gap(k) as in the paper, section 3 with reference (b), by scikit-learn."""
    rng = np.random.default_rng(99)
    pca = PCA().fit(rows)
    turned = pca.transform(rows)
    boxes = [
        pca.inverse_transform(rng.uniform(turned.min(axis=0), turned.max(axis=0), turned.shape))
        for _ in range(n_references)
    ]

    def log_spread(points: np.ndarray, k: int) -> float:
        return float(np.log(KMeans(n_clusters=k, n_init=5, random_state=0).fit(points).inertia_))

    return np.array(
        [
            np.mean([log_spread(box, k) for box in boxes]) - log_spread(rows, k)
            for k in range(1, largest_k + 1)
        ]
    )


def blobs(*centres: tuple[float, float], n: int = 60) -> np.ndarray:
    rng = np.random.default_rng(4)
    return np.concatenate([rng.normal(centre, 1.0, size=(n, 2)) for centre in centres])


def curve(rows: np.ndarray, largest_k: int = 5) -> tuple[GapPoint, ...]:
    return gap_curve(rows, largest_k, np.random.default_rng(1))


def test_it_is_the_papers_statistic() -> None:
    rows = blobs((0, 0), (6, 0), (3, 7)) @ np.array([[1.0, 0.8], [0.0, 0.5]])
    found, expected = curve(rows), oracle(rows, 5, 40)

    for point, gap in zip(found, expected, strict=True):
        assert point.gap == pytest.approx(gap, abs=3 * point.error + 0.02)
        assert 0 < point.error < 0.2


def test_the_paper_rule_finds_three_groups() -> None:
    found = curve(blobs((0, 0), (8, 0), (4, 9)))

    assert not is_one_group(found)
    rule = next(k for k in range(1, 5) if found[k - 1].gap >= found[k].gap - found[k].error)
    assert rule == 3


def test_turning_and_moving_the_rows_changes_nothing_but_noise() -> None:
    rows = blobs((0, 0), (5, 0))
    angle = np.deg2rad(30)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for one, other in zip(curve(rows), curve(rows @ turn + 100), strict=True):
        assert one.gap == pytest.approx(other.gap, abs=3 * (one.error + other.error))


def test_a_long_cloud_is_one_group() -> None:
    """The box lies along the components: in a box along the columns two groups would win."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=300)
    assert is_one_group(curve(np.column_stack((x, x + 0.1 * rng.normal(size=300)))))


def test_as_many_groups_as_different_rows_have_a_finite_gap() -> None:
    rows = np.repeat([[0.0, 0.0], [1.0, 5.0]], 30, axis=0)
    found = curve(rows, 2)
    assert np.isfinite([point.gap for point in found]).all()
    assert not is_one_group(found)


def test_one_number_alone_is_one_group() -> None:
    assert is_one_group([GapPoint(0.5, 0.01)])
