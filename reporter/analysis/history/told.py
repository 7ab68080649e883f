"""The days, weeks and periods of a history that have too few listeners to be told of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.statistics.disclosure import is_told, withheld
from reporter.period import Period, PeriodKind, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History
    from reporter.results.facts import Scope

N_SERIES = 12
HALF = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Untold:
    """What is left out of every table over time, by first day; empty where nothing is.

    A day without plays is never among them.

    Attributes:
        days: local days.
        weeks: Mondays of ISO weeks.
        periods: first days of the periods of `series_of`.
        trend: the last 7 complete days, or the 7 before.
    """

    days: frozenset[date] = frozenset()
    weeks: frozenset[date] = frozenset()
    periods: frozenset[date] = frozenset()
    trend: bool = False


NOTHING = Untold()


def series_of(scope: Scope) -> tuple[Period, ...]:
    """Up to 12 periods of one kind that end with the report's and lie within the history."""
    spans = [Period(scope.period.first_day, scope.period.end_day, scope.period.kind)]
    while len(spans) < N_SERIES and (before := spans[0].before()) is not None:
        if before.first_day < scope.first_day:
            break
        spans.insert(0, before)
    return tuple(spans)


def halves(scope: Scope) -> tuple[date, date]:
    """First days of the last 7 complete days, and of the 7 before."""
    end = min(scope.period.end_day, scope.data_through)
    return end - HALF, end - 2 * HALF


def untold(history: History, days: ir.Table, active: Mapping[date, int]) -> Untold:
    """What has too few listeners, and what must be left out with it.

    Days add up to weeks, to periods and to the two halves of the trend; weeks and periods to the
    whole history. All of it is told with the same numbers, so that whatever is left out of the
    longer spans is left out of the days in them, too. The report's own period is never left out:
    with too few listeners the report is not mailed at all.

    Args:
        history: prepared plays.
        days: one row for each listener and local day with plays.
        active: listeners by local day.
    """
    least, scope = history.scope.least_listeners, history.scope
    if least == 1:
        return NOTHING
    weeks = _by_week(history, days)
    spans = series_of(scope)
    own = (scope.period.first_day,)
    two = [Period(first, first + HALF, PeriodKind.RANGE) for first in halves(scope)]
    found = _in_spans(history, days, [*spans, *two])
    periods = {span.first_day: n for span, n in zip(spans, found, strict=False)}
    if scope.period.kind is PeriodKind.WEEK:
        out_weeks = _left_out(weeks, least, keep=own)
        out_periods = frozenset(periods) & out_weeks
    else:
        out_weeks, out_periods = _left_out(weeks, least), _left_out(periods, least, keep=own)
    trend = not is_told(least, *found[len(spans) :])
    hidden = [Period(first, first + HALF, PeriodKind.RANGE) for first in out_weeks]
    hidden += [span for span in spans if span.first_day in out_periods]
    by_week: dict[date, list[date]] = {}
    for day in active:
        by_week.setdefault(week_of(day).first_day, []).append(day)
    lines = [[day for day in active if day in span] for span in (*spans, *two)]
    out_days = withheld(
        {day: (n,) for day, n in active.items()},
        least,
        [*by_week.values(), *lines],
        disjoint=False,
        out=[day for day in active if any(day in span for span in hidden)],
    )
    return Untold(out_days, out_weeks, out_periods, trend)


def comparable(history: History, out: Untold) -> History:
    """The history without the period before, where that has too few listeners to be told of."""
    previous = history.scope.previous
    if previous is None or previous.first_day not in out.periods:
        return history
    return replace(history, scope=replace(history.scope, previous=None))


def _left_out(counts: Mapping[date, int], least: int, keep: Sequence[date] = ()) -> frozenset[date]:
    cells = {first: (n,) for first, n in counts.items()}
    return withheld(cells, least, [tuple(cells)], disjoint=False, keep=keep)


def _by_week(history: History, days: ir.Table) -> Mapping[date, int]:
    """Listeners by Monday of the ISO week."""
    monday = days.day.truncate("W").cast("date")
    table = days.group_by(week=monday).aggregate(n=days.listener_id.nunique())
    rows = history.engine.to_pyarrow(table.order_by("week")).to_pylist()
    return {row["week"]: row["n"] for row in rows}


def _in_spans(history: History, days: ir.Table, spans: Iterable[Period]) -> list[int]:
    """Listeners in each of some spans, in their order."""
    counts = {
        f"n{i}": days.listener_id.nunique(
            where=(days.day >= ibis.literal(span.first_day))
            & (days.day < ibis.literal(span.end_day))
        )
        for i, span in enumerate(spans)
    }
    (row,) = history.engine.to_pyarrow(days.aggregate(**counts)).to_pylist()
    return [row[name] for name in counts]
