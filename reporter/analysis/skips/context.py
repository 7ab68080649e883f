"""The context of a play as factors with levels: what the drivers of skips are made of.

Everything here is known before the session or set by the listener; the outcomes inside the
session stay out, because they are on the way from the drivers to the skip.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporter.analysis.skips.past import Past, first_of_run
from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.features import Sample

HOURS = ("00-05", "06-11", "12-17", "18-23")
HOUR_STARTS = (6, 12, 18)
POSITIONS = ("1", "2-3", "4-10", "11+")
POSITION_STARTS = (2, 4, 11)
RATES = ("low", "medium", "high", "new")
NINTHS = 9
SHUFFLE = ("on", "off", "unknown")
OTHER = "other"
UNKNOWN = "unknown"

REFERENCES = {
    "shuffle": "off",
    "reason_start": "trackdone",
    "hour": "12-17",
    "position": "2-3",
    "track_rate": "medium",
    "artist_rate": "medium",
    "listener_rate": "medium",
}
"""What levels are compared with; else, and where it is rare, the most frequent level."""

PRIOR_PLAYS = 20
"""A listener's surplus of skips is shrunk to none as if it had been none in so many plays."""

MIN_LEVEL_PLAYS = 30
MIN_REASON_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Factor:
    """One driver as a factor.

    Attributes:
        name: of the driver.
        levels: the reference, then the others in their natural order; `other` comes last.
        shown: the levels, without the reference, that have enough plays to be reported.
        code: for each play the number of its part, from 0.
        parts: for each level the parts that it is made of: one, unless a level is held equal in
            finer steps than it is reported in.
    """

    name: str
    levels: tuple[str, ...]
    shown: tuple[int, ...]
    code: NDArray[np.int64]
    parts: tuple[tuple[int, ...], ...]

    @property
    def reference(self) -> str:
        """The level that the others are compared with."""
        return self.levels[0]

    @property
    def n_parts(self) -> int:
        """Parts of all levels."""
        return sum(len(parts) for parts in self.parts)

    def at(self, level: int) -> NDArray[np.bool_]:
        """Which plays are at a level."""
        return np.isin(self.code, self.parts[level])


def factors(sample: Sample) -> tuple[tuple[Factor, ...], tuple[Gap, ...]]:
    """The drivers that this sample can speak of, and why the others are absent."""
    plays = sample.plays
    found = [
        _factor("shuffle", plays["shuffle_state"], SHUFFLE),
        _factor("platform", plays["platform"], _by_size(plays["platform"])),
        _factor("reason_start", plays["reason_start"], _by_size(plays["reason_start"])),
        _factor("hour", _binned(plays["hour_of_day"], HOUR_STARTS, HOURS), HOURS),
        _factor(
            "position", _binned(plays["position_in_session"], POSITION_STARTS, POSITIONS), POSITIONS
        ),
    ]
    rates = ["track_rate", "artist_rate"] + ["listener_rate"] * (sample.n_listeners > 1)
    found += [_factor(name, _terciles(plays[f"{name}_before"]), RATES) for name in rates]
    return (
        tuple(factor for factor in found if isinstance(factor, Factor)),
        tuple(factor for factor in found if isinstance(factor, Gap)),
    )


def listener_surplus(sample: Sample, surplus: NDArray[np.float64]) -> Factor | Gap:
    """The listener's rate as terciles of what it was before, over what had to be expected.

    A listener's plain rate carries the effects of his or her own habits: whoever always shuffles
    has the effect of shuffle in it, and holding it equal would hide that effect. It is held equal
    in ninths, because listeners within a tercile still differ.

    Args:
        sample: plays with features.
        surplus: for each play, skip (0 or 1) - the chance that its context alone gives.
    """
    plays = sample.plays
    start = first_of_run(plays["listener"].to_numpy(np.int64))
    before = plays["outcomes_before"].to_numpy(np.int64)
    earlier = Past(np.arange(len(plays)), start, start + before)
    known = before > 0
    rate = np.where(known, earlier.rate(surplus, 0.0, PRIOR_PLAYS, None), np.nan)
    factor = _factor("listener_rate", _terciles(pd.Series(rate)), RATES)
    if isinstance(factor, Gap):
        return factor
    cuts = np.quantile(rate[known], np.arange(1, NINTHS) / NINTHS)
    return _refined(factor, np.where(known, np.searchsorted(cuts, np.nan_to_num(rate)), 0))


def _refined(factor: Factor, step: NDArray[np.int64]) -> Factor:
    """The same levels, each in parts by `step`; unchanged where a part would have few plays."""
    pairs = factor.code * NINTHS + step
    numbers, code, counts = np.unique(pairs, return_inverse=True, return_counts=True)
    if counts.min() < MIN_LEVEL_PLAYS:
        return factor
    level_of = numbers // NINTHS
    parts = [
        tuple(np.flatnonzero(level_of == level).tolist()) for level in range(len(factor.levels))
    ]
    return replace(factor, code=code.astype(np.int64), parts=tuple(parts))


def _factor(
    name: str, levels: pd.Series | NDArray[np.str_], order: tuple[str, ...]
) -> Factor | Gap:
    """Merge rare levels into `other` and put the reference first."""
    values = np.asarray(levels, dtype=str)
    counts = dict(zip(*np.unique(values, return_counts=True), strict=True))
    if set(counts) == {UNKNOWN}:
        return Gap(Part.DRIVERS, Reason.NO_COLUMN, name=name)
    least = MIN_LEVEL_PLAYS
    if name == "reason_start":
        least = max(least, int(np.ceil(MIN_REASON_SHARE * len(values))))
    kept = [level for level in order if level != OTHER and counts.get(level, 0) >= least]
    n_other = len(values) - sum(counts[level] for level in kept)
    if len(kept) + (n_other >= MIN_LEVEL_PLAYS) < 2:  # noqa: PLR2004 - two make a comparison
        return Gap(Part.DRIVERS, Reason.ONE_LEVEL, name=name)
    wanted = REFERENCES.get(name)
    reference = wanted if wanted in kept else max(kept, key=lambda level: int(counts[level]))
    names = [reference, *(level for level in kept if level != reference)]
    shown = list(range(1, len(names)))
    if n_other:
        shown += [len(names)] * bool(n_other >= MIN_LEVEL_PLAYS)
        names.append(OTHER)
    index = {level: i for i, level in enumerate(names)}
    code = np.array([index.get(level, len(names) - 1) for level in values], np.int64)
    parts = tuple((i,) for i in range(len(names)))
    return Factor(name, tuple(names), tuple(shown), code, parts)


def _by_size(levels: pd.Series) -> tuple[str, ...]:
    """Most frequent first, ties by name."""
    counts = levels.value_counts()
    return tuple(sorted(counts.index, key=lambda level: (-int(counts[level]), level)))


def _binned(values: pd.Series, starts: tuple[int, ...], names: tuple[str, ...]) -> NDArray[np.str_]:
    return np.array(names)[np.digitize(values, starts)]


def _terciles(rates: pd.Series) -> NDArray[np.str_]:
    """Low, medium and high by the terciles of the known rates; new where nothing was known."""
    known = rates[rates.notna()]
    if known.empty:
        return np.full(len(rates), RATES[-1])
    low, high = np.quantile(known, [1 / 3, 2 / 3])
    names = np.select([rates <= low, rates > high], ["low", "high"], "medium")
    return np.where(rates.notna(), names, RATES[-1])
