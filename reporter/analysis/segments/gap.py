"""The gap statistic: are there groups at all?

Source: Tibshirani, Walther and Hastie, JRSS B 63 (2001), reference (b): noise that is uniform over
a box along the data's principal components.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.segments.kmeans import fit_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.analysis.segments.features import Floats

N_REFERENCES = 20
REFERENCE_STARTS = 2
DATA_STARTS = 10
"""A start that misses a cluster costs the data much, and uniform noise next to nothing."""

LEAST_SPREAD = 1e-9
"""Share of the whole spread below which a spread counts as this: the logarithm of 0 has no gap."""


@dataclass(frozen=True, slots=True)
class GapPoint:
    """The gap of one k.

    Attributes:
        gap: mean log spread within the clusters of the references, minus that of the data.
        error: its standard error, s_k of the paper: sd * sqrt(1 + 1 / references).
    """

    gap: float
    error: float


def gap_curve(rows: Floats, largest_k: int, rng: np.random.Generator) -> tuple[GapPoint, ...]:
    """The gap of k = 1, 2 … against 20 references.

    Twenty references leave the errors below 0.03 on histories of some hundred entities; with ten,
    and with one start, as many of 144 nulls were one group.

    Args:
        rows: (rows, columns), a bounded sample.
        largest_k: how far the curve goes.
        rng: of the references and the starts.
    """
    turned = _along_components(rows)
    low, high = turned.min(axis=0), turned.max(axis=0)
    noise = rng.uniform(low, high, size=(N_REFERENCES, *turned.shape))
    least = LEAST_SPREAD * (turned**2).sum()
    points = []
    for k in range(1, largest_k + 1):
        references = np.log(fit_all(noise, k, rng, REFERENCE_STARTS).inertia)
        own = fit_all(turned[None], k, rng, DATA_STARTS).inertia.item()
        error = references.std() * np.sqrt(1 + 1 / N_REFERENCES)
        points.append(GapPoint(float(references.mean() - np.log(max(own, least))), float(error)))
    return tuple(points)


def is_one_group(curve: Sequence[GapPoint]) -> bool:
    """Whether the paper's rule, the smallest k with gap(k) >= gap(k + 1) - s(k + 1), says 1."""
    return len(curve) == 1 or curve[0].gap >= curve[1].gap - curve[1].error


def _along_components(rows: Floats) -> Floats:
    centred = rows - rows.mean(axis=0)
    _, components = np.linalg.eigh(centred.T @ centred)
    turned: Floats = centred @ components
    return turned
