"""Stickiness: on how many of the last days do listeners play."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.statistics.disclosure import is_told, withheld
from reporter.analysis.statistics.rates import Ratio
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.retention import Stickiness

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History
    from reporter.analysis.retention.activity import Calendar

WINDOW_DAYS = 28


def stickiness(history: History, days: ir.Table, calendar: Calendar) -> Stickiness | Gap:
    """Mean DAU / MAU over the trailing 28 complete days, with who plays on how many of them.

    Days that are summed over listeners are listeners summed over days: the mean of DAU over MAU is
    the mean number of days on which one of the MAU plays, over 28. Listeners are its clusters.

    Args:
        history: prepared plays.
        days: one row for each listener and local day with plays.
        calendar: tells which days are complete.
    """
    start = calendar.complete_end - timedelta(days=WINDOW_DAYS)
    if start < calendar.first_day:
        have = max(0, (calendar.complete_end - calendar.first_day).days)
        return Gap(Part.STICKINESS, Reason.TOO_FEW_DAYS, have=have, need=WINDOW_DAYS)
    inside = (days.day >= ibis.literal(start)) & (days.day < ibis.literal(calendar.complete_end))
    own = days.filter(inside).group_by("listener_id").aggregate(active=ibis._.count())
    table = own.group_by("active").aggregate(n=own.count()).order_by("active")
    found = {row["active"]: row["n"] for row in history.engine.to_pyarrow(table).to_pylist()}
    if not found:
        return Gap(Part.STICKINESS, Reason.NO_PLAYS)
    counts = tuple(found.get(k, 0) for k in range(1, WINDOW_DAYS + 1))
    ratio, least = _ratio(counts), history.scope.least_listeners
    if not is_told(least, ratio.clusters):
        return Gap(Part.STICKINESS, Reason.FEW_LISTENERS, need=least)
    rate = Estimate(ratio.value, Unit.SHARE, ratio.clusters, *ratio.interval())
    return Stickiness(rate, *told(counts, least))


def told(counts: tuple[int, ...], least: int) -> tuple[tuple[int | None, ...], int | None]:
    """The counts without those that are left out, and how many listeners the first quarter has.

    Args:
        counts: listeners by days with plays, from 1 on.
        least: listeners that a count needs.
    """
    quarter, every = range(len(counts) // 4), range(len(counts))
    inside = sum(counts[i] for i in quarter)
    split = is_told(least, inside, sum(counts) - inside)
    totals = [quarter, every[len(quarter) :]] if split else [every]
    out = withheld({i: (counts[i],) for i in every}, least, totals, disjoint=True)
    return tuple(None if i in out else n for i, n in enumerate(counts)), inside if split else None


def _ratio(counts: tuple[int, ...]) -> Ratio:
    days = [(k, n) for k, n in enumerate(counts, start=1)]
    active, squares = sum(k * n for k, n in days), sum(k * k * n for k, n in days)
    listeners = sum(counts)
    return Ratio(
        num=active,
        den=WINDOW_DAYS * listeners,
        num_num=squares,
        num_den=WINDOW_DAYS * active,
        den_den=WINDOW_DAYS * WINDOW_DAYS * listeners,
        clusters=listeners,
    )
