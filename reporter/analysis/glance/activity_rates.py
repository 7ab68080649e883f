"""Who was active when: entities of a period, and the active-day rate of its trailing 28 days."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.compare import in_span
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


def turnover(history: History) -> Turnover:
    """Count the entities of the period and of the one before."""
    plays, scope = history.plays, history.scope
    now, before = in_span(plays.day, scope.period), in_span(plays.day, scope.previous)
    entities = (
        plays.filter(now | before)
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


def entity_counts(history: History, starts: tuple[tuple[date, date], ...]) -> tuple[int, ...]:
    """Distinct entities active in each of some spans (end exclusive), in their order."""
    plays = history.plays
    number = ibis.cases(
        *(
            ((plays.day >= ibis.literal(first)) & (plays.day < ibis.literal(end)), i)
            for i, (first, end) in enumerate(starts)
        )
    )
    rows = history.engine.to_pyarrow(
        plays.mutate(number=number)
        .filter(ibis._.number.notnull())
        .group_by("number")
        .aggregate(n=ibis._.entity_id.nunique())
    ).to_pylist()
    found = {row["number"]: row["n"] for row in rows}
    return tuple(found.get(i, 0) for i in range(len(starts)))


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
    return tuple(None if end is None else _of_listeners(history, end) for end in whole)


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
    row = _shared_listeners(history, *((end - width, end) for end in ends))
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


def _of_listeners(history: History, end: date) -> Ratio | None:
    days = _days_of_listeners(history, end - timedelta(days=WINDOW_DAYS), end)
    row = history.engine.to_pyarrow(
        days.aggregate(
            n=days.count(),
            active=days.active.sum().cast("int64"),
            squares=(days.active * days.active).sum().cast("int64"),
        )
    ).to_pylist()[0]
    n = row["n"]
    if not n:
        return None
    return Ratio(
        num=row["active"],
        den=WINDOW_DAYS * n,
        num_num=row["squares"],
        num_den=WINDOW_DAYS * row["active"],
        den_den=WINDOW_DAYS * WINDOW_DAYS * n,
        clusters=n,
    )


def _days_of_listeners(history: History, first: date, end: date) -> ir.Table:
    plays = history.plays
    inside = (plays.day >= ibis.literal(first)) & (plays.day < ibis.literal(end))
    return plays.filter(inside).group_by("listener_id").aggregate(active=ibis._.day.nunique())


def _shared_listeners(
    history: History, now: tuple[date, date], before: tuple[date, date]
) -> dict[str, int]:
    """Sums over the listeners who are active in both windows."""
    a = _days_of_listeners(history, *now)
    b = _days_of_listeners(history, *before).rename(listener="listener_id", earlier="active")
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
