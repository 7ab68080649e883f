"""The chance of a skip is a sum of log-odds, and the change touches whom it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reporter.sample import effects, world
from reporter.sample.effects import Context, chance, log_odds

NOBODY = Context(
    intercept=np.array([-1.0, -1.0]),
    artist=np.array([0.0, 0.2]),
    track=np.array([0.1, 0.0]),
    shuffle=np.array([False, False]),
    platform=np.array([0, 0], np.int8),
    reason_start=np.array([0, 0], np.int8),
    position=np.array([0, 0], np.int8),
    hour=np.array([2, 2], np.int8),
    after_skip=np.array([False, False]),
    last_week=np.array([False, False]),
)


def test_every_platform_reason_position_and_hour_has_its_effect() -> None:
    assert len(effects.PLATFORM) == len(world.PLATFORMS) == len(world.PLATFORM_SHARE)
    assert len(effects.REASON_START) == len(world.REASONS_START)
    assert len(effects.POSITION) == len(effects.POSITIONS) == len(effects.POSITION_FROM)
    assert len(effects.HOUR) == len(effects.HOURS)


def test_effects_add_up() -> None:
    assert log_odds(NOBODY).tolist() == pytest.approx([-0.9, -0.8])
    both = replace(
        NOBODY, shuffle=np.array([True, False]), after_skip=np.array([False, True]),
        reason_start=np.array([world.CLICKROW, world.FWDBTN], np.int8),
    )  # fmt: skip
    added = log_odds(both) - log_odds(NOBODY)
    click, forward = effects.REASON_START[[world.CLICKROW, world.FWDBTN]]
    assert added.tolist() == pytest.approx([effects.SHUFFLE + click, effects.AFTER_SKIP + forward])
    assert chance(NOBODY)[0] == pytest.approx(1 / (1 + np.exp(0.9)))


def test_the_change_needs_the_week_the_platform_and_shuffle() -> None:
    android = np.array([effects.CHANGED_PLATFORM] * 2, np.int8)
    on, week = np.array([True, True]), np.array([True, False])
    touched = replace(NOBODY, platform=android, shuffle=on, last_week=week)
    added = log_odds(touched) - log_odds(replace(touched, last_week=np.False_))
    assert added.tolist() == pytest.approx([effects.CHANGE, 0.0])
    for other in (
        replace(touched, platform=np.array([0, 0], np.int8)),
        replace(touched, shuffle=np.array([False, False])),
    ):
        assert (log_odds(other) == log_odds(replace(other, last_week=np.False_))).all()
