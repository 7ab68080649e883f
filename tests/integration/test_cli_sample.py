"""`reporter sample` and `reporter doctor` as programs."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from reporter.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("REPORTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("form", ["spotify", "csv", "parquet"])
def test_a_sample_can_be_read_at_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str
) -> None:
    asked = ["sample", "made", "--listeners", "3", "--weeks", "2", "--plays", "150"]
    assert main([*asked, "--seed", "5", "--format", form, "--dead-flag"]) == 0

    shown = capsys.readouterr()
    assert shown.err == "Making plays\n"
    assert shown.out.splitlines() == [
        "150 plays of 3 listeners in made",
        "reporter run --source made makes its report",
    ]
    (tmp_path / "config.yaml").write_text("source: {path: made}")
    assert main(["doctor", "--json"]) in {0, 2}
    checks = json.loads(capsys.readouterr().out.splitlines()[-1])["checks"]
    found = {check["check"]: check for check in checks}
    assert found["config"]["found"] == "config.yaml"
    assert found["source"]["state"] == "ok"
    assert found["output"]["state"] == "ok"


def test_impossible_samples_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "made", "--listeners", "0"]) == 2
    assert "--listeners" in capsys.readouterr().err


def test_the_doctor_ends_with_2_where_something_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text("source: {path: absent.zip}")
    assert main(["doctor"]) == 2
    lines = capsys.readouterr().out.splitlines()
    problem = next(i for i, line in enumerate(lines) if line.startswith("problem"))
    assert lines[problem] == f"problem  Source: there is no file or folder {tmp_path}/absent.zip"
    assert lines[problem + 1].strip() == "check --source or source.path"


def test_the_doctor_tells_a_program_whether_all_is_well(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "config.yaml").write_text("source: {path: absent.zip}")
    assert main(["doctor", "--json"]) == 2
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["healthy"] is False
    assert {check["state"] for check in told["checks"]} <= {"ok", "note", "problem"}
