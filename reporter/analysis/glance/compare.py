"""Skip rates of this period and the one before, by level of any dimension, from one query."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis
import numpy as np

from reporter.analysis.statistics.disclosure import is_told, withheld
from reporter.analysis.statistics.rates import Ratio, RatioPair
from reporter.analysis.statistics.resample import rate_change
from reporter.engine.expressions import as_int
from reporter.plays import Entity

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History
    from reporter.results.facts import Span

WHOLE = "all"
MOST_BLOCKS = 1_000
"""Blocks that are resampled."""


@dataclass(frozen=True, slots=True)
class Level:
    """Totals of one level in the period and in the one before.

    Attributes:
        level: its name.
        plays: plays in the period, censored ones included.
        plays_before: plays in the period before; 0 without comparison.
        now: skips over decided plays; none where no play is decided.
        before: the same of the period before.
        pair: both, where both are there.
        clusters: listeners with plays in the period; days where there is one listener.
        clusters_before: the same of the period before.
    """

    level: str
    plays: int
    plays_before: int
    now: Ratio | None
    before: Ratio | None
    pair: RatioPair | None
    clusters: int = 0
    clusters_before: int = 0

    def rate(self, least: int) -> Ratio | None:
        """The skip rate of the period, where enough listeners have decided plays."""
        return self.now if self.now and is_told(least, self.now.clusters) else None

    def rate_before(self, least: int) -> Ratio | None:
        """The same of the period before."""
        return self.before if self.before and is_told(least, self.before.clusters) else None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Levels of a dimension that are not told of, because their plays add up to those of all.

    Attributes:
        now: those of too few listeners in the period, and what would give them away.
        before: the same in the period before.
    """

    now: frozenset[str]
    before: frozenset[str]


def left_out(found: tuple[Level, ...], least: int) -> LeftOut:
    """The levels of a dimension that must be left out.

    Args:
        found: every level of the dimension.
        least: listeners that a level needs.
    """
    now = {one.level: (one.clusters,) for one in found}
    before = {one.level: (one.clusters_before,) for one in found}
    return LeftOut(
        *(withheld(cells, least, [tuple(cells)], disjoint=False) for cells in (now, before))
    )


def told(found: tuple[Level, ...], least: int) -> tuple[Level, ...]:
    """The levels that may be told of, without the period before where that may not be."""
    out = left_out(found, least)
    return tuple(
        replace(one, before=None, pair=None, plays_before=0) if one.level in out.before else one
        for one in found
        if one.level not in out.now
    )


def in_span(day: ir.DateValue, span: Span | None) -> ir.BooleanValue:
    """Whether a local day lies in the span; never where there is none."""
    if span is None:
        return day.isnull()  # a play always has its day
    return in_days(day, span.first_day, span.end_day)


def in_days(day: ir.DateValue, first: date, end: date) -> ir.BooleanValue:
    """Whether a local day lies between two, the second one exclusive."""
    return (day >= ibis.literal(first)) & (day < ibis.literal(end))


def levels(history: History, dimension: ir.StringValue) -> tuple[Level, ...]:
    """Totals of each level of a dimension, by plays in the period, most first, ties by name.

    The clusters are listeners where there are several, else local days.

    Args:
        history: prepared plays.
        dimension: expression over `history.plays`; null levels are left out.
    """
    return _summed(history, _totals(history, dimension))


def _summed(history: History, totals: ir.Table) -> tuple[Level, ...]:
    names = ("s1", "n1", "s0", "n0")
    products = {
        f"{a}_{b}": (totals[a] * totals[b]).sum() for i, a in enumerate(names) for b in names[i:]
    }
    summed = totals.group_by("level").aggregate(
        plays=totals.plays.sum(),
        plays_before=totals.plays_before.sum(),
        here=as_int(totals.plays > 0).sum(),
        here_before=as_int(totals.plays_before > 0).sum(),
        clusters1=as_int(totals.n1 > 0).sum(),
        clusters0=as_int(totals.n0 > 0).sum(),
        **{name: totals[name].sum() for name in names},
        **products,
    )
    rows = history.engine.to_pyarrow(
        summed.order_by(ibis.desc("plays"), "level").mutate(
            **{name: summed[name].cast("int64") for name in (*names, *products)}
        )
    ).to_pylist()
    return tuple(_level(row) for row in rows)


def _totals(history: History, level: ir.StringValue) -> ir.Table:
    """Plays, skips (s) and decided plays (n) now (1) and before (0) of each level and cluster."""
    plays = history.plays
    cluster = plays.listener_id if history.scope.entity is Entity.LISTENER else plays.day.cast(str)
    now = in_span(plays.day, history.scope.period)
    before = in_span(plays.day, history.scope.previous)
    decided, skip = plays.skip.notnull(), plays.skip.fill_null(0) == 1
    return (
        plays.filter((now | before) & level.notnull())
        .group_by(level=level, cluster=cluster)
        .aggregate(
            plays=as_int(now).sum(),
            plays_before=as_int(before).sum(),
            s1=as_int(now & skip).sum(),
            n1=as_int(now & decided).sum(),
            s0=as_int(before & skip).sum(),
            n0=as_int(before & decided).sum(),
        )
    )


def _totals_of_whole(history: History, daily: Daily) -> ir.Table:
    """The same of all plays together, from what is summed by listener and day already."""
    days, scope = daily.listener_days, history.scope
    cluster = days.listener_id if scope.entity is Entity.LISTENER else days.day.cast(str)
    now, before = in_span(days.day, scope.period), in_span(days.day, scope.previous)

    def total(inside: ir.BooleanValue, name: str) -> ir.IntegerScalar:
        return ibis.ifelse(inside, days[name], 0).sum().cast("int64")

    return (
        days.filter(now | before)
        .group_by(level=ibis.literal(WHOLE), cluster=cluster)
        .aggregate(
            plays=total(now, "plays"),
            plays_before=total(before, "plays"),
            s1=total(now, "skips"),
            n1=total(now, "decided"),
            s0=total(before, "skips"),
            n0=total(before, "decided"),
        )
    )


def resampled(history: History, daily: Daily) -> tuple[float, float] | None:
    """95% interval of the whole rate's change, as a difference of shares, from whole blocks.

    The blocks are listeners, drawn for both periods at once, or one listener's days. More than
    `MOST_BLOCKS` listeners are dealt out into as many groups, which changes no expectation.
    """
    totals = _totals_of_whole(history, daily)
    dealt = totals.mutate(block=ibis.row_number().over(order_by=totals.cluster) % MOST_BLOCKS)
    summed = dealt.group_by("block").aggregate(
        **{name: dealt[name].sum().cast("int64") for name in ("s1", "n1", "s0", "n0")}
    )
    rows = history.engine.to_pyarrow(summed.order_by("block"))
    s1, n1, s0, n0 = (rows[name].to_numpy() for name in ("s1", "n1", "s0", "n0"))
    now, before = np.column_stack([s1, n1]), np.column_stack([s0, n0])
    shared = history.scope.entity is Entity.LISTENER
    if not shared:
        now, before = now[n1 > 0], before[n0 > 0]
    return rate_change(now, before, history.scope.seed, shared=shared)


def whole(history: History, daily: Daily) -> Level:
    """Totals of all plays; zeros where the two periods are empty."""
    found = _summed(history, _totals_of_whole(history, daily))
    return found[0] if found else Level(WHOLE, 0, 0, None, None, None)


def _level(row: dict[str, int]) -> Level:
    now = _ratio(row, "1")
    before = _ratio(row, "0")
    pair = (
        RatioPair(now, before, row["s1_s0"], row["s1_n0"], row["n1_s0"], row["n1_n0"])
        if now and before
        else None
    )
    return Level(
        str(row["level"]),
        row["plays"],
        row["plays_before"],
        now,
        before,
        pair,
        row["here"],
        row["here_before"],
    )


def _ratio(row: dict[str, int], side: str) -> Ratio | None:
    s, n = f"s{side}", f"n{side}"
    if row[n] == 0:
        return None
    return Ratio(
        row[s], row[n], row[f"{s}_{s}"], row[f"{s}_{n}"], row[f"{n}_{n}"], row[f"clusters{side}"]
    )
