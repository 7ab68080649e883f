"""`reporter run --audit` from the command line to the report's appendix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter import sample
from reporter.cli import main
from reporter.report import Report, from_json
from reporter.results.audit import Audit
from reporter.results.facts import Gap, Part, Reason
from tests.press import page_alone

if TYPE_CHECKING:
    from pathlib import Path


TABLE = "csv/leakage_audit.csv"


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small made history of a few listeners."""
    place = tmp_path_factory.mktemp("plays") / "sample"
    sample.write(place, listeners=8, weeks=6, seed=3)
    return place


def _report(folder: Path, name: str) -> str:
    (file,) = folder.glob(f"*/*/*/{name}")
    return file.read_bytes().decode()


def _run(plays: Path, folder: Path, *options: str) -> Report:
    assert main(["run", "--source", str(plays), "--output", str(folder), *options]) == 0
    return from_json(_report(folder, "report.json"))


@pytest.mark.slow
@pytest.mark.untraced
def test_an_audited_run_says_so_in_the_appendix(
    plays: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_alone(monkeypatch)
    monkeypatch.setenv("REPORTER_SOURCE__KEY", "one key for both runs")
    asked, plain = (
        _run(plays, tmp_path / "asked", "--audit"),
        _run(plays, tmp_path / "plain"),
    )
    assert isinstance(asked.audit, Audit)
    assert asked.audit.leaking == ()
    assert asked.audit.suspects[0].name == "reason_end"
    assert "\r\ngain.reason_end,gain,reason_end," in _report(tmp_path / "asked", TABLE)
    assert list((tmp_path / "plain").glob(f"*/*/*/{TABLE}")) == []
    assert "No feature of the model leaks" in _report(tmp_path / "asked", "report.html")
    assert plain.audit == Gap(Part.AUDIT, Reason.NOT_ASKED)
    assert "was not audited for leaks in this run" in _report(tmp_path / "plain", "report.html")
    assert asked.skip_model == plain.skip_model
