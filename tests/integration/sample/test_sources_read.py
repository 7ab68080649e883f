"""The program reads its own samples: every format becomes the same canonical plays."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from reporter.config import EngineSettings, SourceSettings
from reporter.engine.connection import connect
from reporter.sample import Format, Truth, write
from reporter.sources import read

if TYPE_CHECKING:
    from reporter.sources import Intake

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ORDER = ["ended_at", "track_id", "ms_played"]


def counted(intake: Intake, truth: Truth) -> None:
    """Every row has the place that the truth gives it."""
    (files,) = [
        [sum(getattr(file, name) for file in intake.files) for name in (
            "read", "kept", "duplicates", "other_content", "quarantined"
        )]
    ]  # fmt: skip
    assert files == [truth.rows, truth.plays, truth.duplicates, truth.podcasts, 0]


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> dict[Format, pd.DataFrame]:
    found = {}
    for form in Format:
        folder = tmp_path_factory.mktemp("sample") / form
        truth = write(folder, listeners=30, weeks=6, plays=3000, seed=3, format=form).truth
        with connect(EngineSettings()) as backend:
            intake = read(SourceSettings(path=str(folder)), backend, key=lambda: b"k" * 32, now=NOW)
            counted(intake, truth)
            frame: pd.DataFrame = intake.plays.to_pyarrow().to_pandas()
        assert frame["listener_id"].nunique() == 30
        found[form] = frame.sort_values(ORDER, ignore_index=True)
    return found


@pytest.mark.parametrize("form", [Format.CSV, Format.SPOTIFY])
def test_every_format_is_read_as_the_same_plays(
    form: Format, plays: dict[Format, pd.DataFrame]
) -> None:
    one, other = plays[Format.PARQUET], plays[form]
    same = [c for c in one if c not in {"listener_id", "track_length_ms"}]
    pd.testing.assert_frame_equal(other[same], one[same])
    pairs = set(zip(one["listener_id"], other["listener_id"], strict=True))
    assert len(pairs) == 30


def test_platforms_and_contents_are_known(plays: dict[Format, pd.DataFrame]) -> None:
    frame = plays[Format.PARQUET]
    assert set(frame["platform"]) == {"android", "ios", "web", "windows", "mac"}
    assert set(frame["content"]) == {"music"}
    assert frame["exact_start"].mean() > 0.9
