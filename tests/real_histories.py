"""Histories read from files: the committed sample, and real ones where they are there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import ibis

from reporter.analysis.history.label import choose
from reporter.analysis.history.prepared import extent, prepare
from reporter.analysis.history.scope import frame, scope
from reporter.config import ReportSettings, SourceSettings
from reporter.period import PeriodKind
from reporter.results.facts import SkipDefinition
from reporter.sources import read

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.analysis.history.prepared import History


KEY = b"key of a test"


def read_history(
    path: Path, *, period: str = "latest", zone: str = "Europe/Berlin", seed: int = 42
) -> History:
    """Read a source and prepare it, on an engine of its own."""
    engine = ibis.duckdb.connect(threads=2)
    engine.raw_sql("SET enable_progress_bar = false")
    settings = SourceSettings(path=str(path))
    intake = read(settings, engine, key=lambda: KEY, now=datetime(2030, 1, 1, tzinfo=UTC))
    whole = extent(engine, intake.plays, ZoneInfo(zone))
    about = scope(
        "weekly",
        ReportSettings(title="Test", min_group_size=1),
        frame(period, PeriodKind.WEEK, whole),
        whole,
        intake,
        skip=choose(SkipDefinition.RULE, intake.missing_columns, given=intake.given_skip),
        seed=seed,
    )
    return prepare(engine, intake, about, whole.zone)
