"""Quiet weeks stay quiet and a planted change is found: the quick form of `make recovery`."""

from __future__ import annotations

from functools import cache

import pytest

from tests.recovery.changes import CHANGES, MANY, ONE, RISE, World, changes_of, in_quiet
from tests.recovery.suite import Noise, Planted, off

pytestmark = pytest.mark.untraced

SEEDS = range(8)


@cache
def _outcomes(seed: int) -> list[Planted | Noise]:
    return CHANGES.run(seed)


def test_intervals_hold_what_is_planted_and_noise_stays_noise() -> None:
    outcomes = [one for seed in SEEDS for one in _outcomes(seed)]
    assert off(CHANGES, outcomes) == []
    planted = [one for one in outcomes if isinstance(one, Planted)]
    inside = sum(one.low <= one.truth <= one.high for one in planted)
    assert inside / len(planted) >= 0.85


@pytest.mark.parametrize("world", [ONE, MANY], ids=lambda world: world.name)
def test_quiet_reports_with_a_finding_are_rare(world: World) -> None:
    """Of 20 quiet pairs of weeks at most 2 have any change beyond noise."""
    assert sum(in_quiet(world, seed).found > 0 for seed in range(100, 120)) <= 2


def test_the_samples_quiet_weeks_are_quiet() -> None:
    noise = [
        one
        for seed in range(4)
        for one in _outcomes(seed)
        if isinstance(one, Noise) and one.world.startswith("sample")
    ]
    assert len(noise) == 4
    assert sum(one.found > 0 for one in noise) <= 1


def test_a_planted_change_is_kept() -> None:
    world = World("many listeners", 40, 10, rise=2 * RISE)
    for seed in SEEDS:
        kept = {row.id for row in changes_of(world, seed).rows if row.kept}
        assert "skip_rate.platform.android" in kept
        assert "skip_rate.platform.ios" not in kept
