"""`reporter run` as a program: files, last line, exit codes, and nothing half-written."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reporter import console, sample
from reporter.archive import folder
from reporter.archive.folder import KEY_FILE
from reporter.cli import main
from reporter.gate import on_paper, on_screen
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import State
from reporter.pipeline import Step
from reporter.report import from_json
from reporter.study import findings
from reporter.study.readers import Studied
from reporter.tables import tables
from reporter.words import ENGLISH
from reporter.worker import modules
from tests.factories import make_minimal_report
from tests.press import page_alone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reporter.pipeline import StepEvent
    from reporter.report import Report
    from reporter.study.intake import Prepared
    from reporter.study.readers import Reader
    from reporter.worker import Worker

UNSENT = [step for step in Step if step is not Step.DELIVER]
"""The steps of a run that mails nothing."""
TABLES = {
    "model_performance",
    "advanced_analytics_summary",
    "user_segments",
    "retention_analysis",
    "skip_drivers",
    "changes",
    "segment_profiles",
    "retention_curve",
    "growth_accounting",
    "leaders",
    "recommendations",
    "data_quality",
    "churn_risk",
    "cohort_retention",
    "segment_migration",
    "quarantined_rows",
}


@dataclass(frozen=True)
class Ran:
    """One run of the program."""

    done: subprocess.CompletedProcess[str]
    output: Path

    @property
    def line(self) -> dict[str, Any]:
        """The last line of stdout."""
        values: dict[str, Any] = json.loads(self.done.stdout.splitlines()[-1])
        return values

    @property
    def place(self) -> Path:
        """The run folder."""
        return Path(self.line["files"]["manifest"]).parent


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made history of a few listeners."""
    place = tmp_path_factory.mktemp("plays") / "sample"
    sample.write(place, listeners=12, weeks=6, seed=3)
    return place


def program(*arguments: str, cwd: Path, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("REPORTER_")}
    return subprocess.run(
        [sys.executable, "-m", "reporter", *arguments],
        cwd=cwd,
        env={**quiet, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def ran(plays: Path, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A complete run in a folder of its own, without any configuration."""
    cwd = tmp_path_factory.mktemp("complete")
    done = program("run", "--source", str(plays), "--json", "--timings", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return Ran(done, cwd / "output")


@pytest.mark.slow
def test_the_last_line_is_the_contracts_object(ran: Ran) -> None:
    line = ran.line
    assert list(line) == [
        "run",
        "report",
        "period",
        "status",
        "delivery",
        "plays_read",
        "plays_in_period",
        "seconds",
        "files",
        "warnings",
    ]
    assert (line["report"], line["status"], line["delivery"]) == ("weekly", "complete", "none")
    assert list(line["files"]) == ["pdf", "html", "json", "manifest", "csv"]
    assert line["files"]["csv"].keys() == TABLES
    assert 0 < line["plays_in_period"] < line["plays_read"]


def test_the_report_passes_the_gate(ran: Ran) -> None:
    place = ran.place
    files = {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }
    report = from_json(files["report.json"].decode("utf-8"))
    shown = on_screen.examine(report, files, asked=ran.line["period"], words=ENGLISH)
    assert shown.refusals == on_paper.examine(report, files, ENGLISH).refusals == ()


def test_everything_that_the_line_names_is_there(ran: Ran) -> None:
    files = ran.line["files"]
    csvs = files.pop("csv")
    for path in map(Path, (*files.values(), *csvs.values())):
        assert path.is_file()
        assert path.stat().st_size > 0
    line = ran.line
    assert ran.place == ran.output / "weekly" / line["period"] / line["run"]
    assert {path.name for path in ran.output.iterdir()} == {"weekly", KEY_FILE, "reporter.db"}


def test_stderr_has_plain_lines_and_the_timings(ran: Ran) -> None:
    names = [ENGLISH(f"console.step.{step}") for step in UNSENT]
    lines = ran.done.stderr.splitlines()
    assert lines[: 1 + len(names)] == ["Starting", *names]
    timed = [line for line in lines if line.endswith(" s")]
    assert [line.rsplit(maxsplit=2)[0] for line in timed] == ["Starting", *names, "Together"]


def test_the_manifest_knows_every_file(ran: Ran) -> None:
    manifest = json.loads((ran.place / "manifest.json").read_text())
    there = {
        path.relative_to(ran.place).as_posix(): path.read_bytes()
        for path in ran.place.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert manifest["files"] == {
        path: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(there.items())
    }
    assert (manifest["run"], manifest["seed"]) == (ran.line["run"], 42)


def test_the_tables_are_those_of_the_report(ran: Ran) -> None:
    report = from_json((ran.place / "report.json").read_text(encoding="utf-8"))
    for table in tables(report, ENGLISH):
        with (ran.place / "csv" / f"{table.name}.csv").open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        assert tuple(header) == table.columns
        assert len(rows) == len(table.rows)
        assert {len(row) for row in rows} <= {len(header)}


@pytest.mark.slow
def test_a_second_run_writes_the_same_bytes(ran: Ran, plays: Path) -> None:
    same = Ran(
        program("run", "--source", str(plays), "--json", cwd=ran.output.parent, hash_seed="1"),
        ran.output,
    )

    assert same.place != ran.place
    for path in sorted(ran.place.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            other = same.place / path.relative_to(ran.place)
            assert other.read_bytes() == path.read_bytes(), path.name


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs find a small report at once, without a library for models, and print its page alone."""
    page_alone(monkeypatch)
    report = make_minimal_report()

    def known(
        prepared: Prepared,
        _: Worker,
        *,
        audit: bool,
        on_early: Callable[[Reader, Report], None],
        on_late: Callable[[Reader, Report], None],
    ) -> tuple[Studied, ...]:
        assert not audit
        for reader in prepared.readers:
            on_early(reader, report)
            on_late(reader, report)
        return tuple(Studied(reader, report) for reader in prepared.readers)

    monkeypatch.setattr(findings, "analyse", known)
    monkeypatch.setattr(modules, "LOADED", (modules.DRAWING, modules.PAPER))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to run in."""
    for name in [name for name in os.environ if name.startswith("REPORTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    if "output/reporter.db" in left:  # the period was known: the ledger says what became of it
        with open_ledger(f"sqlite:///{tmp_path / 'output/reporter.db'}", NOW) as ledger:
            (run,) = ledger.runs.list()
        assert run.state in {State.FAILED, State.INTERRUPTED}
        assert run.error
        left -= LEDGER
    assert left - MINE == set()  # whatever failed, nothing else is left that was not there


MINE = {"mine", "mine/plays.csv"}
"""What tests may put there."""
LEDGER = {"output", "output/reporter.db", f"output/{KEY_FILE}"}
NOW = datetime(2024, 12, 16, tzinfo=UTC)


def failed(capsys: pytest.CaptureFixture[str]) -> tuple[str, dict[str, Any]]:
    """The last sentence on stderr and the last line on stdout."""
    shown = capsys.readouterr()
    line: dict[str, Any] = json.loads(shown.out.splitlines()[-1])
    assert line["status"] == "failed"
    sentence = shown.err.splitlines()[-1]
    assert line["error"] == sentence
    return sentence, line


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--source", "absent.zip"), 3, "there is no file or folder absent.zip"),
        ((), 2, "no source of plays is configured: give one with --source"),
        (("--config", "absent.yaml"), 2, "absent.yaml cannot be read"),
        (("yearly",), 2, "there is no report 'yearly'"),
        (("--period", "2024-W60"), 2, "'2024-W60' is not a period"),
        (("--output", "/dev/null/reports"), 2, "--output"),
    ],
)
def test_what_cannot_be_done_says_why(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    assert main(["run", "--json", *arguments]) == code
    assert words in failed(capsys)[0]


@pytest.mark.usefixtures("here")
def test_a_period_outside_the_data_says_where_the_data_are(
    capsys: pytest.CaptureFixture[str], plays: Path
) -> None:
    assert main(["run", "--json", "--source", str(plays), "--period", "1999-W01"]) == 3
    sentence, line = failed(capsys)
    assert sentence.startswith("the history has no plays in 1999-W01: it runs from ")
    assert line["report"] == "weekly"


def test_a_refused_run_leaves_what_was_there(here: Path, plays: Path) -> None:
    mine = here / "mine"
    mine.mkdir()
    (mine / "plays.csv").write_text("kept")
    refused = ["run", "--source", str(plays), "--output", "mine", "--period", "1999-W01"]
    assert main(refused) == 3
    assert [path.name for path in mine.iterdir()] == ["plays.csv"]


def test_a_file_in_the_place_of_the_output_stays(
    capsys: pytest.CaptureFixture[str], here: Path, plays: Path
) -> None:
    (here / "mine").write_text("kept")
    assert main(["run", "--json", "--source", str(plays), "--output", "mine"]) == 2
    assert "a file stands where the folder should be" in failed(capsys)[0]
    assert (here / "mine").read_text() == "kept"


@pytest.mark.slow
@pytest.mark.usefixtures("analysed")
def test_a_full_disk_leaves_nothing(
    capsys: pytest.CaptureFixture[str], here: Path, plays: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = folder.write_file

    def full(file: Path, content: bytes) -> None:
        write(file, content[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(folder, "write_file", full)
    assert main(["run", "--json", "--source", str(plays)]) == 1
    sentence, _ = failed(capsys)
    assert str(here / "output") in sentence
    assert "No space left on device" in sentence


@pytest.mark.slow
@pytest.mark.usefixtures("here", "analysed")
@pytest.mark.parametrize("step", UNSENT)
def test_ctrl_c_in_each_step_leaves_nothing(
    capsys: pytest.CaptureFixture[str], plays: Path, monkeypatch: pytest.MonkeyPatch, step: Step
) -> None:
    seen: list[Step] = []

    def interrupting(_: console.Lines, event: StepEvent) -> None:
        seen.append(event.step)
        if event.step is step:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(console.Lines, "__call__", interrupting)
    assert main(["run", "--json", "--source", str(plays)]) == 130
    assert failed(capsys)[0] == "interrupted: nothing was written"
    assert seen[-1] is step


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_of_a_step_ends_the_program(
    here: Path, plays: Path, number: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "reporter", "run", "--json", "--source", str(plays)],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stderr is not None
        for line in child.stderr:
            if line.strip() == ENGLISH("console.step.analyse"):
                break
        child.send_signal(number)
        out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert err.splitlines()[-1] == "interrupted: nothing was written"
    assert json.loads(out.splitlines()[-1])["status"] == "failed"
