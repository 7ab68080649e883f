"""Identity of segments that were fitted anew: which of them is which of the old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from reporter.analysis.segments.model import places
from reporter.analysis.segments.names import name_segments
from reporter.results.segments import Centre

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporter.analysis.segments.features import Floats
    from reporter.analysis.segments.names import Traits
    from reporter.results.segments import Scale, SegmentModel

CAP = 1.0
"""Distance (standard deviations) between centroids of one segment at most."""

NEVER = 1e6


def centres(
    scales: tuple[Scale, ...], found: Floats, earlier: SegmentModel | None, next_id: int
) -> tuple[Centre, ...]:
    """The centroids with ids and names: those of an old segment where they match it.

    New segments get the next ids in order, and names that no segment of the earlier report had, as
    far as there are enough.

    Args:
        scales: of the columns of `found`.
        found: (segments, columns), the new centroids, which can have names of their own.
        earlier: the model before; none where its segments cannot be compared.
        next_id: the first id that was never used.
    """
    old = earlier.centres if earlier else ()
    matched = match(scales, found, earlier) if earlier else {}
    kept = {i: old[j].traits for i, j in matched.items()}
    retired = [centre.traits for j, centre in enumerate(old) if j not in matched.values()]
    traits = _names([scale.feature for scale in scales], found, kept, retired)
    fresh = iter(range(next_id, next_id + len(found)))
    ids = [old[matched[i]].id if i in matched else next(fresh) for i in range(len(found))]
    rows = zip(ids, traits, found.tolist(), strict=True)
    return tuple(sorted((Centre(a, b, tuple(c)) for a, b, c in rows), key=lambda one: one.id))


def match(scales: Sequence[Scale], found: Floats, earlier: SegmentModel) -> dict[int, int]:
    """Number of a new centroid -> number of the old one that it goes on from.

    The pairs have the smallest sum of distances (`scipy.optimize.linear_sum_assignment`); those
    further apart than the cap are none. Distances are over the features that both have, in the
    old standard deviations.
    """
    old_scales = {scale.feature: (i, scale) for i, scale in enumerate(earlier.scales)}
    both = [(i, scale) for i, scale in enumerate(scales) if scale.feature in old_scales]
    if not both:
        return {}
    new = np.column_stack([_converted(found[:, i], s, old_scales[s.feature][1]) for i, s in both])
    old = places(earlier.centres)[:, [old_scales[scale.feature][0] for _, scale in both]]
    distances = np.sqrt(((new[:, None] - old[None]) ** 2).sum(axis=2))
    costs = np.where(distances <= CAP, distances, NEVER)
    pairs = zip(*(side.tolist() for side in linear_sum_assignment(costs)), strict=True)
    return {i: j for i, j in pairs if distances[i, j] <= CAP}


def _converted(values: Floats, scale: Scale, old: Scale) -> Floats:
    """From standard deviations of one scale to those of another."""
    converted: Floats = (values * scale.deviation + scale.mean - old.mean) / old.deviation
    return converted


def _names(
    features: Sequence[str], found: Floats, kept: Mapping[int, Traits], retired: Sequence[Traits]
) -> tuple[Traits, ...]:
    """Names of all: kept ones stay, new ones avoid the retired; less where that leaves too few."""
    for held, avoided in ((kept, retired), (kept, ()), ({}, ())):
        names = name_segments(features, found.tolist(), held, avoided)
        if names is not None:
            return names
    msg = "segments without names of their own"
    raise ValueError(msg)
