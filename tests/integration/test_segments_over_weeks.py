"""Three weekly reports of the sample in a row, into one archive: segments keep their identity."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

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


def test_cells_of_the_migration_are_exact_and_none_is_of_few_or_follows(
    weeks: tuple[Week, ...],
) -> None:
    """From the CSVs alone: rows add up to last week's sizes, columns to this week's."""
    assert weeks[0].table("segment_migration") == []
    for before, now in pairwise(weeks):
        old, new = (
            {row["listener_id"]: row["cluster"] for row in week.table("user_segments")}
            for week in (before, now)
        )
        went = Counter(
            (old.get(name, "new"), new.get(name, "gone")) for name in old.keys() | new.keys()
        )
        cells = {(row["from"], row["to"]): row["n"] for row in now.table("segment_migration")}
        assert cells.keys() >= went.keys()
        told = {cell: int(n) for cell, n in cells.items() if n}
        assert all(went[cell] == n for cell, n in told.items())
        assert all(n >= LEAST for n in told.values())
        for i, name in ((i, name) for i in (0, 1) for name in {cell[i] for cell in cells}):
            line = [cell for cell in cells if cell[i] == name]
            hidden = [cell for cell in line if cell not in told]
            if name in {"new", "gone"} and hidden == line:
                continue  # how many they are is told nowhere
            assert len(hidden) != 1 or not went[hidden[0]]
            assert not 0 < sum(went[cell] for cell in hidden) < LEAST
        stay = [old[name] == new[name] for name in old.keys() & new.keys()]
        assert sum(stay) / len(stay) > 0.9


def _tells(week: Week) -> bool:
    """Whether a cell of its matrix is about enough listeners to be told."""
    migration = week.segmentation.migration
    return migration is not None and any(flow.n is not None for flow in migration.flows)


def test_the_matrix_stands_in_the_report_from_the_second_week_on(
    weeks: tuple[Week, ...],
) -> None:
    chart = "charts/segment_migration.svg"
    assert [chart in week.files for week in weeks] == [False, True, _tells(weeks[2])]
    assert b"by segment in 2026-W24 and now" in weeks[1].files["report.html"]
