"""Weeks in which listeners began, joined until they are enough to be told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

TIMES = 3
"""A cohort has so many times the listeners that a cell needs, so that both those who come back and
those who do not are mostly enough."""


@dataclass(frozen=True, slots=True)
class Cohorting:
    """How weeks are joined into cohorts.

    Attributes:
        least: listeners that a cell needs; 1 joins nothing.
        groups: numbers of weeks that make one cohort, oldest first; the first week stands alone.
        rest: the latest weeks, whose listeners are not enough yet; they are in no cohort.
        untold: Mondays of the weeks whose active listeners are not told.
    """

    least: int
    groups: tuple[tuple[int, ...], ...]
    rest: tuple[int, ...] = ()
    untold: Collection[date] = ()


def cohorting(new: Mapping[int, int], least: int, untold: Collection[date] = ()) -> Cohorting:
    """Join neighbouring weeks, from the second one on, to cohorts of `TIMES` x `least` or more.

    The weeks are taken in order, so that a later report joins the same ones and no cohort follows
    from two reports.

    Args:
        new: who began, by number of the week.
        least: listeners that a cell needs.
        untold: Mondays of the weeks whose active listeners are not told.
    """
    weeks = sorted(week for week, n in new.items() if n)
    if least == 1:
        return Cohorting(1, tuple((week,) for week in weeks))
    groups: list[tuple[int, ...]] = [(week,) for week in weeks if week == 0 and new[week] >= least]
    together: list[int] = []
    for week in (one for one in weeks if one > 0):
        together.append(week)
        if sum(new[one] for one in together) >= TIMES * least:
            groups.append(tuple(together))
            together = []
    return Cohorting(least, tuple(groups), tuple(together), untold)
