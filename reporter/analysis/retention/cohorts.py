"""Weekly cohorts: exact-week, unbounded, N-day and bracket retention, and growth accounting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.retention.growth import growth
from reporter.analysis.retention.joined import cohorting
from reporter.analysis.statistics.disclosure import is_told, stepped, withheld
from reporter.analysis.statistics.intervals import wilson
from reporter.engine.expressions import as_int
from reporter.period import week_of
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.retention import (
    BracketRow,
    Cohort,
    CohortCell,
    Cohorts,
    CurveRow,
    Returning,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir

    from reporter.analysis.retention.activity import Calendar
    from reporter.analysis.retention.joined import Cohorting
    from reporter.analysis.retention.spells import Spells

N_COHORTS = 26
N_OFFSETS = 26
MIN_WEEKS = 2
MIN_DAYS = 14
BRACKETS = ((1, 1), (7, 7), (14, 14), (28, 28), (1, 7), (8, 14), (15, 28), (29, 56))
"""N-day retention, then brackets, in days after the first one; both ends included."""
PARTS = {
    Returning.LISTENER: Part.COHORTS,
    Returning.TRACK: Part.TRACKS_AGAIN,
    Returning.ARTIST: Part.ARTISTS_AGAIN,
}


@dataclass(frozen=True, slots=True)
class Members:
    """A cohort as it was counted, before anything is left out.

    Attributes:
        weeks: numbers of the weeks in which its members began.
        size: members.
        active: members active so many weeks after their own first one, from offset 0 on.
        later: the same, in that week or any later one.
        n_complete: offsets, from 0 on, at which all of them could be observed.
    """

    weeks: tuple[int, ...]
    size: int
    active: tuple[int, ...]
    later: tuple[int, ...]
    n_complete: int

    @property
    def truncated(self) -> bool:
        """Whether its members may have begun before the history."""
        return self.weeks[0] == 0


def cohorts(
    entity: Returning,
    weeks: Spells,
    days: ir.Table,
    key: str,
    calendar: Calendar,
    joining: Cohorting | None = None,
) -> Cohorts | Gap:
    """Retention R(c, k): of those first active in week c, who is active in week c + k.

    Args:
        entity: what returns.
        weeks: the ISO weeks in which it was active.
        days: the days on which it was active, as `spells` takes them.
        key: the column of `days` that names it.
        calendar: tells which weeks and days are complete.
        joining: which weeks make a cohort, where it is about several listeners; none: each week.

    Returns:
        A gap for less than two weeks.
    """
    if calendar.n_complete_weeks < MIN_WEEKS:
        have = calendar.n_days
        return Gap(PARTS[entity], Reason.TOO_FEW_DAYS, have=have, need=MIN_DAYS)
    counts = weeks.counts()
    joining = joining or cohorting({week: found.new for week, found in counts.items()}, 1)
    active, later = weeks.exact(N_OFFSETS), weeks.unbounded(N_OFFSETS)
    found = [_members(calendar, group, active, later) for group in joining.groups]
    exact, unbounded = curves(found, joining.least)
    rows = tuple(told(found, calendar, joining.least, exact, unbounded))
    spans = _brackets(weeks, days, key, calendar, joining)
    grown = growth(counts, calendar, joining)
    return Cohorts(
        entity=entity,
        cohorts=rows,
        curve=exact,
        unbounded=unbounded,
        days=spans,
        growth=grown,
        least_listeners=joining.least,
        left_out=sum(cell.active is None for cohort in rows for cell in cohort.cells)
        + sum(row.new is None for row in grown),
    )


def _members(
    calendar: Calendar,
    group: tuple[int, ...],
    active: Mapping[tuple[int, int], int],
    later: Mapping[tuple[int, int], int],
) -> Members:
    offsets = range(min(N_OFFSETS, calendar.last_week - group[-1] + 1))
    return Members(
        weeks=group,
        size=sum(active[week, 0] for week in group),
        active=tuple(sum(active.get((week, k), 0) for week in group) for k in offsets),
        later=tuple(sum(later.get((week, k), 0) for week in group) for k in offsets),
        n_complete=min(len(offsets), max(0, calendar.n_complete_weeks - group[-1])),
    )


def curves(
    found: Sequence[Members], least: int = 1
) -> tuple[tuple[CurveRow, ...], tuple[CurveRow, ...]]:
    """Mean retention by offset, 1 or more, in exactly that week, and in it or any later one.

    The cohorts' complete cells, weighted by their size. The truncated cohort is left out, since
    its members are not new. Everyone is in one cohort, so that Wilson's interval with n = the sum
    of sizes holds.

    Args:
        found: the cohorts.
        least: listeners that count, and that do not, which a row needs; of those active then or
            later also so many between it and the row before.
    """
    rows: list[tuple[int, int, int, int]] = []
    for offset in range(1, N_OFFSETS):
        own = [one for one in found if not one.truncated and offset < one.n_complete]
        if own:
            sums = (
                sum(one.size for one in own),
                sum(one.active[offset] for one in own),
                sum(one.later[offset] for one in own),
            )
            rows.append((offset, *sums))
    falling = stepped([0, *(n - later for _, n, _, later in rows)], least)[1:]
    return (
        tuple(
            CurveRow(offset, _share(active, n))
            for offset, n, active, _ in rows
            if is_told(least, active, n - active)
        ),
        tuple(
            CurveRow(offset, _share(later, n))
            for (offset, n, _, later), fine in zip(rows, falling, strict=True)
            if fine and is_told(least, later, n - later)
        ),
    )


def told(
    found: Sequence[Members],
    calendar: Calendar,
    least: int,
    exact: Sequence[CurveRow],
    unbounded: Sequence[CurveRow],
) -> list[Cohort]:
    """The newest cohorts as they are told.

    Each column adds up to its row of the curve; and where every cohort is of one week, those who
    are active in a week add up to its listeners.

    Args:
        found: as counted.
        calendar: names the weeks.
        least: listeners that a cell needs, both of those who count and of those who do not.
        exact: rows of the curve that are told.
        unbounded: the same of those active then or later.
    """
    cells = [(i, k) for i, one in enumerate(found) for k in range(len(one.active))]
    columns = {
        k: [i for i, one in enumerate(found) if not one.truncated and k < one.n_complete]
        for k in range(1, N_OFFSETS)
    }
    lines = [[(i, row.offset) for i in columns[row.offset]] for row in exact]
    if all(len(one.weeks) == 1 for one in found):
        lines += _diagonals(found, cells)
    out = withheld(
        {(i, k): (found[i].active[k], found[i].size - found[i].active[k]) for i, k in cells},
        least,
        lines,
        disjoint=True,
        keep=[(i, 0) for i in range(len(found))],
    )
    uneven = [
        (i, k)
        for i, one in enumerate(found)
        for k, fine in enumerate(stepped(one.later, least))
        if not fine
    ]
    out_later = withheld(
        {(i, k): (found[i].later[k], found[i].size - found[i].later[k]) for i, k in cells},
        least,
        [[(i, row.offset) for i in columns[row.offset]] for row in unbounded],
        disjoint=True,
        keep=[(i, 0) for i in range(len(found))],
        out=uneven,
    )
    return [
        _cohort(
            calendar,
            one,
            [(i, k) not in out for k in range(len(one.active))],
            [(i, k) not in out_later for k in range(len(one.active))],
        )
        for i, one in list(enumerate(found))[-N_COHORTS:]
    ]


def _diagonals(
    found: Sequence[Members], cells: Sequence[tuple[int, int]]
) -> list[list[tuple[int, int]]]:
    """Cells of the same calendar week."""
    by_week: dict[int, list[tuple[int, int]]] = {}
    for i, k in cells:
        by_week.setdefault(found[i].weeks[0] + k, []).append((i, k))
    return list(by_week.values())


def _cohort(
    calendar: Calendar, one: Members, shown: Sequence[bool], shown_later: Sequence[bool]
) -> Cohort:
    first, last = (week_of(calendar.monday(week)) for week in (one.weeks[0], one.weeks[-1]))
    cells = tuple(
        CohortCell(
            offset=k,
            active=one.active[k] if shown[k] else None,
            rate=one.active[k] / one.size if shown[k] else None,
            later=one.later[k] if shown_later[k] else None,
            complete=k < one.n_complete,
        )
        for k in range(len(one.active))
    )
    label = first.label if first == last else f"{first.label}..{last.label}"
    last_week = None if first == last else last.first_day
    return Cohort(label, first.first_day, one.size, one.truncated, cells, last_week)


def _share(active: int, n: int) -> Estimate:
    low, high = wilson(active / n, n)
    return Estimate(active / n, Unit.SHARE, n, low, high)


def _brackets(
    weeks: Spells, days: ir.Table, key: str, calendar: Calendar, joining: Cohorting
) -> tuple[BracketRow, ...]:
    """Share active on any day of each of `BRACKETS`, of those who began after the first week.

    Where it is about several listeners, whole cohorts count, from the day on which all their
    members are known long enough, so that two rows never differ by a few of them.
    """
    active = days.select(id=days[key], day=days.day)
    firsts = active.group_by("id").aggregate(began=active.day.min())
    firsts = firsts.filter(firsts.began >= ibis.literal(calendar.monday(1)))
    aged = active.join(firsts, "id")
    age = aged.day.delta(aged.began, unit="day")
    seen = aged.group_by("id").aggregate(
        began=aged.began.min(),
        **{
            f"on_{i}": as_int(age.between(first, last)).max()
            for i, (first, last) in enumerate(BRACKETS)
        },
    )
    known = ibis.literal(calendar.complete_end).delta(seen.began, unit="day")
    since = seen.began.delta(ibis.literal(calendar.first_monday), unit="day")
    counts = {
        f"{name}_{i}": value.sum().fill_null(0).cast("int64")
        for i, (_, last) in enumerate(BRACKETS)
        for over in (as_int(known > last),)
        for name, value in (("n", over), ("on", over * seen[f"on_{i}"]))
    }
    table = seen.group_by(week=(since // 7).cast("int64")).aggregate(size=seen.count(), **counts)
    rows = {row["week"]: row for row in weeks.engine.to_pyarrow(table).to_pylist()}
    found = []
    for i, (first, last) in enumerate(BRACKETS):
        own = [[rows[week] for week in group if week in rows] for group in joining.groups]
        if joining.least > 1:
            own = [one for one in own if all(row[f"n_{i}"] == row["size"] for row in one)]
        n, on = (sum(row[f"{name}_{i}"] for one in own for row in one) for name in ("n", "on"))
        if n and is_told(joining.least, on, n - on):
            found.append(BracketRow(first, last, _share(on, n)))
    return tuple(found)
