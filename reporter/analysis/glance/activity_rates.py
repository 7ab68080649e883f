"""Who was active when: entities of a period, and the active-day rate of its trailing 28 days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.compare import in_days, in_span
from reporter.analysis.statistics.disclosure import is_told
from reporter.analysis.statistics.intervals import Z95
from reporter.analysis.statistics.rates import Ratio, RatioPair
from reporter.engine.expressions import as_int
from reporter.plays import Entity
from reporter.results.facts import Estimate, Unit

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History

WINDOW_DAYS = 28


@dataclass(frozen=True, slots=True)
class Turnover:
    """Entities of two periods.

    Attributes:
        now: active in the period.
        before: active in the period before.
        both: active in both.
    """

    now: int
    before: int
    both: int

    @property
    def standard_error(self) -> float:
        """Of now - before: the root of the discordant entities (McNemar)."""
        return math.sqrt(self.now + self.before - 2 * self.both)

    @property
    def p_value(self) -> float:
        """Two-sided McNemar test without continuity correction; 1 with no discordant entity."""
        error = self.standard_error
        return math.erfc(abs(self.now - self.before) / error / math.sqrt(2)) if error else 1.0

    def is_told(self, least: int) -> bool:
        """Whether those who came, who left and who stayed are nobody or enough, each of them.

        The interval and the test of the change tell how many they are.
        """
        return is_told(least, self.now - self.both, self.before - self.both, self.both)

    def change(self, unit: Unit) -> Estimate:
        """Now - before with its 95% interval; n counts every entity of either period."""
        difference, half = float(self.now - self.before), Z95 * self.standard_error
        n = self.now + self.before - self.both
        return Estimate(difference, unit, n, difference - half, difference + half)


def turnover(history: History, daily: Daily) -> Turnover:
    """Count the entities of the period and of the one before."""
    active, scope = _active(history, daily), history.scope
    now, before = in_span(active.day, scope.period), in_span(active.day, scope.previous)
    entities = (
        active.filter(now | before)
        .group_by("entity_id")
        .aggregate(now=as_int(now).max(), before=as_int(before).max())
    )
    row = history.engine.to_pyarrow(
        entities.aggregate(
            now=entities.now.sum().cast("int64"),
            before=entities.before.sum().cast("int64"),
            both=(entities.now * entities.before).sum().cast("int64"),
        )
    ).to_pylist()[0]
    return Turnover(row["now"] or 0, row["before"] or 0, row["both"] or 0)


def entity_counts(
    history: History, daily: Daily, starts: tuple[tuple[date, date], ...]
) -> tuple[int, ...]:
    """Distinct entities active in each of some spans (end exclusive), in their order."""
    active = _active(history, daily)
    number = ibis.cases(
        *((in_days(active.day, first, end), i) for i, (first, end) in enumerate(starts))
    )
    rows = history.engine.to_pyarrow(
        active.mutate(number=number)
        .filter(ibis._.number.notnull())
        .group_by("number")
        .aggregate(n=ibis._.entity_id.nunique())
    ).to_pylist()
    found = {row["number"]: row["n"] for row in rows}
    return tuple(found.get(i, 0) for i in range(len(starts)))


def _active(history: History, daily: Daily) -> ir.Table:
    """The entities of each day, once or more often: columns `entity_id` and `day`."""
    if history.scope.entity is Entity.LISTENER:
        return daily.listener_days.select("day", entity_id="listener_id")
    return history.plays.select("day", "entity_id")


def active_day_rates(
    history: History, daily: Daily, ends: tuple[date, ...]
) -> tuple[Ratio | None, ...]:
    """Share of the 28 days before each end on which an active listener plays.

    Several listeners: active listener-days over 28 x the listeners active in those days; the
    clusters are listeners. One listener: days with plays over days; the clusters are days.
    None where the window reaches back before the first play.

    Args:
        history: prepared plays.
        daily: their totals by day.
        ends: first day after each window.
    """
    whole = tuple(
        end if end - timedelta(days=WINDOW_DAYS) >= history.scope.first_day else None
        for end in ends
    )
    if history.scope.entity is Entity.TRACK:
        return tuple(None if end is None else _of_days(daily, end) for end in whole)
    return _of_listeners(history, daily, whole)


def active_day_pair(
    history: History, daily: Daily, now: Ratio, before: Ratio, ends: tuple[date, date]
) -> RatioPair:
    """Two such rates as a pair, with the days and listeners that both windows share.

    Args:
        history: prepared plays.
        daily: their totals by day.
        now: the rate of the window before `ends[0]`.
        before: the rate of the window before `ends[1]`, the earlier one.
        ends: first day after each window.
    """
    width = timedelta(days=WINDOW_DAYS)
    if history.scope.entity is Entity.TRACK:
        shared = daily.between(ends[0] - width, ends[1]) if ends[0] - width < ends[1] else ()
        active = sum(day.plays > 0 for day in shared)
        return RatioPair(now, before, active, active, active, len(shared))
    row = _shared_listeners(history, daily, *((end - width, end) for end in ends))
    return RatioPair(
        now,
        before,
        num_num=row["products"],
        num_den=WINDOW_DAYS * row["now"],
        den_num=WINDOW_DAYS * row["before"],
        den_den=WINDOW_DAYS * WINDOW_DAYS * row["n"],
    )


def _of_days(daily: Daily, end: date) -> Ratio:
    days = daily.between(end - timedelta(days=WINDOW_DAYS), end)
    active = sum(day.plays > 0 for day in days)
    return Ratio(active, len(days), active, active, len(days), len(days))


def _of_listeners(
    history: History, daily: Daily, ends: tuple[date | None, ...]
) -> tuple[Ratio | None, ...]:
    """The rate of the window before each end; all of them from one look at the days."""
    windows = {i: (end - timedelta(days=WINDOW_DAYS), end) for i, end in enumerate(ends) if end}
    if not windows:
        return (None,) * len(ends)
    table = daily.listener_days
    inside = {f"days{i}": in_days(table.day, *window) for i, window in windows.items()}
    days = table.group_by("listener_id").aggregate(
        **{name: as_int(condition).sum().cast("int64") for name, condition in inside.items()}
    )
    sums: dict[str, ir.IntegerScalar] = {}
    for i in windows:
        active = days[f"days{i}"]
        sums |= {
            f"n{i}": as_int(active > 0).sum(),
            f"active{i}": active.sum(),
            f"squares{i}": (active * active).sum(),
        }
    (row,) = history.engine.to_pyarrow(
        days.aggregate(**{name: value.cast("int64") for name, value in sums.items()})
    ).to_pylist()
    return tuple(
        _ratio(row[f"n{i}"], row[f"active{i}"], row[f"squares{i}"]) if i in windows else None
        for i in range(len(ends))
    )


def _ratio(n: int | None, active: int, squares: int) -> Ratio | None:
    """Of n listeners with so many active days, and the sum of their squares."""
    if not n:
        return None
    return Ratio(
        num=active,
        den=WINDOW_DAYS * n,
        num_num=squares,
        num_den=WINDOW_DAYS * active,
        den_den=WINDOW_DAYS * WINDOW_DAYS * n,
        clusters=n,
    )


def _days_of_listeners(daily: Daily, first: date, end: date) -> ir.Table:
    inside = daily.listener_days.filter(in_days(daily.listener_days.day, first, end))
    return inside.group_by("listener_id").aggregate(active=inside.count())


def _shared_listeners(
    history: History, daily: Daily, now: tuple[date, date], before: tuple[date, date]
) -> dict[str, int]:
    """Sums over the listeners who are active in both windows."""
    a = _days_of_listeners(daily, *now)
    b = _days_of_listeners(daily, *before).rename(listener="listener_id", earlier="active")
    both = a.join(b, a.listener_id == b.listener)
    row: dict[str, int] = history.engine.to_pyarrow(
        both.aggregate(
            n=both.count(),
            now=both.active.sum().fill_null(0).cast("int64"),
            before=both.earlier.sum().fill_null(0).cast("int64"),
            products=(both.active * both.earlier).sum().fill_null(0).cast("int64"),
        )
    ).to_pylist()[0]
    return row
