"""How long listeners stay: Kaplan-Meier of the time to the last day before a long silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.statistics.survival import KaplanMeier, kaplan_meier, log_rank
from reporter.engine import keep
from reporter.period import DAY
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.survival import (
    Joined,
    LogRank,
    SilenceRule,
    Survival,
    SurvivalCurve,
    SurvivalPoint,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History
    from reporter.analysis.retention.activity import Calendar

SILENCE_DAYS = 30
GAP_QUANTILE = 0.95
MIN_LISTENERS = 20
MIN_HALF = 10
STEP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Lives:
    """Listeners who began on one day and were followed equally long.

    Attributes:
        began: their first day.
        days: from it to the last day before the first long silence, or to the end of what can be
            seen of them.
        lost: whether a long silence ended it.
        n: how many they are.
    """

    began: date
    days: int
    lost: bool
    n: int


def survival(history: History, days: ir.Table, calendar: Calendar) -> Survival | Gap:
    """Time from a listener's first day to churn, a gap longer than H days.

    H is 30, or the 95% quantile of all gaps between days with plays where that is longer. That a
    gap is longer than H shows H days after it began, so that nothing later than H days before the
    end of the data can be seen to be an end: everyone is censored there, whatever they did since.

    Args:
        history: prepared plays.
        days: one row for each listener and local day with plays.
        calendar: tells which days are complete.
    """
    gaps = _gaps(history, days, calendar)
    quantile = _quantile(_gap_counts(history, gaps))
    silence = max(SILENCE_DAYS, quantile)
    n_days = (calendar.complete_end - calendar.first_day).days
    if n_days < 2 * silence:
        return Gap(Part.SURVIVAL, Reason.TOO_FEW_DAYS, have=n_days, need=2 * silence)
    lives = _lives(history, gaps, calendar, silence)
    second_week = calendar.monday(1)
    new = [one for one in lives if one.began >= second_week]
    seen = [one for one in new if one.days >= 0]
    n = sum(one.n for one in seen)
    if n < MIN_LISTENERS:
        return Gap(Part.SURVIVAL, Reason.TOO_FEW_ENTITIES, have=n, need=MIN_LISTENERS)
    early, late = _halves(seen, n)
    groups = {Joined.ALL: seen}
    if min(sum(one.n for one in half) for half in (early, late)) >= MIN_HALF:
        groups |= {Joined.EARLY: early, Joined.LATE: late}
    test = log_rank(_curve(early), _curve(late)) if len(groups) > 1 else None
    return Survival(
        silence_days=silence,
        rule=SilenceRule.GAPS if silence > SILENCE_DAYS else SilenceRule.FIXED,
        gap_days=quantile,
        n_truncated=sum(one.n for one in lives if one.began < second_week),
        n_recent=sum(one.n for one in new) - n,
        curves=tuple(_drawn(joined, group) for joined, group in groups.items()),
        log_rank=LogRank(*test) if test else None,
    )


def _gaps(history: History, days: ir.Table, calendar: Calendar) -> ir.Table:
    """Each day of a listener with the gap to the next one, up to the end of the data for the last.

    Columns: `listener_id`, `day`, `began` (the listener's first day), `gap` in days and `open`,
    whether the gap is the last one, which has not ended.
    """
    end = ibis.literal(calendar.complete_end)
    own = ibis.window(group_by="listener_id", order_by="day")
    known = days.filter(days.day < end)
    following = known.day.lead().over(own)
    table = known.select(
        "listener_id",
        "day",
        began=known.day.first().over(own),
        gap=following.fill_null(end).delta(known.day, unit="day"),
        open=following.isnull(),
    )
    return keep(history.engine, "gaps", table)


def _gap_counts(history: History, gaps: ir.Table) -> Mapping[int, int]:
    """Gaps that ended, by their length in days."""
    ended = gaps.filter(~gaps.open)
    table = ended.group_by("gap").aggregate(n=ended.count()).order_by("gap")
    return {row["gap"]: row["n"] for row in history.engine.to_pyarrow(table).to_pylist()}


def _quantile(counts: Mapping[int, int]) -> int:
    """The shortest gap that 95% of all gaps do not exceed; 0 where there is none."""
    total, so_far = sum(counts.values()), 0
    for gap in sorted(counts):
        so_far += counts[gap]
        if so_far >= GAP_QUANTILE * total:
            return gap
    return 0


def _lives(history: History, gaps: ir.Table, calendar: Calendar, silence: int) -> tuple[Lives, ...]:
    """Listeners by first day, length and end; the length is negative for who began too late."""
    horizon = calendar.complete_end - (silence + 1) * DAY
    ends = (gaps.gap > silence) & (gaps.day <= ibis.literal(horizon))
    age = gaps.day.delta(gaps.began, unit="day")
    own = gaps.group_by("listener_id").aggregate(began=gaps.began.min(), lost=age.min(where=ends))
    followed = ibis.literal(horizon).delta(own.began, unit="day")
    each = own.select("began", days=own.lost.fill_null(followed), lost=own.lost.notnull())
    table = each.group_by("began", "days", "lost").aggregate(n=each.count())
    rows = history.engine.to_pyarrow(table.order_by("began", "days", "lost")).to_pylist()
    return tuple(Lives(**row) for row in rows)


def _halves(lives: Sequence[Lives], n: int) -> tuple[list[Lives], list[Lives]]:
    """The earlier and the later half by first day; those of one day stay together."""
    early: list[Lives] = []
    so_far = 0
    for one in lives:  # by first day
        if so_far >= n / 2 and one.began > early[-1].began:
            break
        early.append(one)
        so_far += one.n
    return early, list(lives[len(early) :])


def _curve(lives: Sequence[Lives]) -> KaplanMeier:
    return kaplan_meier(
        [one.days for one in lives], [one.lost for one in lives], [one.n for one in lives]
    )


def _drawn(joined: Joined, lives: Sequence[Lives]) -> SurvivalCurve:
    found = _curve(lives)
    median = found.median()
    longest = max(one.days for one in lives)
    shares = ((day, found.at(day)) for day in range(STEP_DAYS, longest + 1, STEP_DAYS))
    return SurvivalCurve(
        joined=joined,
        first_day=lives[0].began,
        last_day=lives[-1].began,
        n=found.n,
        lost=found.n_events,
        median_days=None if median is None else int(median),
        points=tuple(
            SurvivalPoint(day, Estimate(share.value, Unit.SHARE, share.n, share.low, share.high))
            for day, share in shares
        ),
    )
