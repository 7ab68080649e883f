"""Stability of clusters: do they come back when the entities are drawn again?

Source: Hennig, Cluster-wise assessment of cluster stability, CSDA 52 (2007): the bootstrap scheme,
with the Jaccard coefficient over the distinct rows of each sample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.segments.kmeans import fit_all

if TYPE_CHECKING:
    from reporter.analysis.segments.clusters import Labels
    from reporter.analysis.segments.features import Floats

N_SAMPLES = 20
N_STARTS = 3


def jaccards(rows: Floats, labels: Labels, k: int, rng: np.random.Generator) -> Floats:
    """Mean Jaccard coefficient of each of k clusters, over 20 bootstrap samples.

    In each sample a cluster is held against the one that it resembles most. Twenty samples know a
    mean near the threshold of 0.75 to about 0.03.

    Args:
        rows: (rows, columns), a bounded sample.
        labels: cluster of each row, 0 to k - 1.
        k: number of clusters.
        rng: of the samples and the starts.
    """
    drawn = rng.integers(len(rows), size=(N_SAMPLES, len(rows)))
    fits = fit_all(rows[drawn], k, rng, N_STARTS)
    every = [
        _resemblance(labels[rows_], again, k)
        for rows_, again in (
            _distinct(sample, own) for sample, own in zip(drawn, fits.labels, strict=True)
        )
    ]
    means: Floats = np.mean(every, axis=0)
    return means


def _distinct(sample: Labels, labels: Labels) -> tuple[Labels, Labels]:
    """The distinct rows of a sample, and the labels that they got there."""
    rows, first = np.unique(sample, return_index=True)
    return rows, labels[first]


def _resemblance(before: Labels, again: Labels, k: int) -> Floats:
    """Of each cluster the Jaccard coefficient with the one that is most like it."""
    shared = np.bincount(before * k + again, minlength=k * k).reshape(k, k)
    either = shared.sum(axis=1)[:, None] + shared.sum(axis=0)[None] - shared
    best: Floats = (shared / np.maximum(either, 1)).max(axis=1)
    return best
