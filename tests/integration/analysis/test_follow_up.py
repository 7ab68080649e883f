"""Recommendations followed up: planted effects are told from none, and from worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
import pytest

from reporter.analysis.history.daily import daily
from reporter.analysis.recommendations.follow_up import follow_ups
from reporter.analysis.recommendations.measures import Subject, difference, measure
from reporter.analysis.recommendations.membership import Membership
from reporter.period import PeriodKind
from reporter.results.facts import Estimate, Gap, Part, Reason, Span, Unit
from reporter.results.recommendations import (
    FollowUp,
    Kind,
    Metric,
    Outcome,
    Recommendation,
    Recommendations,
)
from tests.factories.findings import make_recommendations
from tests.histories import Play, make_history

if TYPE_CHECKING:
    from reporter.analysis.history.prepared import History

MONDAY = datetime.fromisoformat("2024-11-04T00:00:00")
WEEKS = [f"2024-W{week}" for week in range(45, 53)]
NO_MEMBERS = Membership(ibis.memtable(pa.table({"id": ["x"], "cluster": [0]})), lambda _: None)
N_LISTENERS = 20
ANDROID = Recommendation(
    "worst_platform.android", Kind.WORST_PLATFORM, "android", None, (), "drivers", 0.01
)
SEGMENT = replace(ANDROID, id="high_skip_segment.0", kind=Kind.HIGH_SKIP_SEGMENT, level="0")


@cache
def history(
    change: float, period: str, *, n: int = 28, both: float = 0.0, seed: int = 1
) -> History:
    """Eight weeks; from the fifth on the skip rate on Android changes, and by `both` everywhere."""
    rng = np.random.default_rng(seed)
    levels = np.clip(rng.normal(0.35, 0.08, N_LISTENERS), 0.1, 0.6)
    plays = []
    for day in range(56):
        late = day >= 28
        for listener in range(N_LISTENERS):
            for platform, own in (("android", 0.1 + change * late), ("ios", 0.0)):
                rate = np.clip(levels[listener] + own + both * late, 0, 1)
                begin = MONDAY + timedelta(days=day, hours=8 if platform == "ios" else 14)
                skipped = rng.random(n // 7) < rate
                plays += [
                    Play(
                        (begin + timedelta(minutes=4 * i, seconds=listener)).isoformat(),
                        end="fwdbtn" if skipped[i] else "trackdone",
                        track=f"t{i % 9}",
                        listener=f"L{listener:02d}",
                        platform=platform,
                    )
                    for i in range(n // 7)
                ]
    last = (MONDAY + timedelta(days=56, minutes=-5)).isoformat()
    return make_history([*plays, Play(last, listener="L00", ms=1)], period=period)


def span(week: int) -> Span:
    first = (MONDAY + timedelta(weeks=week)).date()
    return Span(WEEKS[week], PeriodKind.WEEK, first, first + timedelta(weeks=1), partial=False)


def follow(
    prepared: History,
    earlier: tuple[FollowUp, ...] = (),
    made: tuple[Recommendation, ...] = (),
) -> tuple[FollowUp, ...]:
    known = replace(make_recommendations(), follow_ups=earlier)
    return follow_ups(prepared, daily(prepared), made, NO_MEMBERS, known)


def outcome(change: float, **planted: float) -> tuple[Outcome, Estimate]:
    """The verdict on advice of the fourth week, in the eighth."""
    made = follow(history(change, WEEKS[3], **planted), made=(ANDROID,))
    (judged,) = follow(history(change, WEEKS[7], **planted), made)
    assert judged.evaluation is not None
    assert not judged.evaluation.restated
    assert judged.evaluation.effect is not None
    return judged.evaluation.outcome, judged.evaluation.effect


def test_a_planted_improvement_is_called_improved() -> None:
    found, effect = outcome(-0.2)
    assert found is Outcome.IMPROVED
    assert effect.low is not None
    assert effect.high is not None
    assert effect.low < -20 < effect.high


def test_a_planted_worsening_is_called_worse() -> None:
    assert outcome(0.2)[0] is Outcome.WORSE


@pytest.mark.untraced
def test_what_moves_everything_is_not_taken_for_an_effect() -> None:
    """Planted: 15 points more everywhere; at most one of six verdicts takes them for an effect."""
    found = [outcome(0.0, both=0.15, seed=seed) for seed in range(6)]
    wrong = sum(verdict in {Outcome.IMPROVED, Outcome.WORSE} for verdict, _ in found)
    assert wrong <= 1
    assert abs(np.mean([effect.value for _, effect in found])) < 3


@pytest.mark.untraced
def test_nothing_is_called_a_change_no_more_often_than_it_may() -> None:
    """Planted: twelve histories without any effect; at most 2 verdicts."""
    wrong = sum(
        outcome(0.0, seed=seed, n=14)[0] in {Outcome.IMPROVED, Outcome.WORSE} for seed in range(12)
    )
    assert wrong <= 2


def test_the_effect_is_the_plain_difference_in_differences() -> None:
    prepared = history(-0.1, WEEKS[7])
    found = difference(
        prepared,
        daily(prepared),
        Subject(Kind.WORST_PLATFORM, "android", Metric.SKIP_RATE, ()),
        span(7),
        span(3),
    )
    frame = prepared.engine.to_pyarrow(prepared.plays).to_pandas()
    frame = frame[frame["skip"].notna()]
    frame["week"] = [(day - MONDAY.date()).days // 7 for day in frame["day"]]
    rate = frame.groupby(["platform", "week"])["skip"].mean()
    assert found.before is not None
    assert found.rest_now is not None
    assert found.effect is not None
    assert found.before.value == pytest.approx(rate["android", 3])
    assert found.rest_now.value == pytest.approx(rate["ios", 7])
    expected = (rate["android", 7] - rate["android", 3]) - (rate["ios", 7] - rate["ios", 3])
    assert found.effect.value == pytest.approx(100 * expected)


def test_it_waits_four_weeks_is_shown_for_eight_and_then_dropped() -> None:
    (begun,) = follow(history(0.0, WEEKS[0]), made=(ANDROID,))
    assert begun.evaluation is None
    assert begun.evaluate_on == date(2024, 12, 2)
    assert begun.baseline.unit is Unit.SHARE
    (waiting,) = follow(history(0.0, WEEKS[3]), (begun,), made=(ANDROID,))
    assert waiting == begun
    judged, again = follow(history(0.0, WEEKS[4]), (begun,), made=(ANDROID,))
    assert judged.evaluation is not None
    assert judged.evaluation.period.label == WEEKS[4]
    assert (again.evaluation, again.made_in.label) == (None, WEEKS[4])
    old = replace(
        judged,
        evaluation=replace(
            judged.evaluation,
            period=replace(judged.evaluation.period, first_day=date(2024, 10, 28)),
        ),
    )
    assert follow(history(0.0, WEEKS[6]), (old,)) == (old,)
    assert follow(history(0.0, WEEKS[7]), (old,)) == ()


def test_another_number_in_the_archive_is_restated() -> None:
    (begun,) = follow(history(0.0, WEEKS[0]), made=(ANDROID,))
    other = replace(begun, baseline=replace(begun.baseline, value=begun.baseline.value + 0.01))
    (judged,) = follow(history(0.0, WEEKS[4]), (other,))
    assert judged.evaluation is not None
    assert judged.evaluation.restated
    assert judged.evaluation.before == begun.baseline


def test_a_level_without_plays_is_inconclusive() -> None:
    (begun,) = follow(history(0.0, WEEKS[0]), made=(ANDROID,))
    gone = replace(begun, level="tv")
    (judged,) = follow(history(0.0, WEEKS[4]), (gone,))
    assert judged.evaluation is not None
    assert judged.evaluation.outcome is Outcome.INCONCLUSIVE
    assert (judged.evaluation.now, judged.evaluation.effect) == (None, None)
    assert follow(history(0.0, WEEKS[4]), made=(replace(ANDROID, level="tv"),)) == ()


def test_the_whole_history_and_a_partial_week_judge_and_begin_nothing() -> None:
    (begun,) = follow(history(0.0, WEEKS[0]), made=(ANDROID,))
    assert follow(history(0.0, "all"), (begun,), made=(ANDROID,)) == (begun,)
    prepared = history(0.0, WEEKS[7])
    period = replace(prepared.scope.period, partial=True)
    partial = replace(prepared, scope=replace(prepared.scope, period=period))
    assert follow(partial, (begun,), made=(ANDROID,)) == (begun,)


def test_no_earlier_report_has_nothing_to_follow_up() -> None:
    prepared = history(0.0, WEEKS[7])
    assert follow_ups(prepared, daily(prepared), (), NO_MEMBERS, None) == ()
    gap = Gap(Part.RECOMMENDATIONS, Reason.NO_PLAYS)
    assert follow_ups(prepared, daily(prepared), (), NO_MEMBERS, gap) == ()


@pytest.mark.parametrize(
    ("kind", "level", "members"),
    [
        (Kind.SHUFFLE, "off", ()),
        (Kind.TRACK_LENGTH, "medium", ()),
        (Kind.HIGH_SKIP_SEGMENT, "0", ("L01", "L05")),
        (Kind.CASUAL_SHARE, None, ()),
    ],
)
def test_skip_rates_of_every_kind_equal_plain_counts(
    kind: Kind, level: str | None, members: tuple[str, ...]
) -> None:
    prepared = history(0.0, WEEKS[7])
    some = ibis.memtable(pa.table({"id": list(members)})) if members else None
    subject = Subject(kind, level, Metric.SKIP_RATE, some)
    found = measure(prepared, daily(prepared), subject, prepared.scope.period)
    frame = prepared.engine.to_pyarrow(prepared.plays).to_pandas()
    frame = frame[[day >= span(7).first_day for day in frame["day"]]]
    if members:
        frame = frame[frame["listener_id"].isin(members)]
    assert found is not None
    assert found.n == frame["skip"].notna().sum()
    assert found.value == pytest.approx(frame["skip"].mean(), abs=1e-3)


def test_active_days_and_daily_plays_have_no_rest() -> None:
    prepared = history(0.0, WEEKS[7])
    days = daily(prepared)
    for metric, now in ((Metric.ACTIVE_DAY_RATE, 1.0), (Metric.DAILY_PLAYS, 160.0)):
        subject = Subject(Kind.LOW_ACTIVE_DAY_RATE, None, metric, None)
        found = difference(prepared, days, subject, span(7), span(3))
        assert (found.rest_before, found.rest_now) == (None, None)
        assert found.now is not None
        assert found.now.value == pytest.approx(now, rel=1e-3)


def test_advice_on_a_segment_is_judged_by_who_was_in_it_then() -> None:
    """The members of that time, whatever segments there are now; a lost file tells nothing."""
    ids = [f"L{i:02d}" for i in range(20)]
    then = pa.table({"id": ids, "cluster": [i % 2 for i in range(20)]})
    nobody = ibis.memtable(pa.table({"id": ["x"], "cluster": [7]}))
    asked: list[str] = []

    def look_up(period: str) -> pa.Table:
        asked.append(period)
        return then

    before, now = history(0.0, WEEKS[3]), history(0.0, WEEKS[7])
    given = Membership(ibis.memtable(then), lambda _: None)
    made = follow_ups(before, daily(before), (SEGMENT,), given, None)
    known = replace(make_recommendations(), follow_ups=made)
    kept, lost = (
        follow_ups(now, daily(now), (), Membership(nobody, one), known)[0].evaluation
        for one in (look_up, lambda _: None)
    )
    assert asked == [WEEKS[3]]
    assert kept is not None
    assert kept.before is not None
    assert (kept.before.n, kept.restated) == (made[0].baseline.n, False)
    assert lost is not None
    assert (lost.outcome, lost.before, lost.now, lost.effect, lost.restated) == (
        *(Outcome.INCONCLUSIVE, None, None, None),
        False,
    )


def test_recommendations_of_the_factory_are_judged_in_order() -> None:
    made = make_recommendations()
    assert isinstance(made, Recommendations)
    assert [one.evaluation is None for one in made.follow_ups] == [False, False, True]
    assert len(made.judged) == 2
