"""What may be told of groups of listeners without telling on any of them.

The rule is the minimum frequency (threshold) rule of statistical disclosure control (A. Hundepool
et al., Statistical Disclosure Control, Wiley 2012, chapters 4 and 5): a cell is told if nobody
contributes to it or at least so many do. A share has two cells, those who are counted and those
who are not. What is left out must not follow from a total that is told: where it would, another
cell of the same total is left out, too (secondary suppression, there 4.2), the smallest one, until
what the total leaves open is about enough. Each total is looked at by itself.
"""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Sums = NDArray[np.bool_]

Key = TypeVar("Key")

NOTHING = 1e-6
"""Length below which a residual of sums of 0s and 1s is none."""


def is_told(least: int, *counts: int) -> bool:
    """Whether each of some groups has nobody or enough.

    Args:
        least: listeners that a group needs; 1 lets everything be told.
        counts: listeners of each group; of a share both those counted and the rest.
    """
    return least == 1 or not any(0 < n < least for n in counts)


def withheld(
    cells: Mapping[Key, tuple[int, ...]],
    least: int,
    totals: Iterable[Collection[Key]],
    *,
    disjoint: bool,
    keep: Collection[Key] = (),
    out: Collection[Key] = (),
) -> frozenset[Key]:
    """The cells that must be left out.

    Args:
        cells: the groups of each cell, as `is_told` takes them; a cell without anybody is told.
        least: listeners that a group needs.
        totals: the cells that add up to each number that is told elsewhere.
        disjoint: nobody is in two cells of a total, so that groups add up; else together they are
            only known to be as large as their largest.
        keep: cells that are told elsewhere and cannot be left out here.
        out: cells that are left out for another reason.
    """
    hidden = {key for key, counts in cells.items() if not is_told(least, *counts)} | set(out)
    if least == 1 or not hidden:  # nobody is to be protected
        return frozenset(hidden)
    lines = [[key for key in line if any(cells.get(key, ()))] for line in totals]
    alone = {line[0] for line in lines if len(line) == 1}  # they follow from their total anyway
    changed = True
    while changed:
        changed = False
        for line in lines:
            inside = [cells[key] for key in line if key in hidden]
            others = [key for key in line if key not in hidden and key not in keep]
            if inside and others and not _is_open(inside, least, disjoint=disjoint):
                hidden.add(min(others, key=lambda key: (key in alone, sum(cells[key]), str(key))))
                changed = True
    return frozenset(hidden)


def _is_open(inside: Sequence[tuple[int, ...]], least: int, *, disjoint: bool) -> bool:
    """Whether cells that are left out, known by their sum alone, are two or more and enough."""
    together = sum if disjoint else max
    return len(inside) > 1 and is_told(
        least, *(together(part) for part in zip(*inside, strict=True))
    )


def tellable(
    numbers: Sums, counts: NDArray[np.int64], least: int, *, known: Sums, groups: Sums
) -> tuple[bool, ...]:
    """Which numbers are told, so that no group of few follows from all of them together.

    Each number and each group is a sum of cells in which nobody is twice. It follows where it is a
    linear combination of what is told, or where all it has beyond that is cells of a sum of nobody.
    Numbers are taken in their order, each if nothing follows that may not be told.

    Source: F. Y. Chin and G. Özsoyoğlu, "Auditing and inference control in statistical databases",
    IEEE Transactions on Software Engineering 8 (1982): the audit of sums. What bounds alone give
    away (a cell is at least 0 and at most its sums) is not looked for.

    Args:
        numbers: shape (n, cells), the cells of each number, most wanted first.
        counts: listeners in each cell.
        least: listeners that a group needs.
        known: shape (m, cells), the cells of each number that is told elsewhere.
        groups: shape (g, cells), what must not follow where it has few, besides numbers and cells.

    Returns:
        For each of `numbers` whether it may be told; what follows from others is told, too.
    """
    n, size = len(numbers), len(counts)
    sums = np.concatenate([np.eye(size, dtype=bool), numbers, known, groups])
    values = sums @ counts
    few = (values > 0) & (values < least)
    rest = sums.astype(np.float64)
    for i in range(size + n, size + n + len(known)):
        rest = _after(rest, i, sums, values)
    for i in range(size, size + n):
        told = _after(rest, i, sums, values)
        if not (few & _follow(told) & ~_follow(rest)).any():
            rest = told
    return tuple(_follow(rest)[size : size + n].tolist())


def _after(rest: Floats, number: int, sums: Sums, values: NDArray[np.int64]) -> Floats:
    """What is open of each sum once one more is told, and with it the empty cells of a zero.

    Args:
        rest: of each sum the part that does not follow from what is told (Gram-Schmidt).
        number: the sum that is told.
        sums: the cells of each; the first ones are the cells alone.
        values: listeners in each.
    """
    rest, told = rest.copy(), [number]
    while told:
        for i in told:
            length = np.linalg.norm(rest[i])
            if length > NOTHING:
                new = rest[i] / length
                rest -= np.outer(rest @ new, new)
        follows = _follow(rest)
        empty = sums[follows & (values == 0)].any(axis=0)
        told = np.flatnonzero(empty & ~follows[: len(empty)]).tolist()
    return rest


def _follow(rest: Floats) -> Sums:
    """Which sums have nothing left that is not known."""
    known: Sums = np.linalg.norm(rest, axis=1) < NOTHING
    return known


def stepped(
    values: Sequence[int], least: int, *others: Sequence[int], first: Iterable[int] = ()
) -> tuple[bool, ...]:
    """Which values of a course that only rises, or only falls, are told.

    The first one is; another one is where it and the nearest ones told differ by nobody or by
    enough, in each of the courses: who comes in between is a group of its own.

    Args:
        values: listeners at each step.
        least: listeners that such a group needs.
        others: courses over the same steps that are told with it.
        first: numbers of the steps to take before all others.
    """
    if least == 1:
        return (True,) * len(values)
    courses, told = (values, *others), [0] if values else []
    for i in (*first, *range(len(values))):
        if i in told:
            continue
        place = bisect(told, i)
        beside = told[max(0, place - 1) : place + 1]
        if is_told(least, *(abs(course[i] - course[j]) for course in courses for j in beside)):
            told.insert(place, i)
    shown = set(told)
    return tuple(i in shown for i in range(len(values)))


def aggregated(points: Floats, least: int) -> tuple[Floats, list[list[int]]]:
    """Points that stand for `least` neighbours or more each: their means (microaggregation).

    Source: J. Domingo-Ferrer and J. M. Mateo-Sanz, "Practical data-oriented microaggregation for
    statistical disclosure control", IEEE TKDE 14 (2002): around the point farthest from the mean
    the nearest ones are taken together, until fewer than twice as many are left.

    Args:
        points: shape (n, dimensions).
        least: points that each mean needs.

    Returns:
        The means, and the numbers of the points of each; none where there are fewer points.
    """
    left, groups = list(range(len(points))), []
    while len(left) >= least:
        own = points[left]
        far = own[np.argmax(((own - own.mean(axis=0)) ** 2).sum(axis=1))]
        size = len(left) if len(left) < 2 * least else least
        near = np.argsort(((own - far) ** 2).sum(axis=1), kind="stable")[:size]
        groups.append([left[i] for i in near])
        taken = set(near.tolist())
        left = [one for i, one in enumerate(left) if i not in taken]
    means = [points[group].mean(axis=0) for group in groups]
    return np.array(means).reshape(len(groups), points.shape[1]), groups
