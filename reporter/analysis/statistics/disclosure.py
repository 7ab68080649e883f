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

Key = TypeVar("Key")


def is_told(least: int, *counts: int) -> bool:
    """Whether each of some groups has nobody or enough.

    Args:
        least: listeners that a group needs; 1 lets everything be told.
        counts: listeners of each group; of a share both those counted and the rest.
    """
    return not any(0 < n < least for n in counts)


def withheld(
    cells: Mapping[Key, tuple[int, ...]],
    least: int,
    totals: Iterable[Collection[Key]],
    *,
    disjoint: bool,
    zeros: bool = True,
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
        zeros: cells without anybody are told; else they are left out, so that in a table with
            totals of rows and columns it is not known which of the cells hold somebody.
        keep: cells that are told elsewhere and cannot be left out here.
        out: cells that are left out for another reason.
    """
    lines = [
        [key for key in line if key in cells and _counts(cells[key], zeros)] for line in totals
    ]
    alone = {line[0] for line in lines if len(line) == 1}  # they follow from their total anyway
    hidden = {key for key, counts in cells.items() if not is_told(least, *counts)} | set(out)
    hidden |= set() if zeros else {key for key, counts in cells.items() if not any(counts)}
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


def _counts(cell: tuple[int, ...], zeros: bool) -> bool:  # noqa: FBT001 - as above
    """Whether a cell can hide another one of its total: not where it is known to be empty."""
    return any(cell) or not zeros


def _is_open(inside: Sequence[tuple[int, ...]], least: int, *, disjoint: bool) -> bool:
    """Whether cells that are left out, known by their sum alone, are empty or enough together."""
    if not any(map(any, inside)):
        return True
    together = sum if disjoint else max
    return len(inside) > 1 and is_told(
        least, *(together(part) for part in zip(*inside, strict=True))
    )


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
