"""The metric that a recommendation should move, then and now, from plays.

Skip rates are measured on the plays that the advice is about and on the untouched rest, so that
what moved both is not taken for its effect. Active days and daily plays are of the whole: nothing
of them is untouched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.activity_rates import active_day_pair, active_day_rates
from reporter.analysis.glance.compare import in_span
from reporter.analysis.glance.lengths import with_lengths
from reporter.analysis.glance.overview import shuffle_level
from reporter.analysis.history.lengths import descriptive_lengths
from reporter.analysis.statistics.contrast import Ratios
from reporter.analysis.statistics.disclosure import is_told
from reporter.analysis.statistics.resample import WEEK_DAYS, count_change
from reporter.engine.expressions import as_int
from reporter.plays import Entity
from reporter.results.facts import Estimate, Unit
from reporter.results.recommendations import Kind, Metric

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History
    from reporter.analysis.statistics.rates import Ratio
    from reporter.results.facts import Span

NEVER_KNOWN = ibis.null("boolean")
NOW, BEFORE, REST_NOW, REST_BEFORE = range(4)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a recommendation is about.

    Attributes:
        kind: which of the seven.
        level: of a platform, of shuffle, or of a length; none for the whole.
        metric: what it should move.
        members: `id` of the entities that it is about, in the engine; none where it is about
            others, or where who they were is lost.
    """

    kind: Kind
    level: str | None
    metric: Metric
    members: ir.Table | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in two periods; each is none where it cannot be told.

    Attributes:
        before: of what the advice is about, in the earlier period.
        now: in the later one.
        rest_before: of everything else, where that is comparable.
        rest_now: the same in the later period.
        effect: as `reporter.results.recommendations.Evaluation`.
    """

    before: Estimate | None
    now: Estimate | None
    rest_before: Estimate | None
    rest_now: Estimate | None
    effect: Estimate | None


def difference(
    history: History, daily: Daily, subject: Subject, now: Span, before: Span
) -> Difference:
    """Measure a subject's metric in two whole periods, and what changed beside the rest."""
    match subject.metric:
        case Metric.SKIP_RATE:
            return _of_skips(history, subject, now, before)
        case Metric.ACTIVE_DAY_RATE:
            return _of_active_days(history, daily, now, before)
        case Metric.DAILY_PLAYS:
            return _of_plays(daily, now, before, history.scope.seed)


def measure(history: History, daily: Daily, subject: Subject, period: Span) -> Estimate | None:
    """The metric of what the advice is about in one period; none where it cannot be told."""
    match subject.metric:
        case Metric.SKIP_RATE:
            ratio = _told(_sums(history, subject, period, None).ratio(NOW), history)
        case Metric.ACTIVE_DAY_RATE:
            (rate,) = active_day_rates(history, daily, (period.end_day,))
            ratio = _told(rate, history)
        case Metric.DAILY_PLAYS:
            return _mean(_days(daily, period))
    return ratio.estimate() if ratio else None


def _told(ratio: Ratio | None, history: History) -> Ratio | None:
    """The same; none of too few listeners."""
    if ratio is None or not is_told(history.scope.least_listeners, ratio.clusters):
        return None
    return ratio


def _of_skips(history: History, subject: Subject, now: Span, before: Span) -> Difference:
    sums = _sums(history, subject, now, before)
    ratios = [_told(sums.ratio(i), history) for i in (BEFORE, NOW, REST_BEFORE, REST_NOW)]
    rates = tuple(ratio.estimate() if ratio else None for ratio in ratios)
    weights = {NOW: 1, BEFORE: -1}
    if subject.level is not None:
        weights |= {REST_NOW: -1, REST_BEFORE: 1}
    return Difference(rates[0], rates[1], rates[2], rates[3], sums.points(weights))


def _touched(history: History, subject: Subject) -> tuple[ir.Table, ir.BooleanValue]:
    """Plays, and which of them the advice is about; null where that is not known."""
    plays = history.plays
    match subject.kind:
        case Kind.WORST_PLATFORM:
            return plays, plays.platform == subject.level
        case Kind.SHUFFLE:
            return plays, shuffle_level(plays) == subject.level
        case Kind.TRACK_LENGTH:
            plays = with_lengths(history, descriptive_lengths(history))
            return plays, plays.length == subject.level
        case Kind.HIGH_SKIP_SEGMENT:
            if subject.members is None:
                return plays, NEVER_KNOWN
            return plays, plays.entity_id.isin(subject.members.id)
        case _:
            return plays, ibis.literal(value=True)


def _sums(history: History, subject: Subject, now: Span, before: Span | None) -> Ratios:
    """Skips over decided plays: touched now and before, the rest now and before.

    The clusters are listeners where there are several, else local days.
    """
    plays, touched = _touched(history, subject)
    cluster = plays.listener_id if history.scope.entity is Entity.LISTENER else plays.day.cast(str)
    skip = plays.skip == 1
    cells = [
        in_span(plays.day, span) & part for part in (touched, ~touched) for span in (now, before)
    ]
    counted = {
        f"{name}{i}": as_int(cell & condition).sum().cast("int64")
        for i, cell in enumerate(cells)
        for name, condition in (("s", skip), ("n", plays.skip.notnull()))
    }
    names = list(counted)
    totals = plays.filter(cells[0] | cells[1] | cells[2] | cells[3]).group_by(cluster=cluster)
    table = totals.aggregate(**counted)
    pairs = {
        f"{a}_{b}": (table[a] * table[b]).sum() for i, a in enumerate(names) for b in names[i:]
    }
    sums = {
        **{name: table[name].sum() for name in names},
        **pairs,
        **{f"c{i}": as_int(table[f"n{i}"] > 0).sum() for i in range(len(cells))},
    }
    (row,) = history.engine.to_pyarrow(
        table.aggregate(**{name: total.cast("int64") for name, total in sums.items()})
    ).to_pylist()
    found = {name: value or 0 for name, value in row.items()}
    return Ratios(
        tuple(found[name] for name in names),
        tuple(
            tuple(found[f"{a}_{b}"] if f"{a}_{b}" in pairs else found[f"{b}_{a}"] for b in names)
            for a in names
        ),
        tuple(found[f"c{i}"] for i in range(len(cells))),
    )


def _of_active_days(history: History, daily: Daily, now: Span, before: Span) -> Difference:
    ends = (now.end_day, before.end_day)
    later, earlier = active_day_rates(history, daily, ends)
    effect = None
    if later and earlier:
        change = active_day_pair(history, daily, later, earlier, ends).change()
        effect = change if change.low is not None else None
    return Difference(
        earlier.estimate() if earlier else None,
        later.estimate() if later else None,
        None,
        None,
        effect,
    )


def _of_plays(daily: Daily, now: Span, before: Span, seed: int) -> Difference:
    """Daily plays of as many whole weeks as both periods have, counted back from their ends."""
    later, earlier = _days(daily, now), _days(daily, before)
    n = min(len(later), len(earlier)) // WEEK_DAYS * WEEK_DAYS
    found = count_change(later[len(later) - n :], earlier[len(earlier) - n :], seed)
    base = sum(earlier[len(earlier) - n :])
    effect = None
    if found and base:
        ends = (found.change / base, found.low / base, found.high / base)
        effect = Estimate(ends[0], Unit.SHARE, n, ends[1], ends[2])
    return Difference(_mean(earlier), _mean(later), None, None, effect)


def _days(daily: Daily, period: Span) -> tuple[int, ...]:
    return tuple(day.plays for day in daily.between(period.first_day, period.end_day))


def _mean(days: tuple[int, ...]) -> Estimate:
    return Estimate(sum(days) / len(days), Unit.PLAYS, len(days))
