"""The scheduler as its operator meets it: processes, files, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from reporter import sample
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import Expected, ExpectedState, Purpose, Run
from reporter.period import PeriodKind, latest

if TYPE_CHECKING:
    from pathlib import Path

EVERY_MINUTE = "* * * * *"
SOURCE = "plays.csv"


def program(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, with its configuration there."""
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("REPORTER_")}
    return subprocess.run(
        [sys.executable, "-m", "reporter", *arguments],
        cwd=folder,
        env=quiet,
        capture_output=True,
        text=True,
        check=False,
    )


def write_plays(folder: Path, now: datetime, *, through: bool) -> None:
    """A small history whose last week is the last whole week before now.

    Args:
        folder: where it goes.
        now: the clock.
        through: with a play after that week, as a source has whose data came in; else without
            the last day.
    """
    made = folder / "made"
    sample.write(made, listeners=12, weeks=6, seed=3, format=sample.Format.CSV)
    end = yaml.safe_load((made / "truth.yaml").read_text(encoding="utf-8"))["end_day"]
    week = latest(PeriodKind.WEEK, now.date())
    shift = week.end_day - date.fromisoformat(str(end))
    head, *lines = (made / SOURCE).read_text(encoding="utf-8").splitlines()
    moved = [_at(line, _time(line) + shift) for line in lines]
    if through:
        last = max((line for line in moved if ',"spotify:track:' in line), key=_time)
        moved.append(_at(last, now - timedelta(minutes=5)))
    else:
        moved = [line for line in moved if _time(line).date() < week.last_day]
    text = "\n".join([head, *moved])
    (folder / SOURCE).write_text(f"{text}\n", encoding="utf-8")


def _time(line: str) -> datetime:
    return datetime.fromisoformat(line.split('"')[3])


def _at(line: str, at: datetime) -> str:
    parts = line.split('"')
    parts[3] = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return '"'.join(parts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration of one report that is due every minute, which a scheduler has seen before."""
    config = {
        "source": {"path": SOURCE},
        "zone": "UTC",
        "reports": {
            "weekly": {
                "cron": EVERY_MINUTE,
                "min_group_size": 1,
                "audiences": [{"name": "leadership", "to": ["ceo@example.org"]}],
            }
        },
    }
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    seen = datetime.now(UTC) - timedelta(minutes=2)
    with open_ledger(ledger_url(tmp_path), seen) as ledger:
        ledger.timetable.watch("weekly", EVERY_MINUTE, seen)
    return tmp_path


def ledger_url(folder: Path) -> str:
    """The ledger that the program uses there."""
    return f"sqlite:///{folder / 'output' / 'reporter.db'}"


def looked_up(folder: Path) -> tuple[Expected, tuple[Run, ...]]:
    """The expected period, and all runs."""
    with open_ledger(ledger_url(folder), datetime.now(UTC)) as ledger:
        (row,) = ledger.timetable.of("weekly")
        return row, ledger.runs.list(limit=None)


@pytest.mark.slow
@pytest.mark.pdf
def test_what_is_due_is_made_and_mailed_once(folder: Path) -> None:
    now = datetime.now(UTC)
    write_plays(folder, now, through=True)
    done = program(folder, "schedule", "--once")
    assert done.returncode == 0, done.stderr
    row, (run,) = looked_up(folder)
    assert (row.state, row.run) == (ExpectedState.MADE, run.id)
    assert row.label == run.key.label == latest(PeriodKind.WEEK, now.date()).label
    assert (run.purpose, run.send, run.late) == (Purpose.SCHEDULE, True, False)
    assert (folder / "output" / run.folder / "manifest.json").exists()
    (mail,) = (folder / "output" / "outbox").rglob("*.eml")
    assert b"To: ceo@example.org" in mail.read_bytes()

    again = program(folder, "schedule", "--once")
    assert again.returncode == 0, again.stderr
    assert looked_up(folder) == (row, (run,))
    assert list((folder / "output" / "outbox").rglob("*.eml")) == [mail]


@pytest.mark.slow
def test_late_data_waits(folder: Path) -> None:
    write_plays(folder, datetime.now(UTC), through=False)
    done = program(folder, "schedule", "--once")
    assert done.returncode == 0, done.stderr
    row, runs = looked_up(folder)
    assert row.state == ExpectedState.WAITING, row
    assert (row.attempts, row.late, runs) == (0, True, ())
    assert list(folder.rglob("*.eml")) == []


def test_the_next_times_and_who_is_alive(folder: Path) -> None:
    coming = program(folder, "schedule", "--list", "--json")
    assert coming.returncode == 0, coming.stderr
    (weekly,) = last_line(coming)["reports"]
    assert len(weekly["fires"]) == 5
    assert all(fire["at"].endswith("+00:00") for fire in weekly["fires"])
    status = program(folder, "schedule", "--status", "--json")
    assert (status.returncode, last_line(status)["alive"]) == (1, False)


def last_line(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The object on the last line of stdout."""
    values: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return values
