"""Growth accounting and the mean retention curve, from counts."""

from __future__ import annotations

from datetime import date

import pytest

from reporter.analysis.retention.activity import Calendar
from reporter.analysis.retention.cohorts import Members, curves
from reporter.analysis.retention.growth import growth
from reporter.analysis.retention.spells import PeriodCounts
from reporter.analysis.statistics.intervals import wilson

MONDAY = date(2024, 1, 1)


def calendar(n_days: int, first: date = MONDAY) -> Calendar:
    end = date.fromordinal(first.toordinal() + n_days)
    return Calendar(first, end, end, end)


def members(week: int, *active: int, n_complete: int) -> Members:
    later = tuple(max(active[i:]) for i in range(len(active)))
    return Members((week,), active[0], active, later, n_complete)


def test_growth_by_hand() -> None:
    counts = {0: PeriodCounts(4, 4, 0), 1: PeriodCounts(5, 2, 3), 3: PeriodCounts(2, 0, 0)}
    rows = growth(counts, calendar(28))

    assert [row.label for row in rows] == ["2024-W01", "2024-W02", "2024-W03", "2024-W04"]
    assert [(r.active, r.new, r.retained, r.resurrected, r.churned) for r in rows] == [
        (4, 4, 0, 0, 0),
        (5, 2, 3, 0, 1),
        (0, 0, 0, 0, 5),
        (2, 0, 0, 2, 0),
    ]
    assert [row.quick_ratio for row in rows] == [None, 2.0, 0.0, None]
    assert [row.truncated for row in rows] == [True, False, False, False]


def test_growth_leaves_out_the_running_week() -> None:
    counts = {0: PeriodCounts(4, 4, 0), 1: PeriodCounts(1, 0, 1)}

    assert len(growth(counts, calendar(13))) == 1
    assert len(growth(counts, calendar(14))) == 2


def test_growth_over_the_end_of_a_year_of_53_weeks() -> None:
    rows = growth({}, calendar(21, first=date(2020, 12, 28)))

    assert [row.label for row in rows] == ["2020-W53", "2021-W01", "2021-W02"]


def test_curve_weights_cohorts_by_size_over_complete_cells() -> None:
    rows, later = curves(
        [
            members(0, 100, 90, 80, n_complete=3),
            members(1, 10, 5, 4, n_complete=3),
            members(2, 30, 3, 30, n_complete=2),
        ]
    )

    assert [row.offset for row in rows] == [row.offset for row in later] == [1, 2]
    assert rows[0].rate.value == pytest.approx(8 / 40)
    assert later[0].rate.value == pytest.approx(35 / 40)
    assert rows[0].rate.n == 40
    assert (rows[0].rate.low, rows[0].rate.high) == wilson(0.2, 40)
    assert rows[1].rate.value == pytest.approx(0.4)
    assert rows[1].rate.n == 10


def test_curve_of_a_truncated_cohort_alone_is_empty() -> None:
    assert curves([members(0, 10, 5, n_complete=2)]) == ((), ())
