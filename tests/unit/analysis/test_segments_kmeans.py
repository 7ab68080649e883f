"""k-means of many problems at once, against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from reporter.analysis.segments.kmeans import fit_all, lloyd, plus_plus


def problems(n_problems: int = 4, n_rows: int = 80, n_columns: int = 3) -> np.ndarray:
    rng = np.random.default_rng(7)
    return rng.normal(size=(n_problems, n_rows, n_columns)) + rng.integers(
        0, 3, size=(n_problems, n_rows, 1)
    )


def test_lloyd_ends_where_scikit_learn_ends() -> None:
    points = problems()
    starts = points[:, :4]
    found = lloyd(points, starts)

    for i, (rows, start) in enumerate(zip(points, starts, strict=True)):
        model = KMeans(n_clusters=4, init=start, n_init=1, tol=0, max_iter=30).fit(rows)
        assert found.labels[i].tolist() == model.labels_.tolist()
        assert found.inertia[i] == pytest.approx(model.inertia_)


def test_problems_do_not_touch_one_another() -> None:
    points = problems()
    together = lloyd(points, points[:, :3])

    for i in range(len(points)):
        alone = lloyd(points[i : i + 1], points[i : i + 1, :3])
        assert (alone.labels[0] == together.labels[i]).all()


def test_the_best_start_counts() -> None:
    """Four far corners: one start in a few misses one, the best of ten does not."""
    corners = np.repeat([[0.0, 0], [9, 0], [0, 9], [9, 9]], 20, axis=0)
    rows = corners + np.random.default_rng(1).normal(scale=0.1, size=corners.shape)
    fits = fit_all(rows[None], 4, np.random.default_rng(2), starts=10)

    best = KMeans(n_clusters=4, n_init=20, random_state=0).fit(rows).inertia_
    assert fits.inertia.tolist() == pytest.approx([best])
    assert fits.labels.shape == (1, 80)


def test_more_starts_are_never_worse() -> None:
    points = problems()
    one, ten = (fit_all(points, 5, np.random.default_rng(3), starts=n).inertia for n in (1, 10))
    assert (ten <= one + 1e-9).all()


def test_starts_are_rows_that_differ() -> None:
    rows = np.arange(6.0)[None, :, None]
    starts = plus_plus(rows, 6, np.random.default_rng(0))
    assert sorted(starts[0, :, 0].tolist()) == [0, 1, 2, 3, 4, 5]


def test_starts_are_as_likely_as_their_squared_distance() -> None:
    """From 0 the row 3 is nine times as likely as the row 1."""
    rows = np.tile(np.array([0.0, 1.0, 3.0])[:, None], (4_000, 1, 1))
    starts = plus_plus(rows, 2, np.random.default_rng(0))
    from_zero = starts[starts[:, 0, 0] == 0, 1, 0]
    assert np.mean(from_zero == 3) == pytest.approx(0.9, abs=0.03)


def test_more_clusters_than_different_rows_leave_some_empty() -> None:
    fits = fit_all(np.ones((2, 5, 2)), 3, np.random.default_rng(0), starts=2)
    assert fits.inertia.tolist() == [0.0, 0.0]


def test_one_cluster_is_the_spread_around_the_mean() -> None:
    points = problems()
    fits = fit_all(points, 1, np.random.default_rng(0), starts=1)
    assert fits.inertia == pytest.approx(points.var(axis=1).sum(axis=1) * points.shape[1])
