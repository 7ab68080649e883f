"""Totals of each local day: the one table from which every count over time is summed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reporter.analysis.history.told import NOTHING, Untold, untold
from reporter.engine.expressions import as_int

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History


@dataclass(frozen=True, slots=True)
class DayTotals:
    """One local day; `decided` plays are a skip or complete, `ms` is milliseconds played.

    Attributes:
        active: listeners who play.
    """

    day: date
    plays: int = 0
    ms: int = 0
    skips: int = 0
    decided: int = 0
    active: int = 0


@dataclass(frozen=True, slots=True)
class Daily:
    """Totals by local day; a day without plays has zeros.

    Attributes:
        by_day: the days that have plays.
        listener_days: the table that they are summed from, kept in the engine: one row for each
            listener and local day with plays, with `listener_id`, `day`, and the integer sums
            `plays`, `ms`, `skips` and `decided`.
        untold: the days, weeks and periods of too few listeners.
    """

    by_day: Mapping[date, DayTotals]
    listener_days: ir.Table
    untold: Untold = NOTHING

    def between(self, first: date, end: date) -> tuple[DayTotals, ...]:
        """Every day from `first` up to, and without, `end`."""
        return tuple(
            self.by_day.get(day) or DayTotals(day)
            for day in (first + timedelta(days=i) for i in range((end - first).days))
        )


def daily(history: History) -> Daily:
    """Sum the history's plays by listener and local day, and these by local day."""
    plays = history.plays
    days = history.keep(
        "listener_days",
        plays.group_by("listener_id", "day").aggregate(
            plays=plays.count(),
            ms=plays.ms_played.sum().cast("int64"),
            skips=as_int(plays.skip.fill_null(0) == 1).sum().cast("int64"),
            decided=as_int(plays.skip.notnull()).sum().cast("int64"),
        ),
    )
    totals = days.group_by("day").aggregate(
        active=days.count(),
        **{name: days[name].sum().cast("int64") for name in ("plays", "ms", "skips", "decided")},
    )
    rows = history.engine.to_pyarrow(totals.order_by("day")).to_pylist()
    active = {row["day"]: row["active"] for row in rows}
    return Daily(
        {row["day"]: DayTotals(**row) for row in rows}, days, untold(history, days, active)
    )


def total(days: Iterable[DayTotals]) -> tuple[int, int, int, int]:
    """Plays, milliseconds, skips and decided plays of some days."""
    found = tuple(days)
    return (
        sum(day.plays for day in found),
        sum(day.ms for day in found),
        sum(day.skips for day in found),
        sum(day.decided for day in found),
    )
