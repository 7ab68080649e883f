"""Choice of k, numbering of clusters, and the map."""

from __future__ import annotations

import numpy as np
import pytest

from reporter.analysis.segments import clusters
from reporter.analysis.segments.clusters import Silhouette, Trial, by_size, choose, plane, trials

LABELS = np.array([0, 1])


def trial(k: int, mean: float, error: float = 0.01, *, allowed: bool = True) -> Trial:
    return Trial(k, 1.0, Silhouette(mean, error), LABELS, 40, allowed)


ONE = Trial(1, 9.0, None, LABELS, 100, allowed=True)


def test_the_best_silhouette_wins() -> None:
    chosen = choose([ONE, trial(2, 0.3), trial(3, 0.5), trial(4, 0.4)])

    assert chosen is not None
    assert (chosen.k, chosen.silhouette) == (3, 0.5)


def test_the_smallest_k_within_one_standard_error_of_it_wins() -> None:
    chosen = choose(
        [ONE, trial(2, 0.43), trial(3, 0.45), trial(4, 0.46, error=0.02), trial(5, 0.1)]
    )

    assert chosen is not None
    assert chosen.k == 3


def test_what_is_not_allowed_is_not_even_the_best_to_compare_with() -> None:
    chosen = choose([ONE, trial(2, 0.3), trial(3, 0.9, allowed=False)])

    assert chosen is not None
    assert chosen.k == 2


def test_nothing_is_chosen_where_nothing_is_allowed() -> None:
    assert choose([ONE, trial(2, 0.9, allowed=False)]) is None
    assert choose([]) is None


def test_clusters_are_numbered_by_size_then_by_first_member() -> None:
    labels = np.array([5, 2, 2, 7, 5, 2, 7])

    assert by_size(labels).tolist() == [1, 0, 0, 2, 1, 0, 2]


def _blobs(*sizes: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    centres = rng.permutation(np.eye(4) * 12)[: len(sizes)]
    return np.concatenate(
        [centre + rng.normal(size=(n, 4)) for centre, n in zip(centres, sizes, strict=True)]
    )


def test_trials_find_blobs() -> None:
    found = trials(_blobs(120, 60, 80), seed=1, min_size=30, veto=lambda _: False)

    assert [trial.k for trial in found] == list(range(1, 10))
    assert found[0].silhouette is None
    assert found[0].candidate.silhouette is None
    assert [row.inertia for row in found] == sorted((row.inertia for row in found), reverse=True)
    chosen = choose(found)
    assert chosen is not None
    assert np.bincount(chosen.labels).tolist() == [120, 80, 60]


def test_a_cluster_that_is_too_small_is_not_allowed() -> None:
    found = trials(_blobs(120, 60, 20), seed=1, min_size=30, veto=lambda _: False)

    assert found[2].smallest == 20
    assert not found[2].allowed


def test_a_veto_forbids() -> None:
    matrix = _blobs(120, 60)
    found = trials(matrix, seed=1, min_size=30, veto=lambda labels: int(labels.max()) == 1)

    assert [trial.allowed for trial in found[:2]] == [True, False]


def test_no_more_clusters_than_different_rows() -> None:
    matrix = np.repeat([[0.0, 0.0], [1.0, 0.0], [0.0, 4.0]], 40, axis=0)
    found = trials(matrix, seed=1, min_size=30, veto=lambda _: False)

    assert [trial.k for trial in found] == [1, 2, 3]
    assert found[2].silhouette == Silhouette(1.0, 0.0)


def test_a_sample_within_one_cluster_has_no_silhouette(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "N_SILHOUETTE", 5)
    matrix = np.concatenate((np.zeros((200, 1)), np.full((1, 1), 50.0)))
    found = trials(matrix, seed=1, min_size=30, veto=lambda _: False)

    assert found[1].silhouette == Silhouette(0.0, 0.0)


def test_a_large_matrix_is_fitted_on_a_sample_and_assigned_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clusters, "N_FIT", 100)
    monkeypatch.setattr(clusters, "N_SILHOUETTE", 60)
    chosen = choose(trials(_blobs(240, 120), seed=1, min_size=30, veto=lambda _: False))

    assert chosen is not None
    assert np.bincount(chosen.labels).tolist() == [240, 120]


def test_trials_repeat() -> None:
    matrix = _blobs(100, 90, 80)
    once, twice = (trials(matrix, 5, 30, lambda _: False) for _ in range(2))

    assert [trial.candidate for trial in once] == [trial.candidate for trial in twice]
    assert all((a.labels == b.labels).all() for a, b in zip(once, twice, strict=True))


def test_the_map_by_hand() -> None:
    """Points on the diagonal of the first two columns, and a little of the third."""
    matrix = np.array([[-2.0, -2, 0], [2, 2, 0], [0, 0, 1], [0, 0, -1]])
    found = plane(matrix)

    assert found.explained == pytest.approx((16 / 18, 2 / 18))
    assert found.xy[:2, 0].tolist() == pytest.approx([-(8**0.5), 8**0.5])
    assert found.xy[2:, 1].tolist() == pytest.approx([1, -1])


def test_the_map_of_one_column() -> None:
    found = plane(np.array([[1.0], [3.0]]))

    assert found.xy.tolist() == [[-1.0, 0.0], [1.0, 0.0]]
    assert found.explained == (1.0, 0.0)
