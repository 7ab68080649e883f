"""What became of earlier recommendations: each is measured when it is made, and again weeks later.

Whether anybody did what was advised is not known; misses are shown like hits.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.analysis.recommendations.measures import Subject, difference, measure
from reporter.period import PeriodKind
from reporter.plays import Entity
from reporter.results.changes import MATERIAL_POINTS, MATERIAL_RELATIVE
from reporter.results.facts import Unit
from reporter.results.recommendations import (
    Direction,
    Evaluation,
    FollowUp,
    Kind,
    Metric,
    Outcome,
    Recommendations,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History
    from reporter.analysis.recommendations.membership import Membership
    from reporter.results.facts import Estimate, Gap, Span
    from reporter.results.recommendations import Recommendation

WAIT = timedelta(weeks=4)
"""From the start of the period that a recommendation was made in to that which judges it."""
SHOWN = timedelta(weeks=8)
"""How long a judged one stays in the reports."""


def follow_ups(
    history: History,
    daily: Daily,
    made: Iterable[Recommendation],
    membership: Membership,
    earlier: Recommendations | Gap | None,
) -> tuple[FollowUp, ...]:
    """Carry on the earlier report's follow-ups, judge those that are due, and begin new ones.

    A recommendation that is still being followed up is not begun anew. A partial period, and the
    whole history, neither judge nor begin anything: they do not come again.

    Args:
        history: prepared plays.
        daily: their totals by day.
        made: this report's recommendations.
        membership: of the segments that advice is about.
        earlier: of the series' earlier report; none where there is none.
    """
    period = history.scope.period
    carried = earlier.follow_ups if isinstance(earlier, Recommendations) else ()
    comparable = not period.partial and period.kind is not PeriodKind.ALL
    kept = [one for one in carried if not _is_over(one, period)]
    if not comparable:
        return _ordered(kept)
    kept = [
        _judged(history, daily, one, membership) if _is_due(one, period) else one for one in kept
    ]
    open_ids = {one.id for one in kept if one.evaluation is None}
    new = (_begun(history, daily, one, membership) for one in made if one.id not in open_ids)
    return _ordered([*kept, *(one for one in new if one is not None)])


def judge(effect: Estimate | None, expected: Direction) -> Outcome:
    """What an effect with its interval says, given where it should have gone."""
    if effect is None or effect.low is None or effect.high is None:
        return Outcome.INCONCLUSIVE
    low, high = effect.low, effect.high
    material = MATERIAL_POINTS if effect.unit is Unit.POINTS else MATERIAL_RELATIVE
    if -material < low and high < material:
        return Outcome.NO_CHANGE
    if low <= 0 <= high:
        return Outcome.INCONCLUSIVE
    return Outcome.IMPROVED if (low > 0) is (expected is Direction.UP) else Outcome.WORSE


def _is_over(one: FollowUp, period: Span) -> bool:
    judged = one.evaluation
    return judged is not None and period.first_day >= judged.period.first_day + SHOWN


def _is_due(one: FollowUp, period: Span) -> bool:
    return one.evaluation is None and period.first_day >= one.evaluate_on


def _judged(history: History, daily: Daily, one: FollowUp, membership: Membership) -> FollowUp:
    period = history.scope.period
    of_segment = one.kind is Kind.HIGH_SKIP_SEGMENT
    members = membership.back_then(one.level, one.made_in.label) if of_segment else None
    subject = Subject(one.kind, one.level, one.metric, members)
    found = difference(history, daily, subject, period, one.made_in)
    evaluation = Evaluation(
        period=period,
        outcome=judge(found.effect, one.expected),
        before=found.before,
        now=found.now,
        rest_before=found.rest_before,
        rest_now=found.rest_now,
        effect=found.effect,
        restated=found.before is not None and found.before.is_restated(one.baseline),
    )
    return replace(one, evaluation=evaluation)


def _begun(
    history: History, daily: Daily, one: Recommendation, membership: Membership
) -> FollowUp | None:
    """A new follow-up; none where its metric cannot be told today."""
    period = history.scope.period
    metric, expected = aim(one.kind, history.scope.entity)
    members = membership.here(one.level) if one.kind is Kind.HIGH_SKIP_SEGMENT else None
    baseline = measure(history, daily, Subject(one.kind, one.level, metric, members), period)
    if baseline is None:
        return None
    return FollowUp(
        id=one.id,
        kind=one.kind,
        level=one.level,
        metric=metric,
        expected=expected,
        baseline=baseline,
        made_in=period,
        evaluate_on=period.first_day + WAIT,
        evaluation=None,
    )


def aim(kind: Kind, entity: Entity) -> tuple[Metric, Direction]:
    """What a kind of recommendation should move, and where to."""
    match kind:
        case Kind.DECLINING_ACTIVITY:
            return Metric.DAILY_PLAYS, Direction.UP
        case Kind.LOW_ACTIVE_DAY_RATE:
            return Metric.ACTIVE_DAY_RATE, Direction.UP
        case Kind.CASUAL_SHARE if entity is Entity.LISTENER:
            return Metric.ACTIVE_DAY_RATE, Direction.UP
        case _:
            return Metric.SKIP_RATE, Direction.DOWN


def _ordered(found: Iterable[FollowUp]) -> tuple[FollowUp, ...]:
    """Judged ones first, the latest first of all; then the open ones, the oldest first."""

    def key(one: FollowUp) -> tuple[bool, int, str]:
        judged = one.evaluation
        day = -judged.period.first_day.toordinal() if judged else one.made_in.first_day.toordinal()
        return judged is None, day, one.id

    return tuple(sorted(found, key=key))
