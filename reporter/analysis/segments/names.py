"""Names of segments: the one or two features that stand out most, unique among the segments."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from reporter.results.segments import Trait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AVERAGE = 0.5
"""A segment whose every feature lies within so many standard deviations of the mean is average."""

Traits = tuple[Trait, ...]


def name_segments(
    features: Sequence[str],
    centroids: Sequence[Sequence[float]],
    kept: Mapping[int, Traits] | None = None,
    avoided: Sequence[Traits] = (),
) -> tuple[Traits, ...] | None:
    """Traits of each segment, strongest first.

    The strongest feature names a segment. Where that is another one's strongest too, both add the
    next strongest that tells them apart. At most one segment, the most average one within half a
    standard deviation, has no traits.

    Args:
        features: names of the clustered features.
        centroids: for each segment its mean of each feature, in standard deviations.
        kept: number of a segment -> the name that it has already and keeps.
        avoided: names that no other segment may have.

    Returns:
        None where the features are too few to give each segment a name of its own.
    """
    held = dict(kept or {})
    taken = {frozenset(name) for name in (*held.values(), *avoided)}
    ranked = [_ranked(features, centroid) for centroid in centroids]
    average = None if frozenset() in taken else _average(centroids, held)
    firsts = Counter(traits[0] for i, traits in enumerate(ranked) if i != average)
    names: list[Traits] = []
    for i, traits in enumerate(ranked):
        options: Sequence[Traits] = ((),) if i == average else _options(traits, firsts)
        free = (name for name in options if frozenset(name) not in taken)
        name = held[i] if i in held else next(free, None)
        if name is None:
            return None
        taken.add(frozenset(name))
        names.append(name)
    return tuple(names)


def _average(centroids: Sequence[Sequence[float]], held: Mapping[int, Traits]) -> int | None:
    """The most average segment that has no name yet, if it is average."""
    peaks = {
        i: max(abs(z) for z in centroid) for i, centroid in enumerate(centroids) if i not in held
    }
    found = min(peaks, key=peaks.__getitem__, default=None)
    return found if found is not None and peaks[found] < AVERAGE else None


def _ranked(features: Sequence[str], centroid: Sequence[float]) -> Traits:
    pairs = sorted(zip(features, centroid, strict=True), key=lambda pair: (-abs(pair[1]), pair[0]))
    return tuple(Trait(feature, high=z > 0) for feature, z in pairs)


def _options(traits: Traits, firsts: Counter[Trait]) -> tuple[Traits, ...]:
    """Names for one segment, best first; one trait only where nobody else begins with it."""
    alone = tuple((trait,) for trait in traits if firsts[trait] <= (trait == traits[0]))
    pairs = tuple(combinations(traits, 2))
    return (*alone, *pairs) if firsts[traits[0]] == 1 else (*pairs, *alone)
