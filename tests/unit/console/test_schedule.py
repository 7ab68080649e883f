"""What comes next, who is alive and what is not made: for people and for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from reporter.config.settings import Settings
from reporter.console import schedule as view
from reporter.ledger.place import Place
from reporter.ledger.values import Event, ExpectedState, Scheduler
from reporter.schedule.start import log_line
from reporter.schedule.status import Status, upcoming
from reporter.schedule.values import watched
from tests.factories.ledger import make_expected
from tests.factories.schedule import DUE

NIGHT = datetime(2024, 10, 25, 12, tzinfo=UTC)
SETTINGS = Settings.model_validate(
    {
        "zone": "Europe/Berlin",
        "reports": {
            "nightly": {"cron": "30 2 * * *", "period": "day"},
            "tokyo": {"cron": "0 7 * * mon", "zone": "Asia/Tokyo", "wait_for_data": "2h"},
            "on_demand": {},
        },
    }
)
ALIVE = Scheduler("a", Place("host/boot", 7, "1"), DUE, DUE, DUE, 30.0, None, "0.1.0")


def test_only_reports_with_a_schedule_are_watched_each_in_its_zone() -> None:
    nightly, tokyo = watched(SETTINGS)
    assert (nightly.name, nightly.zone.key, nightly.data_zone.key) == (
        "nightly",
        "Europe/Berlin",
        "Europe/Berlin",
    )
    assert (tokyo.zone.key, tokyo.data_zone.key) == ("Asia/Tokyo", "Europe/Berlin")


def test_the_next_five_times_with_their_offsets_and_periods(
    capsys: pytest.CaptureFixture[str],
) -> None:
    view.show_upcoming(upcoming(SETTINGS, NIGHT), as_json=False)
    lines = capsys.readouterr().out.rstrip().splitlines()
    assert len(lines) == 1 + 5 + 5
    assert lines[0].split() == ["Report", "When", "Period"]
    assert [line.split(maxsplit=1)[1] for line in lines[1:4]] == [
        "Sat 2024-10-26 02:30 +02:00 Europe/Berlin  2024-10-25",
        "Sun 2024-10-27 02:30 +02:00 Europe/Berlin  2024-10-26",
        "Mon 2024-10-28 02:30 +01:00 Europe/Berlin  2024-10-27",
    ]
    assert lines[6].split() == (
        ["tokyo", "Mon", "2024-10-28", "07:00", "+09:00", "Asia/Tokyo", "2024-W42"]
    )


def test_the_same_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    view.show_upcoming(upcoming(SETTINGS, NIGHT, n=1), as_json=True)
    nightly, tokyo = json.loads(capsys.readouterr().out)["reports"]
    assert nightly["fires"] == [{"at": "2024-10-26T02:30:00+02:00", "period": "2024-10-25"}]
    assert (tokyo["report"], tokyo["zone"]) == ("tokyo", "Asia/Tokyo")


def test_nothing_is_scheduled(capsys: pytest.CaptureFixture[str]) -> None:
    view.show_upcoming(upcoming(Settings(), NIGHT), as_json=False)
    assert capsys.readouterr().out == "no report of the configuration has a cron expression\n"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (Status(alive=False, scheduler=None), "no scheduler is alive"),
        (
            Status(alive=False, scheduler=ALIVE),
            "no scheduler is alive; the last one, host:7, was heard of at 2024-12-16 06:00:00Z",
        ),
        (
            Status(alive=True, scheduler=ALIVE),
            (
                "a scheduler is alive: host:7, since 2024-12-16 06:00:00Z, "
                "last looked at 2024-12-16 06:00:00Z"
            ),
        ),
    ],
)
def test_status(found: Status, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    view.show_status(found, as_json=False)
    assert capsys.readouterr().out == f"{sentence}\n"
    view.show_status(found, as_json=True)
    values = json.loads(capsys.readouterr().out)
    assert values["alive"] is found.alive
    assert (values["scheduler"] or {}).get("pid") == (7 if found.scheduler else None)


def test_status_tells_what_is_not_made_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    waits = replace(make_expected(state=ExpectedState.WAITING), next_at=DUE, reason="no data yet")
    trouble = Event(DUE, "job_error", "", "", "tick met an error (ValueError: no)")
    found = Status(alive=True, scheduler=ALIVE, trouble=trouble, unmade=(waits,))
    view.show_status(found, as_json=False)
    _, told, head, row, _ = capsys.readouterr().out.split("\n", maxsplit=4)
    assert told == "its last trouble, at 2024-12-16 06:00:00Z: tick met an error (ValueError: no)"
    assert head.split() == ["Report", "Period", "State", "Due", "Next", "try", "Why"]
    assert row.startswith("weekly  2024-W50  waiting ")
    assert row.endswith("2024-12-16 06:00:00Z  no data yet")
    view.show_status(found, as_json=True)
    values = json.loads(capsys.readouterr().out)
    assert values["trouble"] == {"at": DUE.isoformat(), "text": trouble.text}
    assert values["periods"] == [
        {
            "report": "weekly",
            "period": "2024-W50",
            "state": "waiting",
            "due_at": waits.due_at.isoformat(),
            "next_at": DUE.isoformat(),
            "late": False,
            "attempts": 0,
            "reason": "no data yet",
        }
    ]


def test_a_line_of_the_log() -> None:
    assert log_line(DUE, "weekly 2024-W50 made") == "2024-12-16T06:00:00Z weekly 2024-W50 made"
