"""A report finds the latest earlier one of its own series, and no other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporter.analysis.history.scope import Frame
from reporter.archive.folder import FolderStore
from reporter.archive.manifest import MANIFEST, read_manifest
from reporter.archive.members import members
from reporter.archive.series import Series, series_id
from reporter.config import AudienceSettings
from reporter.period import parse, week_of
from reporter.report import Report, canonical, to_json
from reporter.study.intake import reports_before
from reporter.study.readers import Reader
from tests.factories import make_minimal_report
from tests.factories.kept import make_manifest

if TYPE_CHECKING:
    from reporter.archive.manifest import Manifest
    from reporter.archive.store import Store

THIS = parse("2024-W50")
MONDAY = date(2024, 12, 2)


def make_report(title: str, label: str = "2024-W49") -> bytes:
    report = make_minimal_report()
    period = replace(report.scope.period, label=label)
    scope = replace(report.scope, title=title, period=period)
    made: Report = canonical(replace(report, scope=scope))
    return to_json(made).encode()


def keep(
    store: Store, title: str, *, weeks_back: int = 1, run: str = "1", series: str = "a"
) -> Manifest:
    """A run of the archive: its report has `title`, its period ends some weeks back."""
    period = week_of(MONDAY - timedelta(weeks=weeks_back - 1)).label
    manifest = make_manifest(period, run, series={"all": series}, shared=series)
    store.write_run({"report.json": make_report(title)}, manifest)
    return manifest


def found(store: Store, report: str = "weekly", series: str = "a") -> str | None:
    earlier = Series(store, report, series).before(THIS)
    return earlier.report.scope.title if earlier else None


def rewrite(store: FolderStore, manifest: Manifest, **values: object) -> None:
    """Change what the manifest of a run says."""
    file = Path(store.locate(f"{manifest.folder}/{MANIFEST}"))
    file.write_text(json.dumps({**json.loads(file.read_text()), **values}), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path)


def test_an_empty_archive_has_none(store: Store) -> None:
    assert found(store) is None


def test_it_is_the_newest_run_of_the_latest_earlier_period(store: Store) -> None:
    keep(store, "two weeks back", weeks_back=2, run="9")
    keep(store, "first", run="1")
    keep(store, "second", run="2")
    keep(store, "this week", weeks_back=0, run="3")
    assert found(store) == "second"


def test_other_series_reports_and_periods_do_not_count(folder: FolderStore) -> None:
    keep(folder, "two weeks back", weeks_back=2)
    keep(folder, "another person", series="b")
    folder.write_run({"report.json": make_report("a month")}, make_manifest("2024-11", shared="a"))
    folder.write_run({"report.json": make_report("all")}, make_manifest("all", shared="a"))
    assert found(folder) == "two weeks back"
    assert found(folder, series="b") == "another person"
    assert found(folder, series="c") is None
    assert found(folder, report="monthly", series="b") is None


def test_an_audience_goes_on_from_its_own_report(folder: FolderStore) -> None:
    manifest = make_manifest(
        "2024-W49", audiences=("one", "two"), series={"one": "1", "two": "2"}, shared="a"
    )
    files = {f"{name}/report.json": make_report(name) for name in ("one", "two")}
    folder.write_run(files, manifest)
    later = make_manifest("2024-W49", "9", audiences=("one",), series={"one": "1"}, shared="a")
    folder.write_run({"one/report.json": make_report("one, later")}, later)
    assert found(folder, series="1") == "one, later"
    assert found(folder, series="2") == "two"
    assert found(folder) == "one, later"  # what all share is the same in each of them


def test_numbers_are_restated_against_what_each_audience_was_told(folder: FolderStore) -> None:
    audiences = ("one", "two", "new")
    for week, names in (("2024-W48", audiences[:2]), ("2024-W49", audiences[:1])):
        told = make_manifest(week, audiences=names, series={n: n for n in names}, shared="a")
        made = {f"{name}/report.json": make_report(f"{name} {week}", week) for name in names}
        folder.write_run(made, told)
    readers = tuple(Reader(AudienceSettings(name=name), name, (), "en", name) for name in audiences)
    framed = Frame(THIS, THIS.before(), THIS.end_day, partial=False)
    shared = Series(folder, "weekly", "a")
    earlier = shared.before(THIS)
    before = reports_before(shared, earlier, framed, readers)
    titles = {name: report.scope.title for name, report in before.items()}
    assert titles == {"a": "one 2024-W49", "one": "one 2024-W49"}
    assert reports_before(shared, None, framed, readers) == {}
    assert reports_before(shared, earlier, replace(framed, previous=None), readers) == {}


def test_a_report_of_another_version_counts_as_none(folder: FolderStore) -> None:
    manifest = keep(folder, "old")
    file = Path(folder.locate(f"{manifest.folder}/report.json"))
    file.write_text('{"schema_version": 0}', encoding="utf-8")
    assert found(folder) is None


def test_a_manifest_of_the_first_version_is_read(folder: FolderStore) -> None:
    manifest = keep(folder, "old")
    file = Path(folder.locate(f"{manifest.folder}/{MANIFEST}"))
    values = json.loads(file.read_text(encoding="utf-8"))
    del values["audiences"], values["shared_series"]
    old = {**values, "schema_version": 1, "series": "a"}
    file.write_text(json.dumps(old), encoding="utf-8")
    assert read_manifest(file.read_bytes()).manifest == manifest
    assert found(folder) == "old"


def test_a_damaged_run_is_passed_over(folder: FolderStore) -> None:
    keep(folder, "good", run="1")
    rewrite(folder, keep(folder, "no series", run="2"), series=None)
    lost = keep(folder, "lost", run="3")
    Path(folder.locate(f"{lost.folder}/report.json")).unlink()
    assert found(folder) == "good"


SEGMENTS = b"listener_id,play_count,cluster,segment\r\nL1,3,0,Few\r\nL2,9,1,Many\r\n"


def keep_members(store: Store, run: str, *audiences: str, content: bytes = SEGMENTS) -> str:
    """The folder of a run of a week whose audiences have such a table, and one that has none."""
    manifest = make_manifest(
        "2024-W49", run, audiences=audiences, series={n: n for n in audiences}, shared="a"
    )
    files = {
        f"{name}/{path}": held
        for name in audiences
        for path, held in (("report.json", make_report(name)), ("csv/user_segments.csv", content))
    }
    return store.write_run(files, manifest)


def test_members_of_segments_are_read_from_the_run_and_the_audience_that_has_them(
    store: Store,
) -> None:
    folder = keep_members(store, "1", "one", "two")
    for name in ("a", "one", "two"):
        series = Series(store, "weekly", name)
        held = members(series, folder)
        assert held is not None
        assert held.to_pydict() == {"id": ["L1", "L2"], "cluster": [0, 1]}
    assert members(Series(store, "weekly", "b"), folder) is None


def test_the_newest_run_of_a_period_is_that_of_the_series(store: Store) -> None:
    keep_members(store, "1", "one", "two")
    newer = keep_members(store, "2", "one")
    series = Series(store, "weekly", "a")
    assert series.newest("2024-W49") == newer
    assert Series(store, "weekly", "two").newest("2024-W49") != newer
    assert series.newest("2024-W48") is None
    assert Series(store, "monthly", "a").newest("2024-W49") is None


def test_a_file_that_is_not_as_it_was_written_tells_of_nobody(folder: FolderStore) -> None:
    run = keep_members(folder, "1", "one")
    series, file = Series(folder, "weekly", "a"), f"{run}/one/csv/user_segments.csv"
    Path(folder.locate(file)).write_bytes(SEGMENTS.replace(b",0,", b",1,"))
    assert members(series, run) is None
    Path(folder.locate(file)).unlink()
    assert members(series, run) is None


def test_a_file_of_something_else_tells_of_nobody(folder: FolderStore) -> None:
    run = keep_members(folder, "1", "one", content=b"listener_id\r\nL1\r\n")
    assert members(Series(folder, "weekly", "a"), run) is None


@pytest.mark.parametrize("other", [("b",), ("a", "b"), ("ab",)])
def test_ids_differ_with_what_they_are_made_of(other: tuple[str, ...]) -> None:
    assert series_id("a") != series_id(*other)
    assert series_id(*other) == series_id(*other)
