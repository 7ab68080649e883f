"""The context of a play as factors with levels: what the drivers of skips are made of.

Everything here is known before the session or set by the listener; the outcomes inside the
session stay out, because they are on the way from the drivers to the skip.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporter.analysis.skips.evaluation import block_of
from reporter.analysis.statistics.disclosure import is_told
from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.features import Sample

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]

HOURS = ("00-05", "06-11", "12-17", "18-23")
HOUR_STARTS = (6, 12, 18)
HOUR_STEPS = (3, 6, 9, 12, 15, 18, 21)
POSITIONS = ("1", "2-3", "4-10", "11+")
POSITION_STARTS = (2, 4, 11)
POSITION_STEPS = (2, 4, 6, 8, 11, 16, 21, 31, 51)
RATES = ("low", "medium", "high")
NEW = "new"
SIXTHS = 6
THIRDS = (1, 3)
"""Sixths, from 0, whose upper end is a tercile."""

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

MIN_LEVEL_PLAYS = 30
BLOCK_PLAYS = 3
"""No session (nor listener, where whole listeners are resampled) counts with more plays towards the
30 of a level or step: a handful of evenings says nothing of others, however long they were."""

MIN_REASON_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Factor:
    """One driver as a factor.

    Attributes:
        name: of the driver.
        levels: the reference, then the others in their natural order; `other` comes last.
        shown: the levels, without the reference, that have enough plays, of enough sessions or
            listeners, to be reported.
        code: for each play the number of its part, from 0.
        parts: for each level the parts that it is made of: one, or finer steps of a number.
        numbers: for each part the mean of the number behind it; NaN where there is none.
    """

    name: str
    levels: tuple[str, ...]
    shown: tuple[int, ...]
    code: Integers
    parts: tuple[tuple[int, ...], ...]
    numbers: Floats

    @property
    def reference(self) -> str:
        """The level that the others are compared with."""
        return self.levels[0]

    @property
    def n_parts(self) -> int:
        """Parts of all levels."""
        return len(self.numbers)

    @property
    def level(self) -> Integers:
        """For each play the number of its level."""
        of = np.repeat(np.arange(len(self.parts)), [len(parts) for parts in self.parts])
        return of[self.code].astype(np.int64)

    @property
    def scale(self) -> Integers:
        """The parts that stand for a number, by that number."""
        order = np.argsort(self.numbers, kind="stable")
        return order[: int((~np.isnan(self.numbers)).sum())].astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Steps:
    """What a factor is made of before rare levels are merged.

    Attributes:
        code: for each play its step, from 0.
        level: for each step the name of its level; steps of a level stand side by side.
        number: for each play the number behind it, NaN where there is none; none if it has none.
    """

    code: Integers
    level: tuple[str, ...]
    number: Floats | None = None

    def cells(self, block: Integers) -> Integers:
        """Plays of each step in each block: shape (steps, blocks)."""
        shape = len(self.level), int(block.max(initial=-1)) + 1
        counts = np.bincount(self.code * shape[1] + block, minlength=shape[0] * shape[1])
        return counts.reshape(shape).astype(np.int64)


def factors(sample: Sample, least: int = 1) -> tuple[tuple[Factor, ...], tuple[Gap, ...]]:
    """The drivers that this sample can speak of, and why the others are absent.

    Args:
        sample: plays with features.
        least: listeners that a level, or a step of a number, needs.
    """
    plays = sample.plays
    enough = _Enough(block_of(plays), plays["listener"].to_numpy(np.int64), least)
    hour, position = plays["hour_of_day"].to_numpy(), plays["position_in_session"].to_numpy()
    made = {
        "shuffle": _named(plays["shuffle_state"], SHUFFLE),
        "platform": _named(plays["platform"]),
        "reason_start": _named(plays["reason_start"]),
        "hour": _binned(hour, HOUR_STEPS, HOUR_STARTS, HOURS),
        "position": _binned(position, POSITION_STEPS, POSITION_STARTS, POSITIONS),
    }
    for name in ["track_rate", "artist_rate"] + ["listener_rate"] * (sample.n_listeners > 1):
        made[name] = _sixths(plays[f"{name}_before"].to_numpy(float))
    found = [_factor(name, steps, enough) for name, steps in made.items()]
    return (
        tuple(factor for factor in found if isinstance(factor, Factor)),
        tuple(factor for factor in found if isinstance(factor, Gap)),
    )


def _named(values: pd.Series, order: tuple[str, ...] = ()) -> _Steps:
    """One step a name, in the given order, else the most frequent first and ties by name."""
    code, names = pd.factorize(values, sort=True)
    counts = np.bincount(code, minlength=len(names))
    found = [str(name) for name in names]
    place = {name: (order.index(name) if order else -counts[i]) for i, name in enumerate(found)}
    ordered = sorted(found, key=lambda name: (place[name], name))
    rank = np.array([ordered.index(name) for name in found], np.int64)
    return _Steps(rank[code], tuple(ordered))


def _binned(
    values: NDArray[np.int64],
    steps: tuple[int, ...],
    starts: tuple[int, ...],
    names: tuple[str, ...],
) -> _Steps:
    """Steps of whole numbers; each lies within one level."""
    level = tuple(names[i] for i in np.digitize([0, *steps], starts))
    return _Steps(np.digitize(values, steps).astype(np.int64), level, values.astype(float))


def _sixths(rates: Floats) -> _Steps:
    """Sixths of the known rates, within their terciles; new where nothing was known."""
    known = ~np.isnan(rates)
    if not known.any():
        return _Steps(np.zeros(len(rates), np.int64), (NEW,), rates)
    cuts = np.quantile(rates[known], np.arange(1, SIXTHS) / SIXTHS)
    ends = np.append(cuts, np.inf)
    level = [RATES[i] for i in np.searchsorted(cuts[list(THIRDS)], ends, side="left")]
    code = np.searchsorted(cuts, np.where(known, rates, np.inf), side="left")
    return _Steps(np.where(known, code, SIXTHS).astype(np.int64), (*level, NEW), rates)


@dataclass(frozen=True, slots=True)
class _Enough:
    """What a level needs: plays of enough blocks, and listeners.

    Attributes:
        block: number of each play's block.
        listener: number of each play's listener.
        least: listeners; 1 leaves it to the blocks.
    """

    block: Integers
    listener: Integers
    least: int

    def of(self, steps: _Steps) -> _Cells:
        """The same of the steps of a factor."""
        few = self.least == 1
        return _Cells(
            steps.cells(self.block), None if few else steps.cells(self.listener) > 0, self.least
        )


@dataclass(frozen=True, slots=True)
class _Cells:
    """The steps of a factor by block and listener.

    Attributes:
        plays: shape (steps, blocks).
        active: whether a listener has plays of a step, shape (steps, listeners); none where
            listeners do not matter.
        least: listeners that steps need.
    """

    plays: Integers
    active: NDArray[np.bool_] | None
    least: int

    def is_enough(self, steps: list[int]) -> bool:
        """Whether some steps together have enough plays of enough blocks, and listeners."""
        together = self.plays[steps].sum(axis=0)
        plays = int(np.minimum(together, BLOCK_PLAYS).sum())
        return plays >= MIN_LEVEL_PLAYS and is_told(self.least, self.listeners(steps))

    def listeners(self, steps: list[int]) -> int:
        """Listeners with plays of some steps; 0 where they do not matter."""
        return 0 if self.active is None else int(self.active[steps].any(axis=0).sum())


def _factor(name: str, steps: _Steps, enough: _Enough) -> Factor | Gap:
    """Merge rare levels into `other`, small steps with their neighbours; the reference first."""
    cells, n_plays = enough.of(steps), len(steps.code)
    of = {level: [i for i, own in enumerate(steps.level) if own == level] for level in steps.level}
    sizes = {level: int(cells.plays[own].sum()) for level, own in of.items()}
    if {level for level, n in sizes.items() if n} == {UNKNOWN}:
        return Gap(Part.DRIVERS, Reason.NO_COLUMN, name=name)
    least = MIN_REASON_SHARE * n_plays if name == "reason_start" else 0
    kept = [
        level
        for level, own in of.items()
        if level != OTHER and sizes[level] >= least and cells.is_enough(own)
    ]
    n_other = n_plays - sum(sizes[level] for level in kept)
    rest = [i for i, level in enumerate(steps.level) if level not in kept]
    other_is_enough = cells.is_enough(rest)
    if len(kept) + other_is_enough < 2:  # noqa: PLR2004 - two make a comparison
        return Gap(Part.DRIVERS, Reason.ONE_LEVEL, name=name)
    wanted = REFERENCES.get(name)
    reference = wanted if wanted in kept else max(kept, key=lambda level: sizes[level])
    names = [reference, *(level for level in kept if level != reference)]
    shown = list(range(1, len(names) + other_is_enough))
    few = not is_told(cells.least, cells.listeners(rest))
    if few:  # or they would follow from the others
        shown.remove(min(shown, key=lambda i: (sizes[names[i]], names[i])))
    if not shown:
        return Gap(Part.DRIVERS, Reason.ONE_LEVEL, name=name)
    part_of, parts = _parts(steps.level, cells, names)
    if n_other:
        n_parts = sum(map(len, parts))
        part_of[part_of < 0] = n_parts
        names, parts = [*names, OTHER], [*parts, (n_parts,)]
    code = part_of[steps.code]
    numbers = _means(steps.number, code, sum(map(len, parts)))
    for level, own in zip(names, parts, strict=True):
        if few or level in {OTHER, NEW}:
            numbers[list(own)] = np.nan
    return Factor(name, tuple(names), tuple(shown), code, tuple(parts), numbers)


def _parts(
    level: tuple[str, ...], cells: _Cells, names: list[str]
) -> tuple[Integers, list[tuple[int, ...]]]:
    """The part of each step, -1 where its level has no name of its own; the parts of each level.

    Steps of a level are taken together until they have enough plays; the rest joins the last.
    """
    part_of = np.full(len(level), -1, np.int64)
    parts: list[tuple[int, ...]] = []
    n_parts = 0
    for name in names:
        first, together = n_parts, []
        steps = [i for i, own in enumerate(level) if own == name]
        for i in steps:
            part_of[i] = n_parts
            together.append(i)
            if cells.is_enough(together):
                n_parts, together = n_parts + 1, []
        part_of[steps] = np.minimum(part_of[steps], n_parts - 1)
        parts.append(tuple(range(first, n_parts)))
    return part_of, parts


def _means(number: Floats | None, code: Integers, n_parts: int) -> Floats:
    """The mean number of each part; NaN without one."""
    if number is None:
        return np.full(n_parts, np.nan)
    n = np.bincount(code, minlength=n_parts)
    sums = np.bincount(code, np.nan_to_num(number), minlength=n_parts)
    return np.where(n > 0, sums / np.maximum(n, 1), np.nan)
