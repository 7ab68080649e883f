"""Migration: who was in which segment in the earlier report, and where they are now."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING

import numpy as np

from reporter.analysis.statistics.disclosure import is_told, tellable
from reporter.analysis.statistics.intervals import wilson
from reporter.results.facts import Estimate, Unit
from reporter.results.segments import Balance, Flow, Former, Migration, Segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from reporter.results.segments import Segment, Segmentation

    Sums = NDArray[np.bool_]

SIZES = ("before", "now")
COARSE = ("stayed", "left", "joined")
FINE = ("moved", "gone", "came", "new")
NOWHERE = -1
"""Stands for the segment of who was, or is, in none."""


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Every pair of a segment of the earlier report, or none, with one of this, or none.

    Attributes:
        old: ids of the earlier report's segments, in order.
        new: ids of this one's, in order.
        origin: shape (cells,), the earlier segment of each cell.
        target: shape (cells,), the present one.
        counts: shape (cells,), entities.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    origin: NDArray[np.int64]
    target: NDArray[np.int64]
    counts: NDArray[np.int64]

    def sums(self, ids: Iterable[int]) -> dict[str, Sums]:
        """The cells of each number of a balance of some segments, and of what could follow."""
        some = list(ids)
        was, now = np.isin(self.origin, some), np.isin(self.target, some)
        same = self.origin == self.target
        gone, new = self.target == NOWHERE, self.origin == NOWHERE
        return {
            "before": was,
            "now": now,
            "stayed": was & same,
            "left": was & ~same,
            "joined": now & ~same,
            "moved": was & ~same & ~gone,
            "gone": was & gone,
            "came": now & ~same & ~new,
            "new": now & new,
            "there again": was & ~gone,
            "there before": now & ~new,
            "stayed or gone": was & (same | gone),
            "stayed or new": now & (same | new),
            "moved among others": ~(was | now | same | gone | new),
            "all others who did not stay": ~(was | now | same),
            "left them or joined the others": (was | ~(now | gone)) & ~same,
        }


def migration(
    earlier: Segmentation, found: Segments, counts: Mapping[tuple[int, int], int], least: int = 1
) -> Migration | None:
    """The balance of each segment and of all, and the whole matrix if no cell of it is of few.

    Args:
        earlier: the earlier report's segments.
        found: this one's.
        counts: (segment then, segment now) -> entities; `NOWHERE` stands for none.
        least: entities that a number needs to be told.

    Returns:
        None where the earlier report had no segments.
    """
    if not isinstance(earlier.found, Segments):
        return None
    former = sorted(earlier.found.segments, key=lambda one: one.id)
    matrix = _matrix(former, found.segments, counts)
    whole = is_told(least, *matrix.counts.tolist())
    return Migration(
        period=earlier.period,
        segments=tuple(Former(one.id, one.traits, one.n) for one in former),
        balances=tuple(_balances(matrix, None if whole else _told(matrix, least))),
        flows=tuple(_flows(matrix)) if whole else (),
        least=least,
    )


def _matrix(
    former: Iterable[Segment],
    present: Iterable[Segment],
    counts: Mapping[tuple[int, int], int],
) -> _Matrix:
    old, new = (tuple(sorted(one.id for one in some)) for some in (former, present))
    cells = [(i, j) for i in (*old, NOWHERE) for j in (*new, NOWHERE) if (i, j) != (NOWHERE,) * 2]
    origin, target = np.array(cells).T
    return _Matrix(old, new, origin, target, np.array([counts.get(cell, 0) for cell in cells]))


def _flows(matrix: _Matrix) -> Iterator[Flow]:
    ends = zip(matrix.origin.tolist(), matrix.target.tolist(), strict=True)
    for (i, j), n in zip(ends, matrix.counts.tolist(), strict=True):
        of = int(matrix.counts[matrix.origin == i].sum())
        share = n / of if of else 0.0
        yield Flow(None if i == NOWHERE else i, None if j == NOWHERE else j, n, share)


def _rows(matrix: _Matrix) -> dict[int | None, tuple[int, ...]]:
    """What a balance is of: each segment of either report, in order, and all of them together."""
    every = tuple(sorted({*matrix.old, *matrix.new}))
    return {**{one: (one,) for one in every}, None: every}


def _balances(matrix: _Matrix, told: set[tuple[str, int | None]] | None) -> Iterator[Balance]:
    """Of each row those numbers that are told; without `told` all of them."""
    for row, ids in _rows(matrix).items():
        count = {name: int(matrix.counts[sums].sum()) for name, sums in matrix.sums(ids).items()}
        share = _share(count["stayed"], count["before"])
        shown = {
            name: count[name] if told is None or (name, row) in told else None
            for name in (*COARSE, *FINE)
        }
        yield Balance(
            segment=row,
            before=count["before"],
            now=count["now"],
            share=None if shown["stayed"] is None else share,
            **shown,
        )


def _told(matrix: _Matrix, least: int) -> set[tuple[str, int | None]]:
    """The numbers of the balances that may be told, those of all segments together first.

    Where to and where from is told of each segment or of none: else taken from a total of all it
    could leave few. The sizes of the segments are told whatever they are.
    """
    sums = {row: matrix.sums(ids) for row, ids in _rows(matrix).items()}
    single = [row for row in sums if row is not None]
    last = [(name, row) for row in single for name in FINE]
    wanted = [
        *((name, None) for name in (*COARSE, *FINE)),
        *((name, row) for row in single for name in COARSE),
        *last,
    ]
    groups = [
        group
        for ids in {*_sets(matrix.old), *_sets(matrix.new)}
        for group in matrix.sums(ids).values()
    ]
    told = tellable(
        np.array([sums[row][name] for name, row in wanted]),
        matrix.counts,
        least,
        known=np.array([of[name] for of in sums.values() for name in SIZES]),
        groups=np.array(groups),
    )
    found = {number for number, is_fine in zip(wanted, told, strict=True) if is_fine}
    return found if found.issuperset(last) else found.difference(last)


def _sets(ids: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(ids, n) for n in range(1, len(ids) + 1))


def _share(n: int, of: int) -> Estimate | None:
    """Share with its Wilson interval."""
    if not of:
        return None
    low, high = wilson(n / of, of)
    return Estimate(n / of, Unit.SHARE, of, low, high)
