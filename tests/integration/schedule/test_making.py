"""From the clock to the ledger: periods become due, are made, wait, fail, and are taken over."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import pytest

from reporter.ledger.opening import Ledger, open_ledger
from reporter.ledger.place import here
from reporter.ledger.values import Expected, ExpectedState, Purpose, Scheduler, State
from reporter.schedule.keeper import Keeper
from reporter.schedule.maker import LEASE, Maker
from reporter.schedule.runner import command
from reporter.schedule.stopping import Stopping
from tests.factories.ledger import make_key, make_run
from tests.factories.schedule import (
    BROKEN,
    BUSY,
    DONE,
    DUE,
    LATE,
    STOPPED,
    Clock,
    Scripted,
    Told,
    make_report,
    make_watched,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.schedule.values import Outcome, Watched

WEEK = timedelta(weeks=1)


@dataclass
class Scheduling:
    """A scheduler whose clock and runs are the test's."""

    ledger: Ledger
    clock: Clock
    told: Told
    reports: tuple[Watched, ...] = (make_watched(),)
    outcomes: list[Outcome | Callable[[], Outcome]] = field(default_factory=list)
    name: str = "a"

    def __post_init__(self) -> None:
        self.said: list[str] = []
        self.runner = Scripted(self.outcomes)
        self.keeper = Keeper(self.ledger, self.reports, self.told, self.clock.now)
        self.maker = Maker(
            self.ledger,
            self.keeper,
            self.runner,
            self.name,
            None,
            self.told,
            self.clock,
            self.said.append,
        )

    def tick(self) -> tuple[int, ...]:
        """Look, and make what is due."""
        self.keeper.look(self.clock.now)
        self.alive()
        return self.maker.work()

    def alive(self) -> None:
        """A heartbeat, with the last look."""
        now = self.clock.now
        one = Scheduler(self.name, here(), now, now, now, 30.0, None, "0.1.0")
        self.ledger.watch.beat(one)

    def row(self, label: str = "2024-W50") -> Expected:
        """What the ledger says of a period."""
        return next(one for one in self.ledger.timetable.of("weekly") if one.label == label)

    def states(self) -> dict[str, str]:
        """State of each expected period."""
        return {row.label: row.state.value for row in self.ledger.timetable.of("weekly")}

    def events(self) -> list[tuple[str, str]]:
        """Kind and period of all events, oldest first."""
        return [(event.kind, event.period) for event in self.ledger.watch.events()][::-1]


@pytest.fixture
def scheduling(ledger: Ledger, clock: Clock, told: Told) -> Scheduling:
    """A scheduler of the weekly report, started six days before it is due."""
    made = Scheduling(ledger, clock, told)
    made.tick()
    clock.now = DUE
    return made


def test_a_report_is_made_once_when_it_is_due(scheduling: Scheduling) -> None:
    assert scheduling.runner.asked == []
    assert scheduling.tick() == (0,)
    assert scheduling.runner.asked == [
        command("weekly", "2024-W50", config=None, whole=True, late=False)
    ]
    row = scheduling.row()
    assert (row.state, row.run, row.due_at, row.late) == (ExpectedState.MADE, "r1", DUE, False)
    scheduling.clock.forward(minutes=1)
    assert scheduling.tick() == ()
    assert scheduling.events() == [("made", "2024-W50")]
    assert scheduling.said == ["weekly 2024-W50 made"]


def test_a_new_scheduler_expects_nothing_of_the_time_before_it(
    ledger: Ledger, clock: Clock, told: Told
) -> None:
    clock.now = DUE + timedelta(minutes=1)
    assert Scheduling(ledger, clock, told).tick() == ()
    assert ledger.timetable.of("weekly") == ()


@pytest.mark.parametrize(
    ("policy", "states", "made"),
    [
        ("latest", ["made", "skipped", "skipped", "made"], ["2024-W50", "2025-W01"]),
        ("none", ["made", "skipped", "skipped", "skipped"], ["2024-W50"]),
        ("all", ["made"] * 4, ["2024-W50", "2024-W51", "2024-W52", "2025-W01"]),
    ],
)
def test_three_weeks_of_downtime(
    ledger: Ledger,
    clock: Clock,
    told: Told,
    policy: Literal["latest", "all", "none"],
    states: list[str],
    made: list[str],
) -> None:
    reports = (make_watched(catch_up=policy),)
    before = Scheduling(ledger, clock, told, reports)
    clock.now = DUE
    before.tick()
    clock.forward(weeks=3, days=2)
    after = Scheduling(ledger, clock, told, reports, name="b")
    after.tick()
    assert list(after.states().values()) == states
    assert before.runner.periods + after.runner.periods == made
    skipped = [row for row in ledger.timetable.of("weekly") if row.state == ExpectedState.SKIPPED]
    assert all(f"catch_up: {policy}" in row.reason for row in skipped)
    assert [(kind, row.label) for kind, row in zip(["skipped"] * 3, skipped, strict=False)] == [
        event for event in after.events() if event[0] == "skipped"
    ]
    told_of = [] if policy == "all" else [("missed", "weekly", skipped[-1].label)]
    assert told.what == told_of
    assert all(text.startswith(f"{len(skipped)} periods, ") for text in told.reasons)


def test_what_was_made_and_sent_by_hand_is_not_made_again(scheduling: Scheduling) -> None:
    run = make_report(scheduling.ledger, "2024-W50", DUE - timedelta(minutes=30))
    assert scheduling.tick() == ()
    assert scheduling.runner.asked == []
    assert (scheduling.row().state, scheduling.row().run) == (ExpectedState.MADE, run)


def test_what_was_made_and_not_sent_or_before_its_end_is_made(scheduling: Scheduling) -> None:
    make_report(scheduling.ledger, "2024-W50", DUE - timedelta(days=1))
    make_report(scheduling.ledger, "2024-W50", DUE - timedelta(minutes=30), send=False)
    assert scheduling.tick() == (0,)


def test_what_was_held_back_is_not_made_again(scheduling: Scheduling) -> None:
    make_report(scheduling.ledger, "2024-W50", DUE - timedelta(minutes=30), state=State.HELD)
    assert scheduling.tick() == ()


def test_late_data_waits_and_is_made_when_it_is_through(scheduling: Scheduling) -> None:
    scheduling.runner.outcomes = [LATE, LATE, DONE]
    for _ in range(31):
        scheduling.tick()
        scheduling.clock.forward(minutes=1)
    assert len(scheduling.runner.asked) == 3
    assert [arguments[-2:] for arguments in scheduling.runner.asked] == [
        ("schedule", "--require-whole"),
        ("--require-whole", "--late"),
        ("--require-whole", "--late"),
    ]
    assert (scheduling.row().state, scheduling.row().late) == (ExpectedState.MADE, True)
    assert scheduling.events() == [("waiting", "2024-W50"), ("made", "2024-W50")]


def test_late_data_that_never_comes_is_made_of_what_is_there(scheduling: Scheduling) -> None:
    scheduling.runner.outcomes = [LATE] * 49
    for _ in range(12 * 4 + 1):
        scheduling.tick()
        scheduling.clock.forward(minutes=15)
    *waiting, last = scheduling.runner.asked
    assert len(waiting) == 48
    assert all("--require-whole" in arguments for arguments in waiting)
    assert last[-2:] == ("schedule", "--late")
    scheduling.runner.outcomes = []
    assert scheduling.row().attempts == 1  # it said so although nobody asked: that is a failure
    scheduling.tick()
    assert (scheduling.row().state, scheduling.row().late) == (ExpectedState.MADE, True)


def test_late_data_that_never_comes_is_told(ledger: Ledger, clock: Clock, told: Told) -> None:
    reports = (make_watched(late_data="tell", wait=timedelta(hours=1)),)
    one = Scheduling(ledger, clock, told, reports, [LATE] * 9)
    clock.now = DUE
    for _ in range(8):
        one.tick()
        clock.forward(minutes=15)
    assert len(one.runner.asked) == 5
    assert one.row().state == ExpectedState.MISSED
    assert told.what == [("missed", "weekly", "2024-W50")]
    assert "late_data: tell" in told.reasons[0]


def test_a_failed_run_is_tried_again_twice_and_then_the_owner_is_told(
    scheduling: Scheduling, told: Told
) -> None:
    scheduling.runner.outcomes = [BROKEN, BROKEN, BROKEN]
    starts = []
    for minute in range(60):
        if scheduling.tick():
            starts.append(minute)
        scheduling.clock.forward(minutes=1)
    assert starts == [0, 5, 35]
    assert scheduling.row().state == ExpectedState.FAILED
    assert told.what == [("failed", "weekly", "2024-W50")]
    assert told.reasons == ["the disk is full"]
    assert scheduling.said[0] == "weekly 2024-W50 run failed: the disk is full"
    failed = [event for event in scheduling.ledger.watch.events() if event.kind == "run_failed"]
    assert [event.text for event in failed] == ["the disk is full\na traceback"] * 3


def test_the_next_report_that_is_made_says_that_it_recovered(
    scheduling: Scheduling, told: Told
) -> None:
    scheduling.runner.outcomes = [BROKEN, BROKEN, BROKEN]
    for minutes in (5, 30, 0):
        scheduling.tick()
        scheduling.clock.forward(minutes=minutes)
    scheduling.clock.now = DUE + WEEK
    scheduling.tick()
    assert told.what[-1] == ("recovered", "weekly", "2024-W51")
    assert told.reasons[-1] == "the report of 2024-W50 had not been made"


def test_a_busy_period_is_looked_at_again(scheduling: Scheduling) -> None:
    scheduling.runner.outcomes = [BUSY]
    assert scheduling.tick() == ()
    assert scheduling.row().state == ExpectedState.EXPECTED
    run = make_report(scheduling.ledger, "2024-W50", scheduling.clock.now)
    scheduling.clock.forward(minutes=5)
    assert scheduling.tick() == ()
    assert (scheduling.row().state, scheduling.row().run) == (ExpectedState.MADE, run)


def test_a_run_over_its_time_that_a_dead_scheduler_left_is_ended(
    scheduling: Scheduling, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr("reporter.schedule.maker.end_leader", ended.append)
    key = replace(make_key(), label="2024-W50")
    new = replace(make_run(key=key), purpose=Purpose.SCHEDULE)
    scheduling.ledger.runs.claim(new, DUE)
    scheduling.runner.outcomes = [BUSY, BUSY]
    scheduling.clock.forward(minutes=50)
    scheduling.tick()
    assert ended == []
    scheduling.clock.forward(minutes=11)
    scheduling.tick()
    assert ended == [here().pid]


def test_a_stopped_scheduler_hands_its_period_back(scheduling: Scheduling) -> None:
    def stop() -> Outcome:
        scheduling.runner.stop = Stopping(asked=True)
        return STOPPED

    scheduling.runner.outcomes = [stop]
    scheduling.tick()
    row = scheduling.row()
    assert (row.state, row.attempts, row.claimed_by) == (ExpectedState.EXPECTED, 0, "")
    assert ("handed_back", "2024-W50") in scheduling.events()


def test_a_claim_of_a_dead_scheduler_is_taken_over(scheduling: Scheduling, told: Told) -> None:
    def die() -> Outcome:
        raise KeyboardInterrupt

    scheduling.runner.outcomes = [die]
    with pytest.raises(KeyboardInterrupt):
        scheduling.tick()
    assert scheduling.row().state == ExpectedState.RUNNING
    other = Scheduling(scheduling.ledger, scheduling.clock, told, name="b")
    assert other.tick() == ()
    scheduling.clock.now += LEASE
    assert other.tick() == (0,)
    assert (other.row().state, other.row().run) == (ExpectedState.MADE, "r1")
    assert ("taken_over", "2024-W50") in other.events()


def test_what_a_dead_scheduler_had_made_is_not_made_again(
    scheduling: Scheduling, told: Told
) -> None:
    def made_then_died() -> Outcome:
        make_report(scheduling.ledger, "2024-W50", scheduling.clock.now)
        raise KeyboardInterrupt

    scheduling.runner.outcomes = [made_then_died]
    with pytest.raises(KeyboardInterrupt):
        scheduling.tick()
    scheduling.clock.now += LEASE
    other = Scheduling(scheduling.ledger, scheduling.clock, told, name="b")
    assert other.tick() == ()
    assert other.runner.asked == []
    assert other.row().state == ExpectedState.MADE


def test_a_period_that_kills_every_scheduler_is_given_up(
    scheduling: Scheduling, told: Told
) -> None:
    def die() -> Outcome:
        raise KeyboardInterrupt

    scheduling.runner.outcomes = [die, die, die]
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            scheduling.tick()
        scheduling.clock.now += LEASE
    assert scheduling.tick() == (1,)
    assert scheduling.row().state == ExpectedState.FAILED
    assert told.what == [("failed", "weekly", "2024-W50")]


def test_a_heartbeat_keeps_what_is_worked_on(scheduling: Scheduling, told: Told) -> None:
    other = Scheduling(scheduling.ledger, scheduling.clock, told, name="b")

    def long_run() -> Outcome:
        for _ in range(10):
            scheduling.clock.forward(minutes=1)
            scheduling.maker.beat(scheduling.clock.now)
            assert other.tick() == ()
        return DONE

    scheduling.runner.outcomes = [long_run]
    assert scheduling.tick() == (0,)
    assert other.runner.asked == []


def test_who_lost_its_claim_says_nothing_about_the_period(
    scheduling: Scheduling, told: Told
) -> None:
    other = Scheduling(scheduling.ledger, scheduling.clock, told, name="b")

    def sleeps() -> Outcome:
        scheduling.clock.now += LEASE
        other.tick()
        return BROKEN

    scheduling.runner.outcomes = [sleeps]
    scheduling.tick()
    assert scheduling.row().state == ExpectedState.MADE
    assert ("lost", "2024-W50") in scheduling.events()


def test_another_cron_expression_begins_anew(scheduling: Scheduling, told: Told) -> None:
    scheduling.tick()
    scheduling.clock.forward(weeks=3)
    reports = (make_watched(cron="0 9 * * tue"),)
    other = Scheduling(scheduling.ledger, scheduling.clock, told, reports, name="b")
    other.tick()
    assert other.states() == {"2024-W50": "made"}


def test_reports_of_another_configuration_are_left_alone(scheduling: Scheduling) -> None:
    scheduling.keeper.look(DUE)
    other = Scheduling(
        scheduling.ledger, scheduling.clock, Told(), (make_watched("daily"),), name="b"
    )
    assert other.tick() == ()
    assert scheduling.row().state == ExpectedState.EXPECTED


def test_schedulers_at_once_on_one_database_make_one_report(any_url: str) -> None:
    """Four of them, each with a connection of its own, through six weeks."""
    start = DUE - timedelta(days=1)
    made: Counter[str] = Counter()
    weeks, n_schedulers = 6, 4
    with open_ledger(any_url, start):
        pass
    barrier = threading.Barrier(n_schedulers)

    def schedule(name: str) -> None:
        clock = Clock(start)
        with open_ledger(any_url, start) as ledger:
            one = Scheduling(ledger, clock, Told(), name=name)
            for week in range(weeks):
                clock.now = DUE + week * WEEK
                barrier.wait()
                one.tick()
                barrier.wait()
            made.update(one.runner.periods)

    threads = [threading.Thread(target=schedule, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == weeks
    assert set(made.values()) == {1}
