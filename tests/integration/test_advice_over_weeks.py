"""Recommendations over several runs of one series: made, waited for, judged, and kept with it."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyarrow import compute, parquet

from reporter.archive.manifest import MANIFEST
from reporter.config import Settings
from reporter.pipeline import RunRequest, run
from reporter.report import from_json
from reporter.results.overview import Headline
from reporter.results.recommendations import Outcome, Recommendations
from reporter.results.segments import Segmentation
from reporter.sample import Format, write
from reporter.words.glossary import definition_of
from tests.press import page_alone

if TYPE_CHECKING:
    from reporter.pipeline import RunResult
    from reporter.report import Report

pytestmark = [pytest.mark.slow, pytest.mark.untraced]

END = date(2026, 6, 29)
CLOCK = datetime(2026, 7, 1, tzinfo=UTC)
BEGUN, WAITED, JUDGED, AFTER = "2026-W18", "2026-W19", "2026-W22", "2026-W26"
LATE = "2026-04-29 18"
"""The hour of the first week whose plays come after its report."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shuffle goes with skips in every week, and on Android even more in the last one."""
    folder = tmp_path_factory.mktemp("history") / "s"
    write(folder, listeners=150, weeks=14, plays=20_000, seed=5, format=Format.PARQUET, end=END)
    return folder


def make(source: Path, output: Path, period: str, *, pdf: bool = False) -> RunResult:
    settings = Settings.model_validate(
        {"source": {"path": str(source), "key": "k" * 32}, "archive": {"files": str(output)}}
    )
    with pytest.MonkeyPatch.context() as patch:
        if not pdf:
            page_alone(patch)
        return run(settings, RunRequest(period=period), clock=lambda: CLOCK)


def report_of(made: RunResult) -> Report:
    return from_json(Path(made.files["json"]).read_text(encoding="utf-8"))


def advice(made: RunResult) -> Recommendations:
    found = report_of(made).recommendations
    assert isinstance(found, Recommendations)
    return found


@pytest.fixture(scope="module")
def begun(source: Path, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """The first week, some of whose plays come after its report."""
    (file,) = source.glob("*.parquet")
    whole = file.read_bytes()
    plays = parquet.read_table(file)
    in_time = compute.not_equal(compute.strftime(plays["ts"], format="%Y-%m-%d %H"), LATE)
    parquet.write_table(plays.filter(in_time), file)
    first = make(source, tmp_path_factory.mktemp("output"), BEGUN)
    file.write_bytes(whole)
    return first


@pytest.fixture(scope="module")
def weeks(source: Path, begun: RunResult) -> dict[str, RunResult]:
    """Four weeks of one series; `begun` is the first."""
    output = Path(begun.folder).parents[2]
    later = {period: make(source, output, period) for period in (WAITED, JUDGED)}
    return {BEGUN: begun, **later, AFTER: make(source, output, AFTER, pdf=True)}


def files(folder: Path) -> dict[str, bytes]:
    """All but the manifest, by path."""
    found = [file for file in folder.rglob("*") if file.is_file() and file.name != MANIFEST]
    assert {"report.pdf", "report.html"} <= {file.name for file in found}
    return {str(file.relative_to(folder)): file.read_bytes() for file in found}


def rows(made: RunResult, table: str) -> list[dict[str, Any]]:
    with Path(made.csv[table]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_advice_is_made_waited_for_and_judged(weeks: dict[str, RunResult]) -> None:
    (made,) = (one for one in advice(weeks[BEGUN]).follow_ups if one.id == "shuffle.on")
    assert made.evaluation is None
    assert made.evaluate_on == date(2026, 5, 25)
    (waiting,) = (one for one in advice(weeks[WAITED]).follow_ups if one.id == "shuffle.on")
    assert waiting == made
    judged, *_ = (one for one in advice(weeks[JUDGED]).follow_ups if one.id == "shuffle.on")
    assert judged.evaluation is not None
    assert judged.evaluation.period.label == JUDGED
    assert judged.evaluation.restated  # some plays of that week came later
    assert judged.evaluation.outcome in {Outcome.NO_CHANGE, Outcome.INCONCLUSIVE}


def test_late_plays_restate_the_headlines_of_their_week(weeks: dict[str, RunResult]) -> None:
    found = {week: from_json(Path(weeks[week].files["json"]).read_text("utf-8")) for week in weeks}
    told = {tile.headline: tile.now for tile in found[BEGUN].overview.tiles}
    restated = {one.headline: one for one in found[WAITED].overview.restated}
    assert {Headline.PLAYS, Headline.HOURS, Headline.SKIP_RATE} <= restated.keys()
    assert restated[Headline.PLAYS].reported == told[Headline.PLAYS]
    assert restated[Headline.PLAYS].change.value > 0
    (row,) = (r for r in rows(weeks[WAITED], "data_quality") if r["id"] == "reported_before.plays")
    assert float(row["value"]) == restated[Headline.PLAYS].reported.value
    assert (row["first_day"], row["end_day"]) == ("2026-04-27", "2026-05-04")
    page = Path(weeks[WAITED].files["html"]).read_text(encoding="utf-8")
    assert "of the week before is" in page
    assert "and was reported as" in page
    assert not found[JUDGED].overview.restated  # the week before it has no report


def test_the_planted_rise_is_worse_and_the_miss_is_told(weeks: dict[str, RunResult]) -> None:
    found = {
        one.made_in.label: one.evaluation
        for one in advice(weeks[AFTER]).follow_ups
        if one.id == "shuffle.on" and one.evaluation
    }
    assert found[JUDGED].outcome is Outcome.WORSE
    assert found[BEGUN].period.label == JUDGED  # still shown, four weeks later
    page = Path(weeks[AFTER].files["html"]).read_text(encoding="utf-8")
    judged = advice(weeks[AFTER]).judged
    n_worse = sum(one.evaluation.outcome is Outcome.WORSE for one in judged if one.evaluation)
    assert f"Of {len(judged)} earlier recommendations judged" in page
    assert f"{n_worse} worse" in page
    told = [row for row in rows(weeks[AFTER], "recommendations") if row["role"] == "follow_up"]
    worse = next(row for row in told if row["outcome"] == "worse")
    assert (worse["metric"], worse["expected"], worse["judged_in"]) == ("skip_rate", "down", AFTER)
    assert float(worse["low"]) > 0
    assert worse["restated"] == "false"


def test_every_number_of_a_run_is_defined(weeks: dict[str, RunResult]) -> None:
    for table in weeks[AFTER].csv:
        for row in rows(weeks[AFTER], table):
            names = [row["name"]] if {"id", "name"} <= row.keys() else list(row)
            for name in names:
                assert definition_of(name, table)


def test_the_same_archive_gives_the_same_bytes(source: Path, weeks: dict[str, RunResult]) -> None:
    """Also where segments and advice go on from an earlier report."""
    first = weeks[AFTER]
    report = report_of(first)
    assert isinstance(report.segmentation, Segmentation)
    assert report.segmentation.upkeep is not None
    again = make(source, Path(first.folder).parents[2], AFTER, pdf=True)
    assert again.folder != first.folder
    assert files(Path(again.folder)) == files(Path(first.folder))


def test_an_earlier_report_that_cannot_be_read_leaves_nothing_to_follow_up(
    source: Path, begun: RunResult, tmp_path: Path
) -> None:
    folder = Path(begun.folder)
    kept = tmp_path / folder.relative_to(folder.parents[2])
    shutil.copytree(folder, kept)
    file = kept / "report.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**values, "schema_version": 0}), encoding="utf-8")
    found = advice(make(source, tmp_path, JUDGED))
    assert found.judged == ()
    assert {one.made_in.label for one in found.follow_ups} == {JUDGED}
