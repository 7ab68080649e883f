"""Choice of k: requirements, votes, the veto; numbering of clusters, and the map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reporter.analysis.segments import clusters
from reporter.analysis.segments.clusters import (
    MIN_JACCARD,
    Apart,
    Fit,
    Labels,
    Trial,
    by_size,
    choose,
    failures,
    one_group,
    plane,
    trials,
    votes,
)
from reporter.analysis.segments.gap import GapPoint
from reporter.results.segments import Failure, Level, Requirement

LABELS = np.array([0, 1])


def trial(
    k: int, *means: float, error: float = 0.01, failed: Requirement | None = None, gap: float = 1.0
) -> Trial:
    """One k with its silhouette in each of five subsamples; one number stands for all."""
    every = tuple(Level(mean, error) for mean in (means * 5)[:5])
    apart = Apart(every[0], every, 0.9) if k > 1 else None
    fit = Fit(k, 1.0, LABELS, np.zeros((k, 2)))
    return Trial(fit, GapPoint(gap, 0.01), apart, 40, failed)


ONE = trial(1, 0.0, gap=0.0)


def chosen(*found: Trial) -> int | None:
    fit = choose(found)
    return fit.k if fit else None


def test_the_best_silhouette_wins() -> None:
    assert chosen(ONE, trial(2, 0.3), trial(3, 0.5), trial(4, 0.4)) == 3


def test_the_smallest_k_within_one_standard_error_of_it_wins() -> None:
    found = (ONE, trial(2, 0.43), trial(3, 0.45), trial(4, 0.46, error=0.02), trial(5, 0.1))
    assert chosen(*found) == 3


def test_the_majority_of_the_subsamples_decides_and_in_a_tie_the_smaller_k() -> None:
    two = trial(2, 0.5, 0.5, 0.1, 0.1, 0.1)
    three = trial(3, 0.1, 0.1, 0.5, 0.5, 0.5)
    assert votes((ONE, two, three)) == (2, 2, 3, 3, 3)
    assert chosen(ONE, two, three) == 3
    four = trial(4, 0.1, 0.1, 0.1, 0.1, 0.7)
    assert votes((ONE, two, three, four)) == (2, 2, 3, 3, 4)
    assert chosen(ONE, two, three, four) == 2


def test_what_is_not_allowed_is_not_even_the_best_to_compare_with() -> None:
    assert chosen(ONE, trial(2, 0.3), trial(3, 0.9, failed=Requirement.STABILITY)) == 2


def test_nothing_is_chosen_where_nothing_is_allowed() -> None:
    found = (ONE, trial(2, 0.9, failed=Requirement.SIZE))
    assert votes(found) == ()
    assert chosen(*found) is None


def test_the_gap_statistic_has_a_veto() -> None:
    """One group unless two gain more than the standard error."""
    assert one_group((ONE, trial(2, 0.9, gap=0.01)))
    assert not one_group((ONE, trial(2, 0.9, gap=0.0101)))
    assert chosen(ONE, trial(2, 0.9, gap=0.01), trial(3, 0.9, gap=5.0)) is None


def test_failures_say_what_came_closest() -> None:
    size = [replace(trial(k, 0.5, failed=Requirement.SIZE), smallest=30 - k) for k in (2, 3)]
    apart = trial(4, 0.5).apart
    assert apart is not None
    shaky = replace(trial(4, 0.5, failed=Requirement.STABILITY), apart=replace(apart, jaccard=0.6))
    nameless = trial(5, 0.5, failed=Requirement.NAMES)
    assert failures((ONE, *size, shaky, nameless, trial(6, 0.5)), 30) == (
        Failure(Requirement.SIZE, 2, 28.0, 30.0),
        Failure(Requirement.NAMES, 1, None, None),
        Failure(Requirement.STABILITY, 1, 0.6, MIN_JACCARD),
    )


def test_clusters_are_numbered_by_size_then_by_first_member() -> None:
    labels = np.array([5, 2, 2, 7, 5, 2, 7])

    assert by_size(labels).tolist() == [1, 0, 0, 2, 1, 0, 2]


def _blobs(*sizes: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    centres = rng.permutation(np.eye(4) * 12)[: len(sizes)]
    return np.concatenate(
        [centre + rng.normal(size=(n, 4)) for centre, n in zip(centres, sizes, strict=True)]
    )


def tried(matrix: np.ndarray, *, seed: int = 1) -> tuple[Trial, ...]:
    return trials(matrix, seed, 30, lambda _: True)


def test_trials_find_blobs() -> None:
    matrix = _blobs(120, 60, 80)
    found = tried(matrix)

    assert [one.fit.k for one in found] == list(range(1, 10))
    assert (found[0].apart, found[0].candidate.silhouette, found[0].candidate.jaccard) == (
        None,
    ) * 3
    inertias = [one.fit.inertia for one in found]
    assert inertias == sorted(inertias, reverse=True)
    fit = choose(found)
    assert fit is not None
    assert np.bincount(fit.labels).tolist() == [120, 80, 60]
    means = [matrix[fit.labels == i].mean(axis=0) for i in range(3)]
    assert fit.centres == pytest.approx(np.array(means))
    assert votes(found) == (3,) * 5
    assert found[2].candidate.jaccard == 1.0


def test_a_cluster_that_is_too_small_is_not_allowed() -> None:
    found = tried(_blobs(120, 60, 20))

    assert found[2].smallest == 20
    assert found[2].failed is Requirement.SIZE


def test_clusters_without_names_are_not_allowed() -> None:
    found = trials(_blobs(120, 60), 1, 30, lambda labels: int(labels.max()) != 1)

    assert [one.failed for one in found[:2]] == [None, Requirement.NAMES]


def test_clusters_that_do_not_come_back_are_not_allowed() -> None:
    """Two blobs cut into more: whichever blob is cut, it is cut elsewhere in the next sample."""
    found = tried(_blobs(400, 400))

    assert found[1].failed is None
    assert found[2].failed is Requirement.STABILITY
    assert found[2].candidate.jaccard is not None
    assert found[2].candidate.jaccard < MIN_JACCARD


def test_no_more_clusters_than_different_rows() -> None:
    matrix = np.repeat([[0.0, 0.0], [1.0, 0.0], [0.0, 4.0]], 40, axis=0)
    found = tried(matrix)

    assert [one.fit.k for one in found] == [1, 2, 3]
    assert found[2].candidate.silhouette == 1.0
    assert np.isfinite([one.gap.gap for one in found]).all()


def test_silhouettes_and_resampling_of_a_large_matrix_rest_on_some_of_its_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, n in (("N_SILHOUETTE", 60), ("N_RESAMPLED", 70)):
        monkeypatch.setattr(clusters, name, n)
    fit = choose(tried(_blobs(240, 120)))

    assert fit is not None
    assert np.bincount(fit.labels).tolist() == [240, 120]


def test_trials_repeat() -> None:
    matrix = _blobs(100, 90, 80)
    once, twice = (tried(matrix, seed=5) for _ in range(2))

    assert [one.candidate for one in once] == [one.candidate for one in twice]
    assert all((a.fit.labels == b.fit.labels).all() for a, b in zip(once, twice, strict=True))
    labels: list[Labels] = [one.fit.labels for one in tried(matrix, seed=6)]
    assert (labels[2] == once[2].fit.labels).all()


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
