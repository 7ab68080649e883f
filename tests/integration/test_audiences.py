"""One analysis, many readers: a report for each audience, and nothing of one in another's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import yaml

from reporter import sample
from reporter.report import from_json
from reporter.results.overview import Headline, LeaderKind, LeaderRank, Leaders
from reporter.sample import Format

if TYPE_CHECKING:
    from reporter.report import Report

COUNTRY = "BR"
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)
SKIPS, COMPLETE = ("fwdbtn", "backbtn", "endplay"), ("trackdone",)
OF_ALL_PLAYS = (
    "quality",
    "skip_model",
    "drivers",
    "segmentation",
    "churn",
    "recommendations",
    "audit",
)


@dataclass(frozen=True)
class Ran:
    """One run with three audiences."""

    folder: Path
    line: dict[str, Any]
    errors: str

    def file(self, audience: str, kind: str) -> Path:
        return Path(self.line["audiences"][audience]["files"][kind])

    def report(self, audience: str) -> Report:
        return from_json(self.file(audience, "json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Everybody; one country in a brand of its own; and a country that nobody plays in."""
    folder = tmp_path_factory.mktemp("audiences")
    sample.write(folder / "plays", listeners=12, weeks=6, seed=3, format=Format.CSV)
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    brand = {"name": "Acme Radio", "colour": "#7a0019", "logo": "logo.svg"}
    audiences = [
        {"name": "nowhere", "filter": {"country": ["XX"]}},
        {"name": "leadership"},
        {"name": "brazil", "filter": {"country": [COUNTRY.lower()]}, "brand": brand},
    ]
    config = {
        "source": {"path": "plays"},
        "reports": {"weekly": {"min_group_size": 1, "audiences": audiences}},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("REPORTER_")}
    done = subprocess.run(
        [sys.executable, "-m", "reporter", "run", "--json"],
        cwd=folder,
        env=quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    return Ran(folder, json.loads(done.stdout.splitlines()[-1]), done.stderr)


@pytest.fixture(scope="module")
def plays(ran: Ran) -> pd.DataFrame:
    """The music plays of the country, each once, without this program."""
    rows = pd.read_csv(ran.folder / "plays" / "plays.csv").drop_duplicates()
    music = rows[rows["spotify_track_uri"].notna() & (rows["conn_country"] == COUNTRY)].copy()
    music["ended"] = pd.to_datetime(music["ts"])
    music["started"] = music["ended"] - pd.to_timedelta(music["ms_played"], unit="ms")
    return music


def in_period(plays: pd.DataFrame, report: Report) -> pd.DataFrame:
    first, end = report.scope.period.first_day, report.scope.period.end_day
    day = plays["started"].dt.date
    inside: pd.DataFrame = plays.loc[(day >= first) & (day < end)]
    return inside


@pytest.mark.slow
def test_headlines_are_those_of_the_filtered_plays(ran: Ran, plays: pd.DataFrame) -> None:
    report = ran.report("brazil")
    week = in_period(plays, report)
    decided = week[week["reason_end"].isin(SKIPS + COMPLETE)]
    found = {tile.headline: tile.now for tile in report.overview.tiles}
    values = {name: found[name].value if found[name] else None for name in Headline}  # type: ignore[union-attr]
    assert values[Headline.PLAYS] == len(week) > 20
    assert values[Headline.HOURS] == pytest.approx(week["ms_played"].sum() / 3_600_000)
    assert values[Headline.SKIP_RATE] == pytest.approx(decided["reason_end"].isin(SKIPS).mean())
    assert values[Headline.ENTITIES] == week["username"].nunique()
    assert report.scope.n_listeners == plays["username"].nunique()


@pytest.mark.slow
def test_leaders_and_days_are_those_of_the_filtered_plays(ran: Ran, plays: pd.DataFrame) -> None:
    report = ran.report("brazil")
    week = in_period(plays, report)
    counts = week["master_metadata_album_artist_name"].value_counts()
    assert isinstance(report.leaders, Leaders)
    leaders = [
        row
        for row in report.leaders.rows
        if (row.kind, row.by) == (LeaderKind.ARTIST, LeaderRank.PLAYED)
    ]
    assert [row.plays for row in leaders] == counts.head(10).tolist()
    assert all(counts[row.name] == row.plays for row in leaders)
    by_day = plays["started"].dt.date.value_counts()
    assert {day.day: day.plays for day in report.retention.days if day.plays} == by_day.to_dict()


@pytest.mark.slow
def test_what_is_fitted_is_of_all_plays_and_the_same_for_all(ran: Ran) -> None:
    brazil, leadership = ran.report("brazil"), ran.report("leadership")
    for part in OF_ALL_PLAYS:
        assert getattr(brazil, part) == getattr(leadership, part)
    assert brazil.overview != leadership.overview
    assert leadership.scope.n_listeners == 12
    assert (leadership.scope.audience, leadership.scope.filter) == ("leadership", ())


@pytest.mark.slow
def test_each_has_a_folder_of_its_own(ran: Ran) -> None:
    root = Path(ran.line["files"]["manifest"]).parent
    names = {path.name for path in root.iterdir()}
    assert names == {"brazil", "leadership", "manifest.json"}
    assert ran.file("brazil", "pdf") == root / "brazil" / "report.pdf"
    inside = [
        {path.relative_to(root / name).as_posix() for path in (root / name).rglob("*.csv")}
        for name in ("brazil", "leadership")
    ]
    assert inside[0] == inside[1]
    listed = json.loads((root / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert "brazil/report.json" in listed


@pytest.mark.slow
def test_each_shows_its_own_charts(ran: Ran) -> None:
    folders = [ran.file(name, "pdf").parent / "charts" for name in ("brazil", "leadership")]
    for chart, differs in (("plays_by_day", True), ("plays_by_hour", True), ("model_auc", False)):
        brazil, leadership = ((folder / f"{chart}.svg").read_text("utf-8") for folder in folders)
        assert (_about(brazil) != _about(leadership)) == differs, chart
        assert brazil != leadership  # the brand's colour
        page = ran.file("brazil", "html").read_text(encoding="utf-8")
        assert _about(leadership) not in page or not differs


def _about(svg: str) -> str:
    """What a picture says that it shows."""
    return svg.partition("<desc>")[2].partition("</desc>")[0]


@pytest.mark.slow
def test_page_one_says_for_whom_it_is(ran: Ran) -> None:
    brazil, leadership = (
        ran.file(name, "html").read_text(encoding="utf-8") for name in ("brazil", "leadership")
    )
    assert '<p class="scope">Brazil: country BR · ' in brazil
    assert '<p class="scope">Leadership · 12 listeners' in leadership
    assert ("Acme Radio" in brazil, "Acme Radio" in leadership) == (True, False)
    assert brazil.count("This section is of all plays, not only this audience’s.") == 9
    assert "This section is of all plays" not in leadership


@pytest.mark.slow
def test_one_that_fails_fails_alone(ran: Ran) -> None:
    said = "no play has the country XX of the audience's filter"
    assert ran.line["audiences"]["nowhere"]["status"] == "failed"
    assert said in ran.line["audiences"]["nowhere"]["error"]
    assert any(text.startswith(f"nowhere gets no report: {said}") for text in ran.line["warnings"])
    assert said in ran.errors
    assert ran.line["status"] == "complete"
    assert ran.line["files"]["pdf"] == str(ran.file("leadership", "pdf"))


@pytest.mark.slow
def test_the_pdf_says_so_on_every_page(ran: Ran, pdftotext: str) -> None:
    done = subprocess.run(
        [pdftotext, "-layout", str(ran.file("brazil", "pdf")), "-"], capture_output=True, check=True
    )
    first, *others, _ = done.stdout.decode("utf-8").split("\f")
    assert "Brazil: country BR" in first
    assert "Acme Radio" in first
    head = "Weekly listening report · Brazil: country BR"
    assert all(page.lstrip().startswith(head) for page in others)
