"""PostHog's published retention and lifecycle numbers, a week in place of each of their days.

The numbers are those of its tests (posthog/hogql_queries/insights/test): who was active on which
day, and the counts that follow.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from reporter.results.retention import Cohorts
from tests.histories import Play, activity_of, make_history
from tests.there import there

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MONDAY = date(2024, 1, 1)


def weekly(active: Mapping[str, Sequence[int]], n_weeks: int) -> Cohorts:
    """Cohorts of listeners by the weeks, from 0, on whose last evening they play."""
    plays = [
        Play(f"{MONDAY + timedelta(days=7 * week + 6)}T23:00:00", listener=listener)
        for listener, weeks in active.items()
        for week in weeks
    ]
    end = MONDAY + timedelta(days=7 * n_weeks - 1)
    found = activity_of(make_history(plays, period=f"{end - timedelta(days=6)}..{end}")).cohorts
    assert isinstance(found, Cohorts)
    return found


def test_lifecycle() -> None:
    """9 to 19 January: `test_lifecycle_query_runner.py`, without persons made before."""
    active = {"p1": (2, 3, 4, 6, 8, 10), "p2": (0, 3), "p3": (3,), "p4": (6,)}
    growth = weekly(active, 11).growth

    assert [row.new for row in growth] == [1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert [-there(row.churned) for row in growth] == [0, -1, 0, 0, -2, -1, 0, -2, 0, -1, 0]
    assert [row.retained for row in growth] == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    assert [row.resurrected for row in growth] == [0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1]


def test_first_time_retention() -> None:
    """`test_first_time_retention`, from the day before its first: signed up, then came back."""
    active = {
        "person1": (0, 1, 2, 3, 6),
        "person2": (0, 2, 3, 4),
        "person3": (1, 2, 4, 5, 6),
        "person4": (3, 4, 6),
    }
    cohorts = weekly(active, 7).cohorts

    assert [[cell.active for cell in cohort.cells] for cohort in cohorts] == [
        [2, 1, 2, 2, 1, 0, 1],
        [1, 1, 0, 1, 1, 1],
        [1, 1, 0, 1],
    ]
    assert all(cell.complete for cohort in cohorts for cell in cohort.cells)
