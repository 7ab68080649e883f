"""Made populations of listeners, as the engine would count them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from reporter.analysis.segments.entities import Entities
from reporter.plays import Entity
from reporter.results.facts import SkipDefinition

if TYPE_CHECKING:
    from collections.abc import Sequence

# Mean plays, skip rate, shuffle share, distinct tracks and active days a play.
KINDS = (
    (90, 0.10, 0.05, 0.20, 0.15),
    (40, 0.75, 0.50, 0.95, 0.35),
    (60, 0.25, 0.95, 0.60, 0.30),
    (15, 0.40, 0.30, 0.80, 0.90),
)


def one_kind(seed: int, n: int = 300) -> Entities:
    """Listeners who differ by degrees: plays, skipping, shuffling and repeating vary smoothly.

    Busy listeners skip more and repeat more.
    """
    rng = np.random.default_rng(seed)
    busy = rng.normal(size=n)
    plays = np.round(np.exp(4 + 0.7 * busy)).astype(np.int64) + 3
    skip = 1 / (1 + np.exp(1 - 0.4 * busy - 0.5 * rng.normal(size=n)))
    shuffle = 1 / (1 + np.exp(-0.8 * rng.normal(size=n)))
    tracks = 1 / (1 + np.exp(0.3 * busy - 0.6 * rng.normal(size=n)))
    days = 1 / (1 + np.exp(1 + 0.5 * busy - 0.4 * rng.normal(size=n)))
    rates = np.column_stack((skip, shuffle, tracks, days))
    return counted(rng, [f"{i:04d}" for i in range(n)], plays, rates)


def several_kinds(sizes: Sequence[int], *, seed: int = 1, period: str = "2024-W50") -> Entities:
    """Listeners of the first so many kinds, each kind with names of its own: `0-0017`.

    The same listener is of the same kind, and plays otherwise, in every seed.
    """
    rng = np.random.default_rng(seed)
    kinds = [kind for kind, n in enumerate(sizes) for _ in range(n)]
    names = [f"{kind}-{i:04d}" for kind, n in enumerate(sizes) for i in range(n)]
    means = np.array([KINDS[kind] for kind in kinds])
    plays = 3 + rng.poisson(means[:, 0])
    rates = np.clip(means[:, 1:] + rng.normal(scale=0.04, size=(len(kinds), 4)), 0.01, 0.99)
    return counted(rng, names, plays, rates, period)


def counted(
    rng: np.random.Generator,
    names: Sequence[str],
    plays: np.ndarray,
    rates: np.ndarray,
    period: str = "2024-W50",
) -> Entities:
    """What is counted of listeners.

    Args:
        rng: of what varies from play to play.
        names: in order.
        plays: of each.
        rates: (listeners, 4): skip rate, shuffle share, distinct tracks and active days a play.
        period: label of the report's period.
    """
    n = len(names)
    skips = rng.binomial(plays, rates[:, 0])
    table = pa.table(
        {
            "id": list(names),
            "plays": plays,
            "ms": plays * 200_000 - skips * 150_000 + rng.integers(0, 9_000, n) * plays,
            "skips": skips,
            "decided": plays,
            "shuffled": rng.binomial(plays, rates[:, 1]),
            "shuffle_known": plays,
            "weekdays": 3 * plays,
            "tracks": np.maximum(1, np.round(plays * rates[:, 2])).astype(np.int64),
            "days": np.maximum(1, np.round(plays * rates[:, 3])).astype(np.int64),
            "share_sum": plays * 500_000_000,
            "share_known": plays,
            "hour": [12] * n,
            "platform": ["ios"] * n,
        }
    )
    return Entities(
        kind=Entity.LISTENER,
        period=period,
        skip=SkipDefinition.RULE,
        first_day=date(2024, 9, 23),
        end_day=date(2024, 12, 16),
        n=n,
        n_counted=n,
        sample=table,
    )
