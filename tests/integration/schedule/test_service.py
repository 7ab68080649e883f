"""The scheduler at work: its jobs, its troubles, its signs of life, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.triggers.interval import IntervalTrigger

from reporter.cli import main
from reporter.config.settings import Settings
from reporter.errors import ConfigError, LedgerError
from reporter.ledger.opening import Ledger, open_ledger
from reporter.ledger.place import here
from reporter.ledger.values import Event, ExpectedState, Scheduler
from reporter.schedule import service
from reporter.schedule.desk import open_desk
from reporter.schedule.runner import command, end_leader
from reporter.schedule.start import schedule, worst
from reporter.schedule.status import status
from reporter.schedule.stopping import Stopping
from reporter.schedule.values import Chores
from tests.factories.ledger import make_expected
from tests.factories.schedule import DUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import Connection

    from reporter.ledger.database import Database
    from reporter.schedule.desk import Desk

PATIENT = 60.0
NOTES_ITS_ARGUMENTS = """
import json, os, pathlib, sys
folder = pathlib.Path(os.environ["TEST_FOLDER"])
with (folder / "asked").open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
codes = [int(code) for code in (folder / "codes").read_text().split()]
(folder / "codes").write_text(" ".join(map(str, codes[1:])))
print(json.dumps({"run": "r1", "reason": "not_through" if codes[:1] == [3] else ""}))
sys.exit(codes[0] if codes else 0)
"""
HANGS = """
import os, pathlib, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
(pathlib.Path(os.environ["TEST_FOLDER"]) / "pid").write_text(str(os.getpid()))
time.sleep(600)
"""
SERVICE = """
import sys
from datetime import datetime, timedelta
from reporter.config import load
from functools import partial
from reporter.schedule import desk
from reporter.schedule.start import schedule
began = datetime.now().astimezone()
def clock():
    return datetime.fromisoformat(sys.argv[2]) + (datetime.now().astimezone() - began)
desk.Runner = partial(desk.Runner, stop_patience=1.0)
sys.exit(schedule(load(None), None, clock=clock, program=(sys.executable, "-c", sys.argv[1])))
"""


@dataclass
class Going:
    """A clock that starts at some instant and goes on as clocks do."""

    start: datetime
    began: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self.began)


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until something is so; fails after a minute."""
    end = time.monotonic() + PATIENT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program of these tests notes what it was asked for."""
    monkeypatch.setenv("TEST_FOLDER", str(tmp_path))
    (tmp_path / "codes").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def settings(folder: Path) -> Settings:
    """A weekly report on Mondays at seven in Berlin."""
    return Settings.model_validate(
        {
            "zone": "Europe/Berlin",
            "archive": {"files": str(folder / "output")},
            "owner": {"mail": ["ops@example.org"]},
            "reports": {"weekly": {"cron": "0 7 * * mon"}},
        }
    )


@contextmanager
def opened(settings: Settings, now: datetime = DUE) -> Iterator[Ledger]:
    """The ledger of the settings."""
    with open_ledger(settings.archive.ledger_url, now) as ledger:
        yield ledger


def watch(settings: Settings) -> None:
    """Let a scheduler have seen the report an hour before it is due."""
    with opened(settings) as ledger:
        ledger.timetable.watch("weekly", "0 7 * * mon", DUE - timedelta(hours=1))


def once(settings: Settings, code: str = NOTES_ITS_ARGUMENTS, **more: Any) -> int:  # noqa: ANN401
    """Do what is due a minute after the report is."""
    program = (sys.executable, "-c", code)
    given = {"clock": Going(DUE + timedelta(minutes=1)), **more}
    return schedule(settings, None, once=True, program=program, **given)


def desk(settings: Settings, ledger: Ledger, stop: Stopping, start: datetime = DUE) -> Desk:
    """A scheduler whose program notes what it is asked for."""
    return open_desk(
        settings,
        ledger,
        config=None,
        clock=Going(start),
        stop=stop,
        say=lambda _text: None,
        program=(sys.executable, "-c", NOTES_ITS_ARGUMENTS),
    )


def asked(folder: Path) -> list[str]:
    """What the program was asked for."""
    file = folder / "asked"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_once_makes_what_is_due_and_leaves(settings: Settings, folder: Path) -> None:
    watch(settings)
    assert once(settings) == 0
    assert once(settings) == 0
    assert asked(folder) == [
        " ".join(command("weekly", "2024-W50", config=None, whole=True, late=False))
    ]
    with opened(settings) as ledger:
        assert ledger.timetable.of("weekly")[0].state == ExpectedState.MADE
        kinds = [event.kind for event in ledger.watch.events()][::-1]
        assert kinds[:3] == ["scheduler_started", "made", "scheduler_stopped"]
        assert not status(ledger, DUE + timedelta(minutes=1)).alive


@pytest.mark.parametrize(
    ("codes", "code"), [("0", 0), ("4", 4), ("6", 6), ("1", 1), ("2", 2), ("3", 0), ("5", 0)]
)
def test_once_ends_with_the_code_of_its_run(
    settings: Settings, folder: Path, codes: str, code: int
) -> None:
    """Late data and a busy period are no failure: the next call looks again."""
    watch(settings)
    (folder / "codes").write_text(codes, encoding="utf-8")
    assert once(settings) == code


def test_the_worst_of_several_codes() -> None:
    assert worst([]) == worst([0, 0]) == 0
    assert worst([0, 4, 6]) == 6
    assert worst([6, 3, 1]) == 1
    assert worst([4, 77]) == 77


def test_once_does_the_chores(settings: Settings) -> None:
    done: list[str] = []
    chores = Chores(
        deliver=lambda _ledger, stop: done.append(f"deliver {stop.asked}"),
        ping=lambda: done.append("ping"),
        clear_up=lambda _ledger: done.append("clear up"),
    )
    assert once(settings, chores=chores) == 0
    assert done == ["clear up", "deliver False", "ping"]


def test_what_cannot_be_cleared_up_keeps_no_report_from_being_made(
    settings: Settings, folder: Path
) -> None:
    def fail(_ledger: Ledger) -> None:
        msg = "the bucket does not answer"
        raise LedgerError(msg)

    watch(settings)
    with pytest.raises(LedgerError):
        once(settings, chores=Chores(clear_up=fail))
    assert len(asked(folder)) == 1


def test_the_owner_is_told_of_a_failure_once_for_each_receiver(
    settings: Settings, folder: Path
) -> None:
    watch(settings)
    for _ in range(3):
        (folder / "codes").write_text("1", encoding="utf-8")
        assert once(settings) == 1
        with opened(settings) as ledger:
            row = ledger.timetable.of("weekly")[0]
            ledger.timetable.settle(row, row.state, attempts=row.attempts)
    with opened(settings) as ledger:
        (alert,) = ledger.watch.alerts()
    assert (alert.cause, alert.report, alert.period) == ("failed", "weekly", "2024-W50")
    assert (alert.channel, alert.recipient) == ("mail", "ops@example.org")
    assert alert.subject == "Weekly listening report 2024-W50: the report could not be made"


def test_no_report_with_a_schedule_is_an_error_that_says_what_to_do(folder: Path) -> None:
    settings = Settings.model_validate({"archive": {"files": str(folder / "output")}})
    with pytest.raises(ConfigError, match="cron: '0 7"):
        once(settings)


def test_it_makes_what_is_due_gives_signs_of_life_and_stops(
    settings: Settings, folder: Path
) -> None:
    watch(settings)
    stop, delivered, pinged = Stopping(), threading.Event(), threading.Event()
    chores = Chores(lambda _ledger, _stop: delivered.set(), pinged.set)
    with opened(settings) as ledger:
        one = desk(settings, ledger, stop, DUE + timedelta(minutes=1))
        thread = threading.Thread(target=service.serve, args=(one, chores, stop))
        thread.start()
        try:
            wait_for(lambda: ledger.timetable.of("weekly")[:1] and not ledger.timetable.open())
            assert delivered.wait(PATIENT)
            assert pinged.wait(PATIENT)
            alive = status(ledger, one.clock())
            assert alive.alive
            assert alive.scheduler is not None
            assert (alive.scheduler.place, alive.exit_code) == (here(), 0)
        finally:
            stop.asked = True
            thread.join(PATIENT)
        assert not thread.is_alive()
        assert asked(folder) == [
            " ".join(command("weekly", "2024-W50", config=None, whole=True, late=False))
        ]
        stopped = status(ledger, one.clock())
        assert (stopped.alive, stopped.exit_code) == (False, 1)


def test_its_jobs_are_made_of_the_configuration_and_bounded(settings: Settings) -> None:
    with opened(settings) as ledger:
        stop = Stopping()
        one = desk(settings, ledger, stop)
        scheduler = service.make_scheduler(one)
        service.add_jobs(scheduler, one, Chores(), stop)
        scheduler.start(paused=True)
        jobs = {job.id: job for job in scheduler.get_jobs()}
        kept = {type(scheduler._lookup_jobstore(job._jobstore_alias)) for job in jobs.values()}  # noqa: SLF001 - nothing else tells
        scheduler.shutdown()
    assert kept == {
        MemoryJobStore
    }  # others pickle jobs, lose what they cannot load, are not shared
    assert set(jobs) == {"tick", "heartbeat", "report weekly"}
    assert all(job.coalesce and job.max_instances == 1 for job in jobs.values())
    assert jobs["tick"].misfire_grace_time == service.GRACE_SECONDS
    assert jobs["report weekly"].misfire_grace_time is None
    fire = jobs["report weekly"].next_run_time
    assert fire.astimezone(UTC).minute == 0
    assert fire.weekday() == 0


@pytest.fixture
def troubled(settings: Settings) -> Iterator[tuple[Any, Ledger]]:
    """A scheduler of APScheduler that tells its troubles, and the ledger that hears them."""
    with opened(settings) as ledger:
        scheduler = service.make_scheduler(desk(settings, ledger, Stopping()))
        scheduler.start()
        yield scheduler, ledger
        scheduler.shutdown()


def told(ledger: Ledger, kind: str) -> list[Event]:
    """Events of a kind."""
    return [event for event in ledger.watch.events() if event.kind == kind]


def test_an_error_of_a_job_reaches_the_ledger(troubled: tuple[Any, Ledger]) -> None:
    scheduler, ledger = troubled

    def fail() -> None:
        msg = "no such table\nat all"
        raise ValueError(msg)

    scheduler.add_job(fail, id="tick", executor="looks")
    wait_for(lambda: told(ledger, "job_error"))
    assert told(ledger, "job_error")[0].text == (
        "tick met an error (ValueError: no such table at all)"
    )


def test_a_missed_job_reaches_the_ledger(troubled: tuple[Any, Ledger]) -> None:
    scheduler, ledger = troubled
    at = datetime.now(UTC) - timedelta(minutes=5)
    every = IntervalTrigger(minutes=2, timezone=UTC)
    scheduler.add_job(pytest.fail, every, id="tick", executor="looks", next_run_time=at)
    wait_for(lambda: told(ledger, "job_missed"))
    assert f"tick was to run at {at + timedelta(minutes=4):%Y-%m-%d %H:%M}" in (
        told(ledger, "job_missed")[0].text
    )


def test_a_job_that_takes_too_long_reaches_the_ledger(troubled: tuple[Any, Ledger]) -> None:
    scheduler, ledger = troubled
    release = threading.Event()
    scheduler.add_job(
        lambda: release.wait(PATIENT),
        IntervalTrigger(seconds=1, timezone=UTC),
        id="tick",
        executor="looks",
        next_run_time=datetime.now(UTC),
    )
    wait_for(lambda: told(ledger, "job_overrun"))
    release.set()
    assert "its last run had not ended" in told(ledger, "job_overrun")[0].text


def test_a_trouble_that_the_ledger_cannot_take_is_printed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @dataclass
    class Failed:
        code: int = EVENT_JOB_ERROR
        job_id: str = "heartbeat"
        exception: Exception = field(default_factory=lambda: LedgerError("it is gone"))

    def refuse(*_: object) -> None:
        msg = "it is gone"
        raise LedgerError(msg)

    with opened(settings) as ledger:
        monkeypatch.setattr(type(ledger.watch), "note", refuse)
        service.tell_trouble(desk(settings, ledger, Stopping()), Failed())
    assert "heartbeat met an error (LedgerError: it is gone)" in capsys.readouterr().err


def test_work_that_goes_on_is_not_begun_again(troubled: tuple[Any, Ledger]) -> None:
    scheduler, ledger = troubled
    begun, release, done = threading.Semaphore(0), threading.Event(), []

    def work() -> None:
        begun.release()
        release.wait(PATIENT)
        done.append(1)

    def has_done(n: int) -> bool:
        return len(done) == n and lane.is_free

    lane = service.Lane(scheduler, "runs", work)
    lane.wake()
    assert begun.acquire(timeout=PATIENT)
    for _ in range(5):
        lane.wake()
    release.set()
    wait_for(partial(has_done, 1))
    for n in range(2, 20):  # at once after the end of the one before
        lane.wake()
        wait_for(partial(has_done, n))
    assert told(ledger, "job_overrun") == []


def test_a_look_with_nothing_due_reads_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(settings) as ledger:
        one = desk(settings, ledger, Stopping(), DUE - timedelta(days=3))
        one.tick()
        count: list[str] = []
        real = type(ledger.database).read

        def read(database: Database) -> AbstractContextManager[Connection]:
            count.append("read")
            return real(database)

        monkeypatch.setattr(type(ledger.database), "read", read)
        monkeypatch.setattr(type(ledger.database), "write", pytest.fail)
        monkeypatch.setattr("reporter.schedule.due.fires", lambda *_: pytest.fail("a cron"))
        assert not one.tick()
    assert count == ["read"]


@pytest.mark.parametrize(
    ("silence", "alive"), [(timedelta(seconds=89), True), (timedelta(seconds=90), False)]
)
def test_three_missed_heartbeats_are_death(ledger: Ledger, silence: timedelta, alive: bool) -> None:
    place = here()
    ledger.watch.beat(Scheduler("a", place, DUE, DUE, None, 30.0, None, "0.1.0"))
    found = status(ledger, DUE + silence)
    assert found.alive is alive
    assert found.scheduler is not None


def test_status_finds_what_is_not_made_and_the_newest_trouble(ledger: Ledger) -> None:
    place, before, after = here(), DUE - timedelta(hours=1), DUE + timedelta(minutes=1)
    ledger.timetable.expect([make_expected()])
    ledger.watch.note(Event(before, "job_error", "", "", "of an earlier scheduler"))
    ledger.watch.beat(Scheduler("a", place, DUE, DUE, None, 30.0, None, "0.1.0"))
    assert status(ledger, after).trouble is None
    for at, kind in ((DUE, "job_missed"), (after, "job_overrun"), (after, "made")):
        ledger.watch.note(Event(at, kind, "", "", kind))
    found = status(ledger, after)
    assert found.trouble is not None
    assert found.trouble.kind == "job_overrun"
    assert found.unmade == (make_expected(),)


def test_whoever_asks_for_the_status_makes_no_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["schedule", "--status"]) == 1
    assert list(tmp_path.iterdir()) == []


def test_nobody_was_ever_there(ledger: Ledger) -> None:
    found = status(ledger, DUE)
    assert (found.alive, found.scheduler) == (False, None)


@contextmanager
def served(settings: Settings, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A scheduler in a process of its own, whose run hangs and hears no request to terminate."""
    file = folder / "config.yaml"
    file.write_text(json.dumps(settings.model_dump(mode="json", exclude_defaults=True)))
    at = (DUE + timedelta(minutes=1)).isoformat()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICE, HANGS, at],
        env={**os.environ, "REPORTER_CONFIG": str(file)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: (folder / "pid").exists() and (folder / "pid").read_text())
        yield process
    finally:
        process.kill()
        process.communicate()


def is_running(pid: int) -> bool:
    """Whether a process runs."""
    file = Path(f"/proc/{pid}/stat")
    return file.exists() and file.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_its_run_and_hands_the_period_back(
    settings: Settings, folder: Path, number: signal.Signals
) -> None:
    watch(settings)
    with served(settings, folder) as process:
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert not is_running(int((folder / "pid").read_text(encoding="utf-8")))
    with opened(settings) as ledger:
        (row,) = ledger.timetable.of("weekly")
        assert (row.state, row.attempts, row.claimed_by) == (ExpectedState.EXPECTED, 0, "")
        assert told(ledger, "scheduler_stopped")
        assert told(ledger, "handed_back")


def test_a_scheduler_that_was_killed_is_followed_by_another(
    settings: Settings, folder: Path
) -> None:
    watch(settings)
    with served(settings, folder) as process:
        process.kill()
    orphan = int((folder / "pid").read_text(encoding="utf-8"))
    assert end_leader(orphan, patience=0)
    assert once(settings) == 0
    with opened(settings) as ledger:
        assert ledger.timetable.of("weekly")[0].state == ExpectedState.RUNNING
    assert once(settings, clock=Going(DUE + timedelta(minutes=5))) == 0
    with opened(settings) as ledger:
        assert ledger.timetable.of("weekly")[0].state == ExpectedState.MADE
        assert told(ledger, "taken_over")
    assert len(asked(folder)) == 1
