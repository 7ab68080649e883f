"""Growth accounting and cohorts add up, whoever was active when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.results.facts import Gap
from tests.histories import Play, activity_of, make_history
from tests.there import there

MONDAY = date(2024, 1, 1)
N_DAYS = 40

activity = st.dictionaries(
    st.sampled_from([f"L{i}" for i in range(8)]),
    st.sets(st.integers(0, N_DAYS - 1), min_size=1, max_size=12),
    min_size=2,
)


@pytest.mark.untraced
@settings(max_examples=15)
@given(activity)
@example({"L0": {0}, "L1": {14}, "L2": {21}})  # somebody begins in a week that is not over
def test_growth_and_cohorts_add_up(active: dict[str, set[int]]) -> None:
    plays = [
        Play(f"{MONDAY + timedelta(days=day)}T12:00:00", listener=listener)
        for listener, days in active.items()
        for day in sorted(days)
    ]
    end = MONDAY + timedelta(days=N_DAYS + 1)
    found = activity_of(make_history(plays, period=f"{max(p.start for p in plays)[:10]}..{end}"))

    assert sum(there(day.plays) for day in found.days) == len(plays)
    assert sum(there(week.plays) for week in found.weeks) == len(plays)
    assert found.active_days == len({day for days in active.values() for day in days})
    if isinstance(found.cohorts, Gap):
        return
    before = 0
    seen = 0
    by_week = {week.label: week.active for week in found.weeks}
    for row in found.cohorts.growth:
        names = ("active", "new", "retained", "resurrected", "churned")
        now, new, retained, resurrected, churned = (there(getattr(row, name)) for name in names)
        assert now == new + retained + resurrected == by_week[row.label]
        assert before == retained + churned
        assert min(new, retained, resurrected, churned) >= 0
        seen += new
        assert now <= seen
        before = now
    assert sum(cohort.size for cohort in found.cohorts.cohorts) == len(active)
    for cohort in found.cohorts.cohorts:
        assert cohort.cells[0].active == cohort.size
        assert all(0 <= there(cell.active) <= cohort.size for cell in cohort.cells)
    assert all(0 <= row.rate.value <= 1 for row in found.cohorts.curve)
