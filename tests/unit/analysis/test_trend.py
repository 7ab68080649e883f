"""Trend of activity, its risk level, and the alarm's calibration."""

from __future__ import annotations

import numpy as np
import pytest

from reporter.analysis.retention.trend import calibrate, level, trend
from reporter.results.facts import Gap, Part, Reason
from reporter.results.retention import Risk

STEADY = [9, 11, 10, 10, 8, 12, 10]
OTHER = [10, 10, 10, 10, 10, 10, 11]


def weeks(*totals: int) -> list[int]:
    """Days whose weeks have these totals, all of it on the first day."""
    return [plays for total in totals for plays in (total, 0, 0, 0, 0, 0, 0)]


def test_two_weeks_by_hand() -> None:
    found = trend([10] * 7 + [9, 9, 9, 9, 9, 9, 2])

    assert (found.recent, found.previous) == (8.0, 10.0)
    assert found.change == pytest.approx(-0.2)
    assert found.alarm is None
    assert found.false_alarms is None
    assert found.risk is Risk.MEDIUM
    assert found.gap is None


def test_only_the_last_fourteen_days_are_compared() -> None:
    assert trend([1000] * 3 + STEADY * 2).change == pytest.approx(0.0)


def test_a_short_history_is_insufficient_not_low() -> None:
    found = trend([5] * 13)

    assert found.risk is Risk.INSUFFICIENT
    assert found.gap == Gap(Part.TREND, Reason.TOO_FEW_DAYS, have=13, need=14)
    assert found.change is None
    assert (found.recent, found.previous) == (5.0, 5.0)


def test_one_day_is_insufficient() -> None:
    found = trend([3])

    assert (found.recent, found.previous) == (3.0, 0.0)
    assert found.risk is Risk.INSUFFICIENT


def test_no_day_at_all_is_insufficient() -> None:
    found = trend([])

    assert (found.recent, found.previous) == (0.0, 0.0)
    assert found.gap == Gap(Part.TREND, Reason.TOO_FEW_DAYS, have=0, need=14)


def test_an_empty_week_before_is_insufficient() -> None:
    found = trend(STEADY * 10 + [0] * 7 + STEADY)

    assert found.risk is Risk.INSUFFICIENT
    assert found.gap == Gap(Part.TREND, Reason.EMPTY_WEEK_BEFORE)


def test_someone_gone_for_months_has_no_trend() -> None:
    assert trend(STEADY * 10 + [0] * 90).risk is Risk.INSUFFICIENT


def test_someone_gone_for_a_week_is_at_high_risk() -> None:
    found = trend(STEADY * 5 + OTHER * 4 + [0] * 7)

    assert found.change == -1.0
    assert found.risk is Risk.HIGH


def test_high_takes_a_fall_that_this_history_does_not_know() -> None:
    """A fall of 30% is alarming where weeks are alike, and everyday life where they are not."""
    alike = weeks(100, 98, 102, 101, 99, 100, 103, 97, 100, 70)
    restless = weeks(100, 30, 160, 20, 90, 140, 10, 130, 100, 70)

    assert trend(alike).risk is Risk.HIGH
    assert trend(restless).risk is Risk.MEDIUM
    assert trend(alike).change == trend(restless).change == pytest.approx(-0.3)


def test_without_calibration_nothing_is_high() -> None:
    """Eight weeks with the one that is judged are seven to calibrate on: one too few."""
    found = trend(STEADY * 7 + [0] * 7)

    assert found.alarm is None
    assert found.risk is Risk.MEDIUM


@pytest.mark.parametrize(
    ("change", "alarm", "risk"),
    [
        (0.5, -0.3, Risk.LOW),
        (-0.1, -0.3, Risk.LOW),
        (-0.11, -0.3, Risk.MEDIUM),
        (-0.25, -0.3, Risk.MEDIUM),
        (-0.31, -0.3, Risk.HIGH),
        (-0.15, -0.05, Risk.MEDIUM),
        (-0.2, -0.05, Risk.MEDIUM),
        (-0.21, -0.05, Risk.HIGH),
        (-0.9, None, Risk.MEDIUM),
        (-0.05, None, Risk.LOW),
    ],
)
def test_level(change: float, alarm: float | None, risk: Risk) -> None:
    assert level(change, alarm) is risk


def test_calibration_by_hand() -> None:
    """Seven weeks of 10 and one of 5: of 56 ordered pairs 7 halve, 7 double, and 42 stay."""
    found = calibrate(weeks(10, 10, 10, 5, 10, 10, 10, 10))

    assert found is not None
    assert found.plain_false_alarms == pytest.approx(7 / 56)
    assert found.false_alarms == 0
    assert found.alarm == pytest.approx(-0.5)


def test_calibration_leaves_out_pairs_that_begin_with_nothing() -> None:
    """One empty week of eight: 49 pairs begin with plays, 7 of them fall to nothing."""
    found = calibrate(weeks(10, 10, 10, 0, 10, 10, 10, 10))

    assert found is not None
    assert found.plain_false_alarms == pytest.approx(7 / 49)
    assert found.false_alarms == 0
    assert found.alarm == -1.0


def test_calibration_cuts_its_weeks_back_from_the_last_day() -> None:
    assert calibrate([999, 999, *weeks(*[10] * 8)]) == calibrate(weeks(*[10] * 8))


@pytest.mark.parametrize("plays", [[4] * 55, [0] * 70, []])
def test_calibration_takes_eight_weeks_and_plays(plays: list[int]) -> None:
    assert calibrate(plays) is None


@pytest.mark.parametrize(("variation", "share"), [(0.3, 0.08), (0.5, 0.20), (0.8, 0.31)])
def test_false_alarms_of_stationary_noise(variation: float, share: float) -> None:
    """The plain rule's known rate of false alarms at this variation of daily plays."""
    rng = np.random.default_rng(11)
    shape = 1 / variation**2
    plays = rng.gamma(shape, 100_000 / shape, size=7 * 1_000).round().astype(int).tolist()
    found = calibrate(plays)

    assert found is not None
    assert found.plain_false_alarms == pytest.approx(share, abs=0.02)
    assert found.false_alarms == pytest.approx(0.05, abs=1e-3)


def test_where_weeks_fall_to_nothing_high_can_never_be_said() -> None:
    """A quarter of the weeks is empty: a fall to nothing is no rarer than one in ten."""
    found = trend(weeks(*[30, 0, 50, 20] * 6, 40) + [0] * 7)

    assert (found.change, found.alarm) == (-1.0, -1.0)
    assert found.never_high
    assert found.high_below == -1.0
    assert found.false_alarms == 0
    assert found.plain_false_alarms is not None
    assert found.plain_false_alarms > 0.3
    assert found.risk is Risk.MEDIUM


def test_the_rule_s_false_alarms_are_at_most_a_twentieth() -> None:
    """The plain one's are several times as many on restless weeks."""
    rng = np.random.default_rng(4)
    found = calibrate(rng.gamma(2, 50, size=7 * 60).round().astype(int).tolist())

    assert found is not None
    assert found.false_alarms <= 0.05 < found.plain_false_alarms
