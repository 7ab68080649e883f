"""Growth accounting: who is new in a week, who stayed, who came back and who left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.analysis.retention.joined import Cohorting
from reporter.analysis.retention.spells import PeriodCounts
from reporter.analysis.statistics.disclosure import is_told, withheld
from reporter.period import week_of
from reporter.results.retention import GrowthRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.analysis.retention.activity import Calendar

EVERYTHING = Cohorting(1, ())


@dataclass(frozen=True, slots=True)
class Week:
    """One week as it was counted.

    Attributes:
        number: of the week; 0 is the history's first one.
        now: its counts.
        before: active in the week before.
    """

    number: int
    now: PeriodCounts
    before: int

    @property
    def came(self) -> int:
        """Active, but not the week before."""
        return self.now.active - self.now.retained

    @property
    def churned(self) -> int:
        """Active the week before only."""
        return self.before - self.now.retained


def growth(
    counts: Mapping[int, PeriodCounts], calendar: Calendar, joining: Cohorting = EVERYTHING
) -> tuple[GrowthRow, ...]:
    """Growth accounting of every week before the cut-off.

    The first week has a row even where the history begins in the middle of it: it is truncated
    anyway, and the weeks after it are counted against it.

    A week's active are those who stayed and those who came, and last week's are those who stayed
    and those who left: of these three numbers each gives the others away, so that all are told or
    none. Those who came are the new and the resurrected, who are told apart where both are enough.
    The new of the weeks of a cohort add up to its size, and those of all weeks to all listeners.

    Args:
        counts: by number of the week; a week that is missing has nobody.
        calendar: tells how many weeks are complete.
        joining: which weeks make a cohort, and what is not told.
    """
    weeks = [
        Week(number, counts.get(number, PeriodCounts()), _active(counts, number - 1))
        for number in range(calendar.n_complete_weeks)
    ]
    untold = {n for n in range(-1, len(weeks)) if calendar.monday(n) in joining.untold}
    shown = [
        week.number
        for week in weeks
        if not {week.number, week.number - 1} & untold
        and is_told(joining.least, week.now.retained, week.came, week.churned)
    ]
    apart = _told_apart(counts, weeks, joining, shown)
    return tuple(
        _row(calendar, week, week.number not in untold, week.number in shown, week.number in apart)
        for week in weeks
    )


def _active(counts: Mapping[int, PeriodCounts], number: int) -> int:
    return counts.get(number, PeriodCounts()).active


def _told_apart(
    counts: Mapping[int, PeriodCounts], weeks: list[Week], joining: Cohorting, shown: list[int]
) -> frozenset[int]:
    """The weeks whose new and resurrected are told apart."""
    new = {number: found.new for number, found in counts.items()}
    mixed = [
        week.number
        for week in weeks
        if week.number in shown and not is_told(joining.least, week.came - week.now.new)
    ]
    out = withheld(
        {number: (n,) for number, n in new.items()},
        joining.least,
        [*joining.groups, joining.rest, tuple(new)],
        disjoint=True,
        keep=(0, 1),  # nobody can have come back yet
        out=[*(number for number in new if number not in shown), *mixed],
    )
    return frozenset(shown) - out


def _row(calendar: Calendar, week: Week, told: bool, shown: bool, apart: bool) -> GrowthRow:  # noqa: FBT001 - what is told
    monday = week_of(calendar.monday(week.number))
    new = week.now.new
    return GrowthRow(
        label=monday.label,
        first_day=monday.first_day,
        active=week.now.active if told else None,
        new=new if apart else None,
        retained=week.now.retained if shown else None,
        resurrected=week.came - new if apart else None,
        churned=week.churned if shown else None,
        quick_ratio=week.came / week.churned if shown and week.churned else None,
        truncated=week.number == 0,
    )
