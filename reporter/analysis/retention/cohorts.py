"""Weekly cohorts: exact-week, unbounded, N-day and bracket retention, and growth accounting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from reporter.analysis.retention.spells import PeriodCounts, Spells
from reporter.analysis.statistics.intervals import wilson
from reporter.period import week_of
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.retention import (
    BracketRow,
    Cohort,
    CohortCell,
    Cohorts,
    CurveRow,
    GrowthRow,
    Returning,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import ibis.expr.types as ir

    from reporter.analysis.retention.activity import Calendar

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


def cohorts(
    entity: Returning, weeks: Spells, days: ir.Table, key: str, calendar: Calendar
) -> Cohorts | Gap:
    """Retention R(c, k): of those first active in week c, who is active in week c + k.

    Args:
        entity: what returns.
        weeks: the ISO weeks in which it was active.
        days: the days on which it was active, as `spells` takes them.
        key: the column of `days` that names it.
        calendar: tells which weeks and days are complete.

    Returns:
        A gap for less than two weeks.
    """
    if calendar.n_complete_weeks < MIN_WEEKS:
        return Gap(PARTS[entity], Reason.TOO_FEW_DAYS, have=calendar.n_days, need=MIN_DAYS)
    active, later = weeks.exact(N_OFFSETS), weeks.unbounded(N_OFFSETS)
    found = tuple(
        _cohort(calendar, first, active, later)
        for first in sorted(first for first, offset in active if offset == 0)
    )
    return Cohorts(
        entity=entity,
        cohorts=found[-N_COHORTS:],
        curve=curve(found, lambda cell: cell.active),
        unbounded=curve(found, lambda cell: cell.later),
        days=_brackets(weeks, days, key, calendar),
        growth=growth(weeks.counts(), calendar),
    )


def _cohort(
    calendar: Calendar,
    first: int,
    active: Mapping[tuple[int, int], int],
    later: Mapping[tuple[int, int], int],
) -> Cohort:
    size = active[first, 0]
    cells = []
    for offset in range(min(N_OFFSETS, calendar.last_week - first + 1)):
        n = active.get((first, offset), 0)
        complete = first + offset < calendar.n_complete_weeks
        cells.append(CohortCell(offset, n, n / size, later.get((first, offset), 0), complete))
    week = week_of(calendar.monday(first))
    return Cohort(week.label, week.first_day, size, first == 0, tuple(cells))


def curve(found: Sequence[Cohort], of: Callable[[CohortCell], int]) -> tuple[CurveRow, ...]:
    """Mean retention by offset, 1 or more: the cohorts' complete cells, weighted by their size.

    The truncated cohort is left out, since its members are not new. Everyone is in one cohort, so
    that Wilson's interval with n = the sum of sizes holds.

    Args:
        found: the cohorts.
        of: the members of a cell that count.
    """
    rows = []
    for offset in range(1, N_OFFSETS):
        cells = [
            (cohort.size, of(cohort.cells[offset]))
            for cohort in found
            if not cohort.truncated and offset < len(cohort.cells) and cohort.cells[offset].complete
        ]
        if cells:
            n = sum(size for size, _ in cells)
            rows.append(CurveRow(offset, _share(sum(active for _, active in cells), n)))
    return tuple(rows)


def _share(active: int, n: int) -> Estimate:
    low, high = wilson(active / n, n)
    return Estimate(active / n, Unit.SHARE, n, low, high)


def _brackets(
    weeks: Spells, days: ir.Table, key: str, calendar: Calendar
) -> tuple[BracketRow, ...]:
    """Share active on any day of each of `BRACKETS`, of those who began after the first week."""
    active = days.select(id=days[key], day=days.day)
    firsts = active.group_by("id").aggregate(began=active.day.min())
    firsts = firsts.filter(firsts.began >= ibis.literal(calendar.monday(1)))
    aged = active.join(firsts, "id")
    age = aged.day.delta(aged.began, unit="day")
    seen = aged.group_by("id").aggregate(
        began=aged.began.min(),
        **{
            f"on_{i}": age.between(first, last).cast("int64").max()
            for i, (first, last) in enumerate(BRACKETS)
        },
    )
    known = ibis.literal(calendar.complete_end).delta(seen.began, unit="day")
    counts = {
        f"{name}_{i}": value.sum().fill_null(0).cast("int64")
        for i, (_, last) in enumerate(BRACKETS)
        for over in ((known > last).cast("int64"),)
        for name, value in (("n", over), ("on", over * seen[f"on_{i}"]))
    }
    row = weeks.engine.to_pyarrow(seen.aggregate(**counts)).to_pylist()[0]
    return tuple(
        BracketRow(first, last, _share(row[f"on_{i}"], row[f"n_{i}"]))
        for i, (first, last) in enumerate(BRACKETS)
        if row[f"n_{i}"]
    )


def growth(counts: Mapping[int, PeriodCounts], calendar: Calendar) -> tuple[GrowthRow, ...]:
    """Growth accounting of every week before the cut-off.

    The first week has a row even where the history begins in the middle of it: it is truncated
    anyway, and the weeks after it are counted against it.

    Args:
        counts: by number of the week; a week that is missing has nobody.
        calendar: tells how many weeks are complete.
    """
    rows = []
    before = PeriodCounts()
    for number in range(calendar.n_complete_weeks):
        now = counts.get(number, PeriodCounts())
        resurrected = now.active - now.new - now.retained
        churned = before.active - now.retained
        week = week_of(calendar.monday(number))
        rows.append(
            GrowthRow(
                label=week.label,
                first_day=week.first_day,
                active=now.active,
                new=now.new,
                retained=now.retained,
                resurrected=resurrected,
                churned=churned,
                quick_ratio=(now.new + resurrected) / churned if churned else None,
                truncated=number == 0,
            )
        )
        before = now
    return tuple(rows)
