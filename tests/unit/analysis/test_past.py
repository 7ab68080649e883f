"""Looking back, against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.analysis.skips.past import first_of_run, past


@st.composite
def _rows(draw: st.DrawFn) -> tuple[list[int], list[bool], list[float], list[int]]:
    n = draw(st.integers(1, 25))
    groups = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    counts = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    values = draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=n, max_size=n))
    moments = [draw(st.integers(0, i)) for i in range(n)]
    return groups, counts, values, moments


@given(_rows())
def test_agrees_with_loops(rows: tuple[list[int], list[bool], list[float], list[int]]) -> None:
    groups, counts, values, moments = rows
    look = past(np.array(groups), np.array(counts), np.array(moments))
    v = np.array(values)
    for i, moment in enumerate(moments):
        seen = [values[j] for j in range(moment) if groups[j] == groups[i] and counts[j]]
        assert look.n[i] == len(seen)
        assert look.total(v)[i] == sum(seen)
        assert look.total(v, 3)[i] == sum(seen[-3:])
        assert look.nth(v, 2, -9.0)[i] == (seen[-2] if len(seen) > 1 else -9.0)
        assert look.rate(v, 0.25, 4, 3)[i] == pytest.approx(
            (sum(seen[-3:]) + 1) / (len(seen[-3:]) + 4)
        )
        streak = 0
        while streak < len(seen) and seen[-1 - streak] > 0:
            streak += 1
        assert look.streak(v)[i] == streak


def test_runs_of_equal_keys() -> None:
    listener = np.array([0, 0, 0, 1, 1])
    second = np.array([5, 5, 7, 7, 7])
    assert first_of_run(listener, second).tolist() == [0, 0, 2, 3, 3]


def test_no_rows() -> None:
    none = np.array([], np.int64)
    look = past(none, none.astype(bool), none)
    assert look.n.tolist() == look.streak(none.astype(float)).tolist() == []
    assert first_of_run(none).tolist() == []
