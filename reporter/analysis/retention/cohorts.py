"""Weekly cohorts of listeners: exact-week retention, its mean curve, and growth accounting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.analysis.statistics.intervals import wilson
from reporter.period import week_of
from reporter.plays import Entity
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.retention import Cohort, CohortCell, Cohorts, CurveRow, GrowthRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History
    from reporter.analysis.retention.activity import Calendar

N_COHORTS = 26
N_OFFSETS = 26
MIN_WEEKS = 2
MIN_DAYS = 14


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """Listeners of one week: active in it, for the first time in it, and in the week before too."""

    active: int = 0
    new: int = 0
    retained: int = 0


def cohorts(history: History, weeks: ir.Table, calendar: Calendar) -> Cohorts | Gap:
    """Retention R(c, k): of the listeners first active in week c, those active in week c + k.

    Args:
        history: prepared plays.
        weeks: from `activity.user_weeks`.
        calendar: tells which weeks are complete.

    Returns:
        A gap for one listener, whose retention is undefined, and for less than two weeks.
    """
    if history.scope.entity is not Entity.LISTENER:
        return Gap(Part.COHORTS, Reason.ONE_LISTENER)
    if calendar.n_complete_weeks < MIN_WEEKS:
        return Gap(Part.COHORTS, Reason.TOO_FEW_DAYS, have=calendar.n_days, need=MIN_DAYS)
    counts = _cohort_counts(history, weeks)
    found = tuple(
        _cohort(calendar, first, counts)
        for first in sorted(first for first, offset in counts if offset == 0)
    )
    return Cohorts(
        entity=Entity.LISTENER,
        cohorts=found[-N_COHORTS:],
        curve=curve(found),
        growth=growth(_week_counts(history, weeks), calendar),
    )


def _cohort_counts(history: History, weeks: ir.Table) -> Mapping[tuple[int, int], int]:
    """Active members by (first week, offset), where there are any."""
    aged = weeks.select("first", offset=weeks.week - weeks["first"])
    shown = aged.filter(aged.offset < N_OFFSETS)
    counts = shown.group_by("first", "offset").aggregate(active=shown.count())
    table = counts.order_by("first", "offset")
    rows = history.engine.to_pyarrow(table).to_pylist()
    return {(row["first"], row["offset"]): row["active"] for row in rows}


def _cohort(calendar: Calendar, first: int, counts: Mapping[tuple[int, int], int]) -> Cohort:
    size = counts[first, 0]
    cells = []
    for offset in range(min(N_OFFSETS, calendar.last_week - first + 1)):
        active = counts.get((first, offset), 0)
        complete = first + offset < calendar.n_complete_weeks
        cells.append(CohortCell(offset, active, active / size, complete))
    week = week_of(calendar.monday(first))
    return Cohort(week.label, week.first_day, size, first == 0, tuple(cells))


def curve(found: Sequence[Cohort]) -> tuple[CurveRow, ...]:
    """Mean retention by offset, 1 or more: the cohorts' complete cells, weighted by their size.

    The truncated cohort is left out, since its members are not new. Every listener is in one
    cohort, so that Wilson's interval with n = the sum of sizes holds.
    """
    rows = []
    for offset in range(1, N_OFFSETS):
        cells = [
            (cohort.size, cohort.cells[offset].active)
            for cohort in found
            if not cohort.truncated and offset < len(cohort.cells) and cohort.cells[offset].complete
        ]
        if cells:
            n = sum(size for size, _ in cells)
            rate = sum(active for _, active in cells) / n
            low, high = wilson(rate, n)
            rows.append(CurveRow(offset, Estimate(rate, Unit.SHARE, n, low, high)))
    return tuple(rows)


def _week_counts(history: History, weeks: ir.Table) -> Mapping[int, WeekCounts]:
    """Counts of every week that has active listeners."""
    new = (weeks.week == weeks["first"]).cast("int64").sum().cast("int64")
    active = weeks.group_by("week").aggregate(active=weeks.count(), new=new).order_by("week")
    before = weeks.select("listener_id", week=weeks.week + 1)
    both = weeks.select("listener_id", "week").semi_join(before, ["listener_id", "week"])
    retained = both.group_by("week").aggregate(retained=both.count()).order_by("week")
    engine = history.engine
    stayed = {row["week"]: row["retained"] for row in engine.to_pyarrow(retained).to_pylist()}
    return {
        row["week"]: WeekCounts(row["active"], row["new"], stayed.get(row["week"], 0))
        for row in engine.to_pyarrow(active).to_pylist()
    }


def growth(counts: Mapping[int, WeekCounts], calendar: Calendar) -> tuple[GrowthRow, ...]:
    """Growth accounting of every week before the cut-off.

    The first week has a row even where the history begins in the middle of it: it is truncated
    anyway, and the weeks after it are counted against it.

    Args:
        counts: by number of the week; a week that is missing has nobody.
        calendar: tells how many weeks are complete.
    """
    rows = []
    before = WeekCounts()
    for number in range(calendar.n_complete_weeks):
        now = counts.get(number, WeekCounts())
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
