"""What the documents say of the schedule is so, and what they give to copy works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from reporter.config.settings import ReportSettings, Settings
from reporter.ledger.values import ExpectedState
from reporter.schedule import desk, due, maker, runner, start, status, verdict

if TYPE_CHECKING:
    from pathlib import Path

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "scheduling.md").read_text(encoding="utf-8")


def test_the_unit_is_one_that_systemd_takes(root: Path, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed: apt-get install systemd")
    text = (root / "docs" / "reporter.service").read_text(encoding="utf-8")
    here = text.replace("/opt/reporter/.venv/bin/reporter", sys.executable)
    assert here != text
    unit = tmp_path / "reporter.service"
    unit.write_text(here, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", str(unit)], capture_output=True, text=True, check=False
    )
    about = [line for line in done.stderr.splitlines() if "reporter" in line]
    assert (done.returncode, about) == (0, []), done.stderr


def test_the_unit_gives_it_the_time_that_it_takes_to_end(root: Path) -> None:
    text = (root / "docs" / "reporter.service").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"TimeoutStopSec=(\d+)", text)
    assert int(seconds) >= 30 > runner.STOP_SECONDS


def test_the_cron_job_calls_what_there_is(root: Path) -> None:
    job: Any = yaml.safe_load((root / "docs" / "cronjob.yaml").read_text(encoding="utf-8"))
    pod = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["command"] == ["reporter"]
    assert container["args"][:2] == ["schedule", "--once"]
    assert pod["terminationGracePeriodSeconds"] >= 30
    (variable,) = container["env"]
    section, key = variable["name"].removeprefix("REPORTER_").lower().split("__")
    assert key in type(getattr(Settings(), section)).model_fields


def test_the_page_shows_a_configuration_that_is_one(page: str) -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    settings = Settings.model_validate(yaml.safe_load(shown))
    defaults = ReportSettings(cron="0 7 * * mon", zone="Europe/Berlin")
    assert settings.reports["weekly"] == defaults


def test_the_page_names_every_state_and_exit_code(page: str) -> None:
    states = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert states == list(ExpectedState)
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert codes == {start.DONE, start.INTERRUPTED, *start.WORST_FIRST} - {verdict.BUSY}
    order = ", ".join(str(code) for code in start.WORST_FIRST if code != verdict.BUSY)
    assert f"in the order {order}." in page


def test_the_page_has_the_numbers_of_the_code(page: str) -> None:
    text = " ".join(page.split())
    first, second = (step // MINUTE for step in verdict.BACKOFF)
    assert timedelta(hours=1) == due.GRACE
    for sentence in (
        "What is noticed within an hour is on time",
        f"every {verdict.RECHECK // MINUTE} minutes until `wait_for_data`",
        f"tried again after {first} and after {second} minutes",
        f"{verdict.BUSY_AGAIN // MINUTE} minutes at a time",
        f"killed {runner.PATIENCE_SECONDS:.0f} seconds later",
        f"kills it after {runner.STOP_SECONDS:.0f} seconds",
        f"Every {desk.BEAT_SECONDS:.0f} seconds it writes a heartbeat",
    ):
        assert sentence in text
    assert (due.TRIES, status.MISSED_BEATS, status.N_FIRES) == (3, 3, 5)
    assert timedelta(minutes=2) == maker.LEASE
