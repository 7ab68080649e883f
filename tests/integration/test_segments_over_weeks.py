"""Three weekly reports of the sample in a row, into one archive: segments keep their identity."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from reporter.archive.folder import FolderStore
from reporter.archive.forget import planned
from reporter.config import Settings
from reporter.pipeline import RunRequest, run
from reporter.report import from_json
from reporter.results.segments import Segmentation, SegmentModel, Segments
from tests.press import without_pdf

PERIODS = ("2026-W24", "2026-W25", "2026-W26")
LEAST = 10
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)

pytestmark = [pytest.mark.slow, pytest.mark.untraced]


@dataclass(frozen=True)
class Week:
    """One report of the series.

    Attributes:
        files: by path.
    """

    folder: Path
    segmentation: Segmentation
    files: dict[str, bytes]

    @property
    def found(self) -> Segments:
        assert isinstance(self.segmentation.found, Segments)
        return self.segmentation.found

    @property
    def model(self) -> SegmentModel:
        assert self.segmentation.model is not None
        return self.segmentation.model

    def table(self, name: str) -> list[dict[str, str]]:
        """A table of its CSVs."""
        text = (self.folder / "csv" / f"{name}.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))


def make(sample: Path, output: Path, period: str, minute: int) -> Week:
    request = RunRequest(source=str(sample), period=period, output=str(output))
    done = run(Settings(), request, clock=lambda: NOON + timedelta(minutes=minute))
    report = from_json(Path(done.files["json"]).read_text(encoding="utf-8"))
    assert isinstance(report.segmentation, Segmentation)
    folder = Path(done.folder)
    files = {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "manifest.json"
    }
    return Week(folder, report.segmentation, files)


@pytest.fixture(scope="module")
def weeks(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Week, ...]:
    """Three weeks in a row."""
    output = tmp_path_factory.mktemp("series")
    sample = root / "data" / "sample"
    with pytest.MonkeyPatch.context() as patch:
        without_pdf(patch)
        return tuple(make(sample, output, period, i) for i, period in enumerate(PERIODS))


def test_ids_names_and_model_persist(weeks: tuple[Week, ...]) -> None:
    first, *later = weeks
    names = {one.id: one.traits for one in first.found.segments}

    assert first.segmentation.upkeep is None
    assert set(names) == {0, 1, 2, 3}
    for week in later:
        assert week.segmentation.upkeep is not None
        assert week.segmentation.upkeep.drift is None
        assert week.model == first.model
        assert {one.id: one.traits for one in week.found.segments} == names


def went(before: Week, now: Week) -> Counter[tuple[str, str]]:
    """Listeners by segment before and now, counted from the tables of listeners alone."""
    old, new = (
        {row["listener_id"]: row["cluster"] for row in week.table("user_segments")}
        for week in (before, now)
    )
    return Counter((old.get(name, "new"), new.get(name, "gone")) for name in {**old, **new})


def belongs(end: tuple[str, str], origin: str, target: str) -> bool:
    """Whether those who went so are counted in a row of the table of the migration."""
    old, new = end
    if origin in {"other", "new", "other_or_new"}:  # who joined a segment, or any
        return old != new != "gone" and target in {new, "all"} and _is_other(old, origin, "new")
    if old == "new" or origin not in {old, "all"}:
        return False
    if target in {"same", origin}:
        return old == new
    return old != new and _is_other(new, target, "gone")


def _is_other(segment: str, said: str, outside: str) -> bool:
    return (outside if segment == outside else "other") in said.split("_or_")


def test_numbers_of_the_migration_are_exact_and_none_is_of_few_or_follows(
    weeks: tuple[Week, ...],
) -> None:
    """From the CSVs alone: of so few listeners no segment tells who left, and all together do."""
    assert weeks[0].table("segment_migration") == []
    for before, now in pairwise(weeks):
        counts = went(before, now)
        assert any(0 < n < LEAST for n in counts.values())
        rows = {(row["from"], row["to"]): row["n"] for row in now.table("segment_migration")}
        assert len(rows) == 3 * (4 + 1)
        told = {end: int(n) for end, n in rows.items() if n}
        for (origin, target), n in told.items():
            assert n >= LEAST
            assert n == sum(m for end, m in counts.items() if belongs(end, origin, target))
        assert {end for end in rows if "all" in end} <= told.keys()
        for everybody, side in (("other_or_gone", 1), ("other_or_new", 0)):
            of_all = ("all", everybody) if side else (everybody, "all")
            parts = [told[end] for end in told if end[side] == everybody and "all" not in end]
            assert told[of_all] - sum(parts) not in range(1, LEAST)


def test_the_share_that_stayed_stands_in_the_report_from_the_second_week_on(
    weeks: tuple[Week, ...],
) -> None:
    chart = "charts/segment_migration.svg"
    assert [chart in week.files for week in weeks] == [False, True, True]
    for before, now in pairwise(weeks):
        counts = went(before, now)
        stayed = sum(n for (old, new), n in counts.items() if old == new)
        share = stayed / len(before.table("user_segments"))
        assert share > 0.9
        said = f"Of the listeners of {before.segmentation.period} {share:.0%} stayed"
        assert said.encode() in now.files["report.html"]


def remade(weeks: tuple[Week, ...], place: Path, sample: Path) -> Segmentation:
    """The third week once more, in an archive of the first two."""
    with pytest.MonkeyPatch.context() as patch:
        without_pdf(patch)
        return make(sample, place, weeks[-1].segmentation.period, 9).segmentation


@pytest.fixture
def archive(weeks: tuple[Week, ...], tmp_path: Path) -> Path:
    """A copy of the archive before the third week."""
    place = tmp_path / "archive"
    shutil.copytree(weeks[0].folder.parents[2], place)
    shutil.rmtree(place / "weekly" / PERIODS[2])
    (place / "reporter.db").unlink()
    return place


def test_where_who_was_in_which_segment_is_lost_there_is_no_migration(
    weeks: tuple[Week, ...], archive: Path, root: Path
) -> None:
    (table,) = (archive / "weekly" / PERIODS[1]).rglob("user_segments.csv")
    table.write_bytes(table.read_bytes().replace(b",0,", b",1,"))
    found = remade(weeks, archive, root / "data" / "sample")
    assert found == replace(weeks[2].segmentation, migration=None)


def test_a_forgotten_listener_is_missing_in_what_is_counted(
    weeks: tuple[Week, ...], archive: Path, root: Path
) -> None:
    store = FolderStore(archive)
    (folder,) = (one for one in store.runs() if PERIODS[1] in one)
    name = weeks[1].table("user_segments")[0]["listener_id"]
    store.replace_files(folder, planned(store, folder, name, NOON).files)
    found = remade(weeks, archive, root / "data" / "sample")
    assert found.migration is not None
    assert weeks[2].segmentation.migration is not None
    *_, every = found.migration.balances
    *_, whole = weeks[2].segmentation.migration.balances
    assert (every.before, every.now) == (whole.before - 1, whole.now)
    assert found.found == weeks[2].segmentation.found
