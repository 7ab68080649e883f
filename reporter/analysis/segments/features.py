"""Features of entities: what they are clustered on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reporter.analysis.statistics.shrinkage import beta_prior
from reporter.plays import Entity
from reporter.results.segments import Priors, Scale

if TYPE_CHECKING:
    import pyarrow as pa

Floats: TypeAlias = NDArray[np.float64]

CLIP = 3.0
SAME = 0.9
"""Features that correlate more than this say the same twice."""

TINY = 1e-9

UNBOUNDED = frozenset({"play_count", "avg_seconds_per_play"})
"""Features that have no largest value; all others are shares."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of every entity.

    Attributes:
        name: as in user_segments.csv.
        basis: what is scaled for the clustering, one value for each entity.
    """

    name: str
    basis: Floats


@dataclass(frozen=True, slots=True)
class Clustered:
    """The matrix that is clustered.

    Attributes:
        scales: of its columns.
        matrix: (entities, columns), in standard deviations from the mean, clipped at 3.
    """

    scales: tuple[Scale, ...]
    matrix: Floats

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(scale.feature for scale in self.scales)


def priors(table: pa.Table) -> Priors:
    """What stands in for missing rates: what the rates of these entities share."""
    skips, decided = _column(table, "skips"), _column(table, "decided")
    shuffled, told = _column(table, "shuffled"), _column(table, "shuffle_known")
    counts = zip(skips.tolist(), decided.tolist(), strict=True)
    prior = beta_prior([(int(x), int(n)) for x, n in counts if n]) if decided.any() else None
    return Priors(
        skip_alpha=prior.alpha if prior else None,
        skip_beta=prior.beta if prior else None,
        shuffle_rate=float(shuffled.sum() / told.sum()) if told.any() else None,
    )


def features(table: pa.Table, entity: Entity, given: Priors) -> tuple[Feature, ...]:
    """All features that the data have, in the order of precedence of the clustering.

    The skip rate precedes the length of plays: where the two say the same, segments are named from
    what the report is about.

    A feature without a prior falls away. Skip rates are drawn towards the prior, the more so the
    fewer plays tell (empirical Bayes); a shuffle share that no play tells is the prior's.

    Args:
        table: `Entities.sample`, one row or more.
        entity: listeners have two features more than tracks.
        given: of these entities, or of those that a model was fitted on.
    """
    plays, skips, decided = (_column(table, name) for name in ("plays", "skips", "decided"))
    shuffled, told = _column(table, "shuffled"), _column(table, "shuffle_known")
    found = [Feature("play_count", np.log1p(plays))]
    if given.skip_alpha is not None and given.skip_beta is not None:
        rates = (skips + given.skip_alpha) / (decided + given.skip_alpha + given.skip_beta)
        found.append(Feature("skip_rate", rates))
    found.append(Feature("avg_seconds_per_play", _column(table, "ms") / 1000 / plays))
    if given.shuffle_rate is not None:
        known = np.full(len(told), given.shuffle_rate)
        np.divide(shuffled, told, out=known, where=told > 0)
        found.append(Feature("shuffle_rate", known))
    if entity is Entity.LISTENER:
        found.append(Feature("distinct_track_share", _column(table, "tracks") / plays))
        found.append(Feature("active_days_per_play", _column(table, "days") / plays))
    return tuple(found)


def available(found: tuple[Feature, ...]) -> tuple[str, ...]:
    """Names of the features."""
    return tuple(feature.name for feature in found)


def clustered(found: tuple[Feature, ...]) -> Clustered:
    """Scale the features and leave out what is constant or says the same twice (|r| > 0.9).

    Scaled by the standard deviation, because the interquartile range can be 0.
    """
    scales: list[Scale] = []
    columns: list[Floats] = []
    for feature in found:
        scale = _scale(feature)
        if scale is None:
            continue
        column = _scaled(feature.basis, scale)
        if any(abs(_correlation(column, kept)) > SAME for kept in columns):
            continue
        scales.append(scale)
        columns.append(column)
    matrix = np.column_stack(columns) if columns else np.empty((len(found[0].basis), 0))
    return Clustered(tuple(scales), matrix)


def rescaled(found: tuple[Feature, ...], scales: tuple[Scale, ...]) -> Clustered:
    """The features in scales that are given; each of them is there."""
    bases = {feature.name: feature.basis for feature in found}
    columns = [_scaled(bases[scale.feature], scale) for scale in scales]
    return Clustered(scales, np.column_stack(columns))


def _scale(feature: Feature) -> Scale | None:
    """Mean and standard deviation; none for a constant."""
    mean, deviation = float(feature.basis.mean()), float(feature.basis.std())
    if deviation <= TINY * max(1.0, float(np.abs(feature.basis).max())):
        return None
    return Scale(feature.name, mean, deviation)


def _scaled(values: Floats, scale: Scale) -> Floats:
    return np.asarray(np.clip((values - scale.mean) / scale.deviation, -CLIP, CLIP))


def _correlation(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def _column(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)
