"""Twelve kills; `make soak` does more than a hundred and fifty."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING

import pytest

from reporter.pipeline import Step
from tests.crash.trial import Point, attempt

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.scene import Kept
    from tests.postgres import Server

pytestmark = pytest.mark.slow

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
LOST = partial(Point, in_database=True, in_bucket=True, is_lost=True)
LOSSES = (
    LOST("written, and not recorded", Step.RECORD, exact=True, way="power"),
    LOST("taken, and not answered", smtp="TAKEN"),
)


@pytest.mark.parametrize("point", KILLS, ids=lambda point: point.name)
def test_nothing_is_lost_or_doubled(tmp_path: Path, kept: Kept, point: Point) -> None:
    seen = attempt(tmp_path / "trial", kept, point)
    assert seen.killed
    assert seen.problems == ()


@pytest.mark.postgres
@pytest.mark.s3
@pytest.mark.parametrize("point", LOSSES, ids=lambda point: point.name)
def test_another_machine_goes_on_without_any_file_of_a_lost_one(
    tmp_path: Path, kept: Kept, postgres: Server, bucket: str, point: Point
) -> None:
    url = postgres.make_database(f"lost_{secrets.token_hex(6)}")
    seen = attempt(tmp_path / "trial", kept, point, ledger_url=url, bucket=bucket)
    assert seen.killed
    assert seen.problems == ()
