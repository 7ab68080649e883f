"""Features of entities: what they are clustered on, and what the segments' profiles show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reporter.analysis.statistics.shrinkage import beta_prior
from reporter.plays import Entity

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
        names: of its columns.
        matrix: (entities, columns), in standard deviations from the mean, clipped at 3.
    """

    names: tuple[str, ...]
    matrix: Floats


def features(table: pa.Table, entity: Entity) -> tuple[Feature, ...]:
    """All features that the data have, in the order of precedence of the clustering.

    The skip rate precedes the length of plays: where the two say the same, segments are named from
    what the report is about.

    A feature that no entity has falls away. Where only some lack a rate, the rate of all stands in
    on the clustering's side.

    Args:
        table: `Entities.table`, one row or more.
        entity: listeners have two features more than tracks.
    """
    plays, skips, decided = (_column(table, name) for name in ("plays", "skips", "decided"))
    shuffled, told = _column(table, "shuffled"), _column(table, "shuffle_known")
    seconds = _column(table, "ms") / 1000 / plays
    found = [Feature("play_count", plays, np.log1p(plays))]
    if decided.any():
        rates = _ratio(skips, decided)
        found.append(Feature("skip_rate", rates, shrunk(skips, decided), 1.0))
    found.append(Feature("avg_seconds_per_play", seconds, seconds))
    if told.any():
        rates = _ratio(shuffled, told)
        known = np.where(told > 0, rates, shuffled.sum() / told.sum())
        found.append(Feature("shuffle_rate", rates, known, 1.0))
    if entity is Entity.LISTENER:
        tracks, days = _column(table, "tracks") / plays, _column(table, "days") / plays
        found.append(Feature("distinct_track_share", tracks, tracks, 1.0))
        found.append(Feature("active_days_per_play", days, days, 1.0))
    if decided.any():
        score = (decided - skips) / plays * (1 - _ratio(skips, decided))
        found.append(Feature("engagement_score", score, None, 1.0))
    return tuple(found)


def clustered(found: tuple[Feature, ...]) -> Clustered:
    """Scale the features and leave out what is constant or says the same twice (|r| > 0.9).

    Scaled by the standard deviation, because the interquartile range can be 0.
    """
    names: list[str] = []
    columns: list[Floats] = []
    for feature in found:
        column = None if feature.basis is None else scaled(feature.basis)
        if column is None or any(abs(_correlation(column, kept)) > SAME for kept in columns):
            continue
        names.append(feature.name)
        columns.append(column)
    matrix = np.column_stack(columns) if columns else np.empty((len(found[0].values), 0))
    return Clustered(tuple(names), matrix)


def scaled(values: Floats) -> Floats | None:
    """Standard deviations from the mean, clipped at 3; none for a constant."""
    deviation = float(values.std())
    if deviation <= TINY * max(1.0, float(np.abs(values).max())):
        return None
    return np.asarray(np.clip((values - values.mean()) / deviation, -CLIP, CLIP))


def shrunk(successes: Floats, trials: Floats) -> Floats:
    """Rates drawn towards the rate of all, the more so the fewer trials (empirical Bayes)."""
    counts = zip(successes.tolist(), trials.tolist(), strict=True)
    prior = beta_prior([(int(x), int(n)) for x, n in counts if n])
    return (successes + prior.alpha) / (trials + prior.alpha + prior.beta)


def _correlation(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def _ratio(part: Floats, whole: Floats) -> Floats:
    """`part / whole`, nan where there is no whole."""
    rates = np.full(len(whole), np.nan)
    np.divide(part, whole, out=rates, where=whole > 0)
    return rates


def _column(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), dtype=np.float64)
