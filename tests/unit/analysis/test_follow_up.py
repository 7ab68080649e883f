"""The verdict on a recommendation, and what it aims at."""

from __future__ import annotations

import pytest

from reporter.analysis.recommendations.follow_up import aim, judge
from reporter.plays import Entity
from reporter.results.facts import Estimate, Unit
from reporter.results.recommendations import Direction, Kind, Metric, Outcome


@pytest.mark.parametrize(
    ("low", "high", "down"),
    [
        (-6.0, -2.0, Outcome.IMPROVED),
        (-6.0, -0.1, Outcome.IMPROVED),
        (2.0, 6.0, Outcome.WORSE),
        (-0.9, 0.8, Outcome.NO_CHANGE),
        (0.1, 0.9, Outcome.NO_CHANGE),  # sure, and too small to matter
        (-0.9, 1.2, Outcome.INCONCLUSIVE),
        (-6.0, 2.0, Outcome.INCONCLUSIVE),
    ],
)
def test_the_interval_decides(low: float, high: float, down: Outcome) -> None:
    effect = Estimate((low + high) / 2, Unit.POINTS, 500, low, high)
    assert judge(effect, Direction.DOWN) is down
    turned = {Outcome.IMPROVED: Outcome.WORSE, Outcome.WORSE: Outcome.IMPROVED}
    assert judge(effect, Direction.UP) is turned.get(down, down)


def test_daily_plays_are_judged_by_shares() -> None:
    assert judge(Estimate(0.01, Unit.SHARE, 7, -0.04, 0.04), Direction.UP) is Outcome.NO_CHANGE
    assert judge(Estimate(0.2, Unit.SHARE, 7, 0.06, 0.3), Direction.UP) is Outcome.IMPROVED


def test_no_interval_is_inconclusive() -> None:
    assert judge(None, Direction.UP) is Outcome.INCONCLUSIVE
    assert judge(Estimate(3.0, Unit.POINTS, 5), Direction.UP) is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("entity", list(Entity))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_aims_at_something(kind: Kind, entity: Entity) -> None:
    metric, direction = aim(kind, entity)
    assert (metric is Metric.SKIP_RATE) is (direction is Direction.DOWN)
