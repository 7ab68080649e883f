"""Who played in the fortnights around past cut-offs, counted in the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from reporter.analysis.retention.activity import Calendar
from reporter.analysis.retention.fortnights import (
    ACTIVE_DAYS,
    FIRST_TRAINED,
    HORIZON_DAYS,
    LOOKBACK_DAYS,
    MAX_LISTENERS,
    MOST_TRAINED,
    NOW,
    TEST,
    Fortnights,
)
from reporter.engine.expressions import lot
from reporter.plays import Entity
from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History


def fortnights(history: History, daily: Daily, *, limit: int = MAX_LISTENERS) -> Fortnights | Gap:
    """Count each listener's days before every cut-off, in the engine.

    Args:
        history: prepared plays.
        daily: its days.
        limit: listeners of the past cut-offs, at most; drawn by a seeded hash of their ids. At
            `NOW` there are all.

    Returns:
        A gap for one listener, and where no earlier cut-off has 28 days before it.
    """
    if history.scope.entity is not Entity.LISTENER:
        return Gap(Part.CHURN, Reason.ONE_LISTENER)
    calendar, days = Calendar.of(history.scope), daily.listener_days
    n_days = (calendar.complete_end - calendar.first_day).days
    past = (n_days - ACTIVE_DAYS) // HORIZON_DAYS
    if past < FIRST_TRAINED:
        need = ACTIVE_DAYS + FIRST_TRAINED * HORIZON_DAYS
        return Gap(Part.CHURN, Reason.TOO_FEW_DAYS, have=n_days, need=need)
    n_cut_offs = 1 + min(past, TEST + MOST_TRAINED)
    n_listeners = history.scope.n_listeners
    sampled = n_listeners > limit
    known = days.filter(days.day < ibis.literal(calendar.complete_end))
    aged = known.select(
        "listener_id", "plays", age=ibis.literal(calendar.complete_end).delta(known.day, unit="day")
    )
    own = aged.group_by("listener_id").aggregate(first=aged.age.max())
    if sampled:
        place = lot(own.listener_id, history.scope.seed)
        number = ibis.row_number().over(ibis.window(order_by=[place, own.listener_id]))
        own = own.mutate(trained=number < limit)
    table = _counted(aged, own, n_cut_offs, sampled=sampled)
    ordered = table.order_by("cut_off", "listener_id")
    fetched = history.engine.to_pyarrow(ordered)
    return Fortnights(fetched, calendar.complete_end, n_cut_offs, n_listeners, sampled)


def _counted(aged: ir.Table, own: ir.Table, n_cut_offs: int, *, sampled: bool) -> ir.Table:
    """The table of `Fortnights`, in any order.

    Args:
        aged: `listener_id`, `plays` and `age`, in days back from cut-off `NOW`.
        own: `listener_id`, `first` (its highest age) and, if sampled, `trained`.
        n_cut_offs: how many cut-offs there are.
        sampled: whether past cut-offs have only who is `trained`.
    """
    each = aged.join(own, "listener_id").mutate(cut_off=ibis.range(0, n_cut_offs).unnest())
    each = each.mutate(ago=each.age - HORIZON_DAYS * each.cut_off)
    each = each.filter((each.ago > -HORIZON_DAYS) & (each.ago <= LOOKBACK_DAYS))
    if sampled:
        each = each.filter((each.cut_off == NOW) | each.trained)
    before = each.ago > 0
    found = each.group_by("cut_off", "listener_id").aggregate(
        silent=each.ago.min(where=before),
        since=(each["first"] - HORIZON_DAYS * each.cut_off).max(),
        plays_28=each.plays.sum(where=before & (each.ago <= ACTIVE_DAYS)).cast("int64"),
        back=(~before).any(),
        **{
            f"days_{width}": before.sum(where=each.ago <= width).fill_null(0).cast("int64")
            for width in (7, 14, ACTIVE_DAYS, LOOKBACK_DAYS)
        },
    )
    return found.filter(found.silent <= ACTIVE_DAYS)
