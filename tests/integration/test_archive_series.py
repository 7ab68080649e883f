"""A report finds the latest earlier one of its own series, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from reporter.archive.folder import write_run
from reporter.archive.manifest import Manifest
from reporter.archive.series import Series, series_id
from reporter.period import PeriodKind, parse
from reporter.report import Report, canonical, to_json
from reporter.results.facts import Span
from tests.factories import make_minimal_report

if TYPE_CHECKING:
    from pathlib import Path

THIS = parse("2024-W50")
MONDAY = date(2024, 12, 2)


def make_report(title: str) -> Report:
    report = make_minimal_report()
    return canonical(replace(report, scope=replace(report.scope, title=title)))


def keep(root: Path, title: str, *, weeks_back: int = 1, run: str = "1", series: str = "a") -> Path:
    """A run of the archive: its report has `title`, its period ends some weeks back."""
    first = MONDAY - timedelta(weeks=weeks_back - 1)
    end = first + timedelta(weeks=1)
    label = f"{first.isocalendar().year}-W{first.isocalendar().week:02d}"
    manifest = Manifest(
        run=run,
        report="weekly",
        span=Span(label, PeriodKind.WEEK, first, end, partial=False),
        series=series,
        made_at=datetime(2024, 12, 16, tzinfo=UTC),
        configuration="0",
        data="0",
        seed=42,
        versions={},
    )
    files = {"report.json": to_json(make_report(title)).encode()}
    return write_run(root, files, manifest)


def found(root: Path, report: str = "weekly", series: str = "a") -> str | None:
    earlier = Series(root, report, series).before(THIS)
    return earlier.scope.title if earlier else None


def test_an_empty_archive_has_none(tmp_path: Path) -> None:
    assert found(tmp_path) is None


def test_it_is_the_newest_run_of_the_latest_earlier_period(tmp_path: Path) -> None:
    keep(tmp_path, "two weeks back", weeks_back=2, run="9")
    keep(tmp_path, "first", run="1")
    keep(tmp_path, "second", run="2")
    keep(tmp_path, "this week", weeks_back=0, run="3")
    assert found(tmp_path) == "second"


def test_other_series_and_other_reports_do_not_count(tmp_path: Path) -> None:
    keep(tmp_path, "another person", series="b")
    assert found(tmp_path) is None
    assert found(tmp_path, series="b") == "another person"
    assert found(tmp_path, report="monthly", series="b") is None


def test_a_report_of_another_version_counts_as_none(tmp_path: Path) -> None:
    folder = keep(tmp_path, "old")
    (folder / "report.json").write_text('{"schema_version": 0}', encoding="utf-8")
    assert found(tmp_path) is None


@pytest.mark.parametrize("other", [("b",), ("a", "b"), ("ab",)])
def test_ids_differ_with_what_they_are_made_of(other: tuple[str, ...]) -> None:
    assert series_id("a") != series_id(*other)
    assert series_id(*other) == series_id(*other)
