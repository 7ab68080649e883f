"""The order of rows, how they lie in files, and rows given twice change no number of a report."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter import sample
from reporter.archive.folder import FolderStore
from reporter.config import Settings
from reporter.engine.connection import connect
from reporter.report import Report
from reporter.results.skips import SkipModel
from reporter.study import findings, intake
from reporter.worker import worker
from reporter.worker.modules import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reporter.worker import Worker

NOW = datetime(2030, 1, 1, tzinfo=UTC)
Rows = list[list[str]]


@pytest.fixture(scope="module")
def models() -> Iterator[Worker]:
    with worker(MODELS) as helper:
        yield helper


def read(folder: Path) -> tuple[list[str], Rows]:
    """Header and rows of the generated table."""
    with (folder / "plays.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def study(folder: Path, files: list[Rows], header: list[str], models: Worker) -> Report:
    """The report on rows in files, but for how many rows there were and where they lay."""
    for number, rows in enumerate(files):
        file = folder / "plays" / f"{number}.csv"
        file.parent.mkdir(exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *rows])
    settings = Settings.model_validate({"source": {"path": str(folder / "plays")}})
    with connect(settings.engine) as engine:
        (folder / ".pseudonym-key").write_text("0" * 64 + "\n", encoding="utf-8")
        store = FolderStore(folder)
        taken = intake.read(settings, engine, store, NOW)
        prepared = intake.prepare(settings, engine, taken, store, report=None, period="latest")
        (studied,) = findings.analyse(prepared, models)
    report = studied.outcome
    assert isinstance(report, Report)
    quality = replace(
        report.quality, files=(), read=0, duplicates=0, other_content=(), other_content_rows=0
    )
    return replace(report, quality=quality)


def shuffled(rows: Rows) -> list[Rows]:
    order = np.random.default_rng(1).permutation(len(rows))
    return [[rows[i] for i in order]]


def in_files(rows: Rows) -> list[Rows]:
    """Forty files that each hold plays of all times and listeners."""
    return [rows[n::40] for n in range(40)]


def some_twice(rows: Rows) -> list[Rows]:
    return [rows, rows[:: len(rows) // 200]]


@pytest.mark.slow
@pytest.mark.untraced
@pytest.mark.parametrize(("listeners", "weeks"), [(80, 12), (1, 60)])
def test_the_same_plays_give_the_same_report(
    listeners: int, weeks: int, tmp_path: Path, models: Worker
) -> None:
    folder = tmp_path / "sample"
    form = sample.Format.CSV
    sample.write(folder, listeners=listeners, weeks=weeks, plays=6_000, seed=5, format=form)
    header, rows = read(folder)
    variants: dict[str, Callable[[Rows], list[Rows]]] = {
        "as generated": lambda rows: [rows],
        "shuffled": shuffled,
        "in files": in_files,
        "some twice": some_twice,
    }
    reports = {}
    for name, arrange in variants.items():
        place = tmp_path / name
        place.mkdir()
        reports[name] = study(place, arrange(rows), header, models)
    first = reports.pop("as generated")
    assert isinstance(first.skip_model, SkipModel)
    for name, report in reports.items():
        assert report == first, name
