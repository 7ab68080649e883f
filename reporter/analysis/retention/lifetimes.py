"""How long listeners stay: Kaplan-Meier of the time to the last day before a long silence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.statistics.disclosure import is_told, stepped
from reporter.analysis.statistics.survival import KaplanMeier, kaplan_meier, log_rank
from reporter.engine.tables import keep
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
    from reporter.analysis.retention.joined import Cohorting

SILENCE_DAYS = 30
GAP_QUANTILE = 0.95
MIN_LISTENERS = 20
MIN_HALF = 10
STEP_DAYS = 7
TOLD_FIRST = (28, 84)
"""Where not all points can be told, these come first: tables show them."""


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


def survival(
    history: History, days: ir.Table, calendar: Calendar, joining: Cohorting
) -> Survival | Gap:
    """Time from a listener's first day to churn, a gap longer than H days.

    H is 30, or the 95% quantile of all gaps between days with plays where that is longer. That a
    gap is longer than H shows H days after it began, so that nothing later than H days before the
    end of the data can be seen to be an end: everyone is censored there, whatever they did since.

    Args:
        history: prepared plays.
        days: one row for each listener and local day with plays.
        calendar: tells which days are complete.
        joining: whose weeks make a cohort; where some are joined, whole cohorts count.
    """
    gaps = _gaps(history, days, calendar)
    quantile = _quantile(_gap_counts(history, gaps))
    silence = max(SILENCE_DAYS, quantile)
    n_days = (calendar.complete_end - calendar.first_day).days
    if n_days < 2 * silence:
        return Gap(Part.SURVIVAL, Reason.TOO_FEW_DAYS, have=n_days, need=2 * silence)
    lives = _lives(history, gaps, calendar, silence)
    least, second_week = joining.least, calendar.monday(1)
    new = [one for one in lives if one.began >= second_week]
    seen = [one for one in new if one.days >= 0]
    if least > 1:
        seen = _of_cohorts(new, calendar, joining)
    n = sum(one.n for one in seen)
    if n < MIN_LISTENERS:
        have = n if least == 1 else None  # of whole cohorts alone it says little
        return Gap(Part.SURVIVAL, Reason.TOO_FEW_ENTITIES, have=have, need=MIN_LISTENERS)
    early, late = _halves(seen, n)
    groups = {Joined.ALL: seen}
    if min(sum(one.n for one in half) for half in (early, late)) >= max(MIN_HALF, least):
        groups |= {Joined.EARLY: early, Joined.LATE: late}
    test = log_rank(_curve(early), _curve(late)) if len(groups) > 1 else None
    beside = {
        "truncated": sum(one.n for one in lives if one.began < second_week),
        "recent": sum(one.n for one in new) - n,
    }
    fine = is_told(least, *beside.values())
    curves = _drawn(groups, least)
    n_points = sum(len(_days(group)) for group in groups.values())
    return Survival(
        silence_days=silence,
        rule=SilenceRule.GAPS if silence > SILENCE_DAYS else SilenceRule.FIXED,
        gap_days=quantile,
        n_truncated=beside["truncated"] if fine else None,
        n_recent=beside["recent"] if fine else None,
        curves=curves,
        log_rank=LogRank(*test) if test else None,
        least_listeners=least,
        left_out=n_points - sum(len(curve.points) for curve in curves),
    )


def _of_cohorts(new: Sequence[Lives], calendar: Calendar, joining: Cohorting) -> list[Lives]:
    """The lives of whole cohorts of which every member can be seen falling silent.

    Each stands with the first day of its cohort, so that it stays in one half.
    """
    found: list[Lives] = []
    for group in joining.groups:
        weeks = set(group) - {0}
        own = [one for one in new if calendar.week(one.began) in weeks]
        if not own or min(one.days for one in own) < 0:
            continue
        first = min(one.began for one in own)
        found += [replace(one, began=first) for one in own]
    return found


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


def _days(lives: Sequence[Lives]) -> range:
    return range(STEP_DAYS, max(one.days for one in lives) + 1, STEP_DAYS)


def _drawn(groups: Mapping[Joined, Sequence[Lives]], least: int) -> tuple[SurvivalCurve, ...]:
    """The curves, read off where enough are still observed and enough were lost since.

    Both halves are read off on the same days, of those of the whole curve: elsewhere one would
    follow from the other and the whole.
    """
    found = {joined: _curve(lives) for joined, lives in groups.items()}
    whole, halves = found[Joined.ALL], [found[j] for j in found if j is not Joined.ALL]
    days = _days(groups[Joined.ALL])
    shown = [day for day in days if _at_risk(whole, day) >= least]
    shown = _steps([whole], shown, least)
    both = [day for day in shown if all(_at_risk(half, day) >= least for half in halves)]
    both = _steps(halves, both, least) if halves else []
    lost_is_told = is_told(least, *(n for one in found.values() for n in _parted(one)))
    curves = []
    for joined, lives in groups.items():
        own = found[joined]
        median = own.median()
        ends = set(_days(lives)) if least == 1 else set(both if joined is not Joined.ALL else days)
        on = [day for day in (days if least == 1 else shown) if day in ends]
        shares = ((day, own.at(day)) for day in on)
        curves.append(
            SurvivalCurve(
                joined=joined,
                first_day=lives[0].began,
                last_day=lives[-1].began,
                n=own.n,
                lost=own.n_events if lost_is_told else None,
                median_days=None if median is None else int(median),
                points=tuple(
                    SurvivalPoint(
                        day, Estimate(share.value, Unit.SHARE, share.n, share.low, share.high)
                    )
                    for day, share in shares
                ),
            )
        )
    return tuple(curves)


def _parted(found: KaplanMeier) -> tuple[int, int]:
    """Those lost, and those who are not."""
    return found.n_events, found.n - found.n_events


def _at_risk(found: KaplanMeier, day: int) -> int:
    """Those observed for `day` days or longer."""
    return int((found.events + found.censored)[found.times >= day].sum())


def _steps(found: Sequence[KaplanMeier], days: Sequence[int], least: int) -> list[int]:
    """The days between which nobody or enough were lost of each."""
    lost = [[0, *(int(one.events[one.times <= day].sum()) for day in days)] for one in found]
    first = [i for i, day in enumerate(days, start=1) if day in TOLD_FIRST]
    fine = stepped(lost[0], least, *lost[1:], first=first)[1:]
    return [day for day, is_fine in zip(days, fine, strict=True) if is_fine]
