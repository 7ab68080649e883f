"""Silences of one listener: by hand, against plain counting, and against lifelines."""

from __future__ import annotations

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from reporter.analysis.retention.silences import silences
from reporter.results.facts import Gap, Part, Reason
from reporter.results.survival import Silences


def found_in(plays: list[int]) -> Silences:
    found = silences(plays)
    assert isinstance(found, Silences)
    return found


def days_of(gaps: list[int], silent: int) -> list[int]:
    """Daily plays with these gaps between days with plays, and then silent days."""
    return [1, *(n for gap in gaps for n in (*[0] * (gap - 1), 1)), *[0] * silent]


def test_gaps_by_hand() -> None:
    """Twenty gaps: ten of 1, six of 2, four of 5; played on the last day."""
    found = found_in(days_of([1, 2, 5, 1, 1, 2, 1, 5, 1, 2, 1, 1, 2, 5, 1, 2, 1, 2, 1, 5], 0))
    chance = {(row.silent, row.within): row.chance for row in found.rows}

    assert (found.n, found.median_days, found.longest_days, found.silent_days) == (20, 1, 5, 0)
    assert (chance[0, 1].value, chance[0, 1].n) == (0.5, 20)
    assert (chance[1, 1].value, chance[1, 1].n) == (0.6, 10)
    assert chance[1, 7].value == 1.0
    assert (3, 1) not in chance  # four silences lasted so long: too few
    assert found.now is not None
    assert (found.now.silent, found.now.within, found.now.chance.value) == (0, 7, 1.0)


def test_as_lifelines_with_the_last_gap_censored() -> None:
    rng = np.random.default_rng(6)
    gaps = [int(gap) for gap in rng.geometric(0.25, 120)]
    found = found_in(days_of(gaps, 9))
    oracle = KaplanMeierFitter().fit([*gaps, 9], [1] * 120 + [0])

    for row in found.rows:
        away = oracle.predict(row.silent + row.within) / oracle.predict(row.silent)
        assert row.chance.value == pytest.approx(1 - float(away), abs=1e-9)
        assert row.chance.low is not None
        assert row.chance.high is not None
        assert 0 <= row.chance.low <= row.chance.value <= row.chance.high <= 1


def test_without_memory_the_chance_does_not_depend_on_the_silence() -> None:
    """Geometric gaps with p = 0.2: P(back within 7 days) = 1 - 0.8^7 = 0.790 after any silence."""
    rng = np.random.default_rng(8)
    found = found_in(days_of([int(gap) for gap in rng.geometric(0.2, 3_000)], 0))

    for row in found.curve[:8]:
        assert row.chance.low is not None
        assert row.chance.high is not None
        assert row.chance.low - 0.02 <= 0.790 <= row.chance.high + 0.02


def test_a_silence_longer_than_any_before_has_no_chance() -> None:
    assert found_in(days_of([1] * 30, 40)).now is None


@pytest.mark.parametrize("plays", [[1], [1] * 20, [1, 0, 0, 1]])
def test_too_few_days_with_plays(plays: list[int]) -> None:
    have = sum(plays)
    assert silences(plays) == Gap(Part.SILENCES, Reason.TOO_FEW_ACTIVE_DAYS, have=have, need=21)
