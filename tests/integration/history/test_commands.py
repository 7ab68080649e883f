"""`reporter history` as people and programs call it: what it prints, and its exit codes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from reporter.archive.folder import KEY_FILE, FolderStore
from reporter.cli import main
from reporter.console import desktop
from reporter.history.archive import Archive
from reporter.ledger.opening import open_ledger
from reporter.report import to_json
from reporter.sources.pseudonym import pseudonym
from tests.factories import make_report
from tests.factories.history import keep, make_id
from tests.factories.kept import FILES
from tests.factories.ledger import NOW, make_key

if TYPE_CHECKING:
    from pathlib import Path

KEY = "a key of the tests"
LISTENER = pseudonym(KEY.encode(), "ana")


@pytest.fixture
def output(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive of two weeks, the first of which waits for its mail, and a desktop of none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(desktop, "opener", lambda *_: None)
    folder = empty
    rows = f"listener_id,risk\r\n{LISTENER},0.5\r\n".encode()
    report = make_report()
    tiles = report.overview.tiles
    now = tiles[2].now
    assert now is not None
    fewer = replace(tiles[2], now=replace(now, value=now.value - 0.05))
    overview = replace(report.overview, tiles=(*tiles[:2], fewer, *tiles[3:]))
    second = replace(report, overview=overview)
    with open_ledger(f"sqlite:///{folder / 'reporter.db'}", NOW) as ledger:
        archive = Archive(ledger, FolderStore(folder))
        for number, one in enumerate((report, second)):
            files = {
                **FILES,
                "csv/churn_risk.csv": rows,
                "report.json": to_json(one).encode(),
                "report.html": b"<html>",
            }
            keep(archive, number, files=files, to=("a@example.org",) * (number == 0))
    (folder / KEY_FILE).write_text(KEY)
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints on stdout."""
    assert main(["history", *arguments]) == code
    return capsys.readouterr().out


def values(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    """The object that a command ends with."""
    found: dict[str, Any] = json.loads(
        told(capsys, *arguments, "--json", code=code).splitlines()[-1]
    )
    return found


@pytest.mark.usefixtures("output")
def test_what_is_queued_is_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    second, first = told(capsys, "list").splitlines()[1:3]
    assert " waiting " in first
    assert "waiting" not in second
    assert [(run["delivery"], run["waiting"]) for run in values(capsys)["runs"]] == [
        ("none", False),
        ("failed", True),
    ]
    for name in (make_id(0), "2024-W50"):
        assert " waiting " in told(capsys, "show", name).splitlines()[1]
    assert told(capsys, "list", "--report", "no") == "the archive has no runs of a report no\n"


def test_open_says_where_the_report_is(
    output: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = output / "weekly/2024-W50" / make_id(0)
    assert told(capsys, "open", "2024-W50") == f"{place / 'report.pdf'}\n"
    monkeypatch.setattr(desktop, "show", lambda path: path.endswith(".html"))
    assert values(capsys, "open", make_id(0), "--html") == {
        "run": make_id(0),
        "path": str(place / "report.html"),
        "opened": True,
    }


@pytest.mark.usefixtures("output")
def test_compare_shows_headlines_and_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "compare", "2024-W50", "latest")
    lines = text.splitlines()
    assert lines[0] == f"from weekly 2024-W50, run {make_id(0)}, all"
    assert lines[4].split() == ["Number", "2024-W50", "2024-W51", "Change", "Material"]
    (skip_rate,) = (line.split() for line in lines if line.startswith("Skip rate"))
    assert skip_rate == ["Skip", "rate", "31.9%", "26.9%", "−5.0", "points", "yes"]
    assert "skip_drivers" not in text
    every = told(capsys, "compare", "2024-W50", "latest", "--all")
    assert "skip_drivers: 0 of 40 numbers changed materially" in every
    found = values(capsys, "compare", make_id(0), make_id(1))
    assert (found["material"], found["first"]["run"]) == (0, make_id(0))
    assert [row["id"] for row in found["headlines"] if row["material"]] == ["skip_rate"]
    assert len(found["sections"]["skip_drivers"]) == 40


def test_verify_has_two_exit_codes(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "verify").startswith("2 runs with 14 files ")
    (output / "weekly/2024-W50" / make_id(0) / "report.pdf").write_bytes(b"another")
    text = told(capsys, "verify", code=1)
    assert [line.split() for line in text.splitlines()[:2]] == [
        ["Run", "File", "Problem"],
        [make_id(0), "report.pdf", "is", "not", "what", "was", "written"],
    ]
    assert "\n1 problem; runs looked at: 2, with 14 files\ntake the files from a backup, " in text
    found = values(capsys, "verify", code=1)
    (problem,) = found["problems"]
    assert (found["ok"], problem["kind"], problem["path"]) == (False, "changed", "report.pdf")
    assert values(capsys, "verify", make_id(1))["ok"]


def test_options_may_stand_before_the_command(
    output: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    nothing = values(capsys, "verify")
    assert not (output / "weekly/output").exists()  # whoever looks makes nothing
    assert nothing == {
        "ok": True,
        "runs": 0,
        "files": 0,
        "bytes": 0,
        "problems": [],
    }
    assert values(capsys, "--output", str(output), "verify")["runs"] == 2


def test_prune_says_what_went_and_what_stays(
    output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "nothing to remove" in told(capsys, "prune")
    (tmp_path / "config.yaml").write_text("archive: {keep: {weekly: 1}}\n")
    assert values(capsys, "prune")["awaited"] == [make_id(0)]
    assert f"weekly 2024-W50, run {make_id(0)}, stays: " in told(capsys, "prune")
    with open_ledger(f"sqlite:///{output / 'reporter.db'}", NOW) as ledger:
        for number in (2, 3):
            keep(Archive(ledger, FolderStore(output)), number, key=make_key(number))
    text = told(capsys, "prune", "--dry-run")
    assert "would remove the files of 2 runs" in text
    found = values(capsys, "prune")
    assert [run["run"] for run in found["runs"]] == [make_id(1), make_id(2)]
    assert (found["kept"], found["dry_run"]) == (2, False)
    assert not (output / "weekly/2024-W51").exists()


def test_forget_says_what_it_cannot_reach(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    would = told(capsys, "forget", "ana", "--dry-run")
    assert f"would take 2 rows of {LISTENER} out of 2 files in 2 of 2 runs" in would
    found = values(capsys, "forget", "ana")
    assert (found["rows"], found["searched"], found["left"]) == (2, 2, [])
    assert [text.partition(":")[0] for text in found["not_reached"]] == [
        "6 pages and charts of these runs",
        "the same counts and means in the other tables, in report.json and in models",
        "backups, copies that readers made, and messages that are kept as .eml files",
        "reports made with another key of the pseudonyms, in which the listener has another one",
        "the sources",
    ]
    assert not any(
        LISTENER.encode() in path.read_bytes() for path in output.rglob("*") if path.is_file()
    )
    assert "is in no table of the 2 runs" in told(capsys, "forget", LISTENER)
    assert values(capsys, "verify")["ok"]


@pytest.mark.usefixtures("output")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("open", "2024-W20"), "the archive has no weekly report of 2024-W20: "),
        (("compare", "latest", "2019"), "there is no run that begins with '2019': "),
        (("verify", "nobody"), "there is no run that begins with 'nobody': "),
        (("open", "latest", "--audience", "me"), f"run {make_id(1)} has no report for "),
    ],
)
def test_errors_are_sentences(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    assert main(["history", *arguments]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(sentence)


@pytest.mark.parametrize(
    ("platform", "environment", "program"),
    [
        ("linux", {}, None),
        ("linux", {"DISPLAY": ":0"}, "xdg-open"),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, "xdg-open"),
        ("darwin", {}, "open"),
    ],
)
def test_a_desktop_has_its_own_opener(
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    environment: dict[str, str],
    program: str | None,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert desktop.opener(platform, environment) == program


@pytest.mark.parametrize(("program", "is_open"), [("true", True), ("false", False), ("no", False)])
def test_what_the_opener_says_counts(
    monkeypatch: pytest.MonkeyPatch, program: str, *, is_open: bool
) -> None:
    monkeypatch.setattr(desktop, "opener", lambda *_: program)
    assert desktop.show("/reports/report.pdf") is is_open
    assert not desktop.show("s3://bucket/report.pdf")
