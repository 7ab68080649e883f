"""Ten kills; `make soak` does more than a hundred."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter.pipeline import Step
from tests.crash.trial import Point, attempt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.scene import Kept

KILLS = (
    Point("claimed", Step.ANALYSE, way="power"),
    Point("not written yet", Step.WRITE, exact=True),
    Point("written, and not recorded", Step.RECORD, exact=True, way="power"),
    Point("written, and not recorded", Step.RECORD, exact=True),
    Point("written, and not recorded", Step.RECORD, exact=True, way="schedule"),
    Point("the scheduler alone", Step.ANALYSE, way="scheduler"),
    Point("addressed", smtp="RCPT"),
    Point("in the content of the second message", smtp="DATA", nth=2, way="schedule"),
    Point("taken, and not answered", smtp="TAKEN", way="power"),
    Point("answered", smtp="ANSWERED"),
)


@pytest.mark.slow
@pytest.mark.parametrize("point", KILLS, ids=lambda point: point.name)
def test_nothing_is_lost_or_doubled(tmp_path: Path, kept: Kept, point: Point) -> None:
    seen = attempt(tmp_path / "trial", kept, point)
    assert seen.killed
    assert seen.problems == ()
