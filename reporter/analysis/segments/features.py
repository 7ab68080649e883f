"""Features of entities: what they are clustered on, and what the segments' profiles show."""

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


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of every entity.

    Attributes:
        name: as in user_segments.csv.
        values: in its own unit, one for each entity; nan where the entity has none.
        basis: what is scaled for the clustering; none for a feature of the profile alone.
        ceiling: its largest possible value, none where there is none; the smallest is 0.
    """

    name: str
    values: Floats
    basis: Floats | None
    ceiling: float | None = None


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
        table: `Entities.table`, one row or more.
        entity: listeners have two features more than tracks.
        given: of these entities, or of those that a model was fitted on.
    """
    plays, skips, decided = (_column(table, name) for name in ("plays", "skips", "decided"))
    shuffled, told = _column(table, "shuffled"), _column(table, "shuffle_known")
    seconds = _column(table, "ms") / 1000 / plays
    found = [Feature("play_count", plays, np.log1p(plays))]
    if given.skip_alpha is not None and given.skip_beta is not None:
        rates = (skips + given.skip_alpha) / (decided + given.skip_alpha + given.skip_beta)
        found.append(Feature("skip_rate", _ratio(skips, decided), rates, 1.0))
    found.append(Feature("avg_seconds_per_play", seconds, seconds))
    if given.shuffle_rate is not None:
        rates = _ratio(shuffled, told)
        known = np.where(told > 0, rates, given.shuffle_rate)
        found.append(Feature("shuffle_rate", rates, known, 1.0))
    if entity is Entity.LISTENER:
        tracks, days = _column(table, "tracks") / plays, _column(table, "days") / plays
        found.append(Feature("distinct_track_share", tracks, tracks, 1.0))
        found.append(Feature("active_days_per_play", days, days, 1.0))
    if given.skip_alpha is not None:
        score = (decided - skips) / plays * (1 - _ratio(skips, decided))
        found.append(Feature("engagement_score", score, None, 1.0))
    return tuple(found)


def available(found: tuple[Feature, ...]) -> tuple[str, ...]:
    """Names of the features that can be clustered on."""
    return tuple(feature.name for feature in found if feature.basis is not None)


def clustered(found: tuple[Feature, ...]) -> Clustered:
    """Scale the features and leave out what is constant or says the same twice (|r| > 0.9).

    Scaled by the standard deviation, because the interquartile range can be 0.
    """
    scales: list[Scale] = []
    columns: list[Floats] = []
    for feature in found:
        scale = _scale(feature)
        if scale is None or feature.basis is None:
            continue
        column = _scaled(feature.basis, scale)
        if any(abs(_correlation(column, kept)) > SAME for kept in columns):
            continue
        scales.append(scale)
        columns.append(column)
    matrix = np.column_stack(columns) if columns else np.empty((len(found[0].values), 0))
    return Clustered(tuple(scales), matrix)


def rescaled(found: tuple[Feature, ...], scales: tuple[Scale, ...]) -> Clustered:
    """The features in scales that are given; each of them is there."""
    bases = {feature.name: feature.basis for feature in found if feature.basis is not None}
    columns = [_scaled(bases[scale.feature], scale) for scale in scales]
    return Clustered(scales, np.column_stack(columns))


def _scale(feature: Feature) -> Scale | None:
    """Mean and standard deviation; none for a constant."""
    if feature.basis is None:
        return None
    mean, deviation = float(feature.basis.mean()), float(feature.basis.std())
    if deviation <= TINY * max(1.0, float(np.abs(feature.basis).max())):
        return None
    return Scale(feature.name, mean, deviation)


def _scaled(values: Floats, scale: Scale) -> Floats:
    return np.asarray(np.clip((values - scale.mean) / scale.deviation, -CLIP, CLIP))


def _correlation(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def _ratio(part: Floats, whole: Floats) -> Floats:
    """`part / whole`, nan where there is no whole."""
    rates = np.full(len(whole), np.nan)
    np.divide(part, whole, out=rates, where=whole > 0)
    return rates


def _column(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)
