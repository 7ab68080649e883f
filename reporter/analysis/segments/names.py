"""Names of segments: the one or two features that stand out most, unique among the segments."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from reporter.results.segments import Trait

if TYPE_CHECKING:
    from collections.abc import Sequence

AVERAGE = 0.5
"""A segment whose every feature lies within so many standard deviations of the mean is average."""

Traits = tuple[Trait, ...]


def name_segments(
    features: Sequence[str], centroids: Sequence[Sequence[float]]
) -> tuple[Traits, ...] | None:
    """Traits of each segment, strongest first.

    The strongest feature names a segment. Where that is another one's strongest too, both add the
    next strongest that tells them apart. At most one segment, the most average one within half a
    standard deviation, has no traits.

    Args:
        features: names of the clustered features.
        centroids: for each segment its mean of each feature, in standard deviations.

    Returns:
        None where the features are too few to give each segment a name of its own.
    """
    ranked = [_ranked(features, centroid) for centroid in centroids]
    peaks = [max(abs(z) for z in centroid) for centroid in centroids]
    average = min(range(len(peaks)), key=peaks.__getitem__)
    if peaks[average] >= AVERAGE:
        average = -1
    firsts = Counter(traits[0] for i, traits in enumerate(ranked) if i != average)
    taken: set[frozenset[Trait]] = set()
    names: list[Traits] = []
    for i, traits in enumerate(ranked):
        options: Sequence[Traits] = ((),) if i == average else _options(traits, firsts)
        name = next((name for name in options if frozenset(name) not in taken), None)
        if name is None:
            return None
        taken.add(frozenset(name))
        names.append(name)
    return tuple(names)


def _ranked(features: Sequence[str], centroid: Sequence[float]) -> Traits:
    pairs = sorted(zip(features, centroid, strict=True), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple(Trait(feature, high=z > 0) for feature, z in pairs)


def _options(traits: Traits, firsts: Counter[Trait]) -> tuple[Traits, ...]:
    """Names for one segment, best first; one trait only where nobody else begins with it."""
    alone = tuple((trait,) for trait in traits if firsts[trait] <= (trait == traits[0]))
    pairs = tuple(combinations(traits, 2))
    return (*alone, *pairs) if firsts[traits[0]] == 1 else (*pairs, *alone)
