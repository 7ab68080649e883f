"""Runs of many sizes are judged by what is promised, and by the engine's own time."""

from __future__ import annotations

import pytest

from bench.meter import Usage
from bench.scale import Run, Size, part, verdicts

SMALL, LARGE = Size(100_000, 500), Size(10_000_000, 50_000, seconds=45, gib=3)


def run(size: Size, seconds: float, *, bare: float, gib: float = 1.0) -> Run:
    usage = Usage(seconds, 2 * seconds, 1024 * gib, "")
    return Run(size, usage, {"start": 1.0, "read": 0.5, "prepare": 0.5, "analyse": 3.0}, bare)


@pytest.mark.parametrize(
    ("seconds", "gib", "kept"),
    [
        (36.9, 3.0, [True, True, True]),
        (37.1, 3.0, [True, True, False]),  # 3 * 10 + (8 - 1)
        (45.1, 3.1, [False, False, False]),
    ],
)
def test_large_runs_are_held_to_time_memory_and_the_engines_own(
    seconds: float, gib: float, kept: list[bool]
) -> None:
    runs = [run(SMALL, 8, bare=0.1), run(LARGE, seconds, bare=10, gib=gib)]
    assert [verdict.kept for verdict in verdicts(runs)] == kept


def test_the_page_has_a_line_for_each_run_and_what_is_promised() -> None:
    text = part([run(SMALL, 8, bare=0.1), run(LARGE, 36, bare=10)])
    assert "| 10,000,000 | 50,000 | 36.0 | 0.5 | 0.5 | 3.0 | 32.0 | 72.0 | 1.00 | 10.0 |" in text
    assert "- kept: 10,000,000 plays in 36 s (at most 45)" in text
    assert "(at most 37: 3 times the bare aggregations, and 7 s)" in text
