"""What a killed run left: recorded if it stands in the archive, else given up; once, by anybody."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from reporter.errors import PeriodBusyError
from reporter.ledger.values import State
from reporter.recovery import GIVEN_UP, RECOVERED, recover
from reporter.report import to_json
from tests.factories import make_report
from tests.factories.ledger import GONE, make_key
from tests.factories.office import ANA, BEN, OPS, RUN, World, make_settings, world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEWER = "20241216T070000Z-bbbb"


@pytest.fixture
def found(tmp_path: Path) -> Iterator[World]:
    """A world with nothing in it."""
    with world(tmp_path, make_settings(tmp_path, to=(ANA, BEN))) as opened:
        yield opened


def killed(found: World, *, send: bool = True, state: State = State.COMPLETE) -> None:
    """A run that was killed between its writing and its recording."""
    found.claimed(place=GONE, send=send)
    report = {"report.json": to_json(make_report()).encode()}
    found.written(audiences={"all": state}, more=report)


def settle(found: World) -> None:
    recover(found.settings, found.ledger, found.store, found.clock())


def kinds(found: World) -> list[str]:
    return [event.kind for event in found.ledger.watch.events()]


def test_what_was_written_is_recorded_and_sent_once(found: World) -> None:
    killed(found)
    for _ in range(3):
        settle(found)
        found.carry()
    run = found.ledger.runs.get(RUN)
    assert (run.state, run.folder) == (State.COMPLETE, f"weekly/2024-W50/{RUN}")
    assert run.plays_read == make_report().quality.read
    there = found.store.list_files(run.folder)
    assert {one.path: one.bytes for one in found.ledger.runs.files(RUN)} == there
    assert [one.state for one in found.ledger.runs.editions(RUN)] == [State.COMPLETE]
    assert found.states() == {ANA: "sent", BEN: "sent"}
    assert kinds(found) == [RECOVERED]


def test_what_was_not_to_be_mailed_is_not(found: World) -> None:
    killed(found, send=False)
    settle(found)
    found.carry()
    assert found.ledger.runs.get(RUN).state is State.COMPLETE
    assert found.states() == {}


def test_what_was_held_back_stays_so_and_the_owner_hears_of_it(found: World) -> None:
    killed(found, state=State.HELD)
    settle(found)
    found.carry()
    assert found.ledger.runs.get(RUN).state is State.HELD
    assert found.states() == {ANA: "held", BEN: "held"}
    assert [(one.cause, one.recipient) for one in found.ledger.watch.alerts()] == [("held", OPS)]


def test_what_was_not_written_is_given_up(found: World) -> None:
    found.claimed(place=GONE)
    settle(found)
    settle(found)
    run = found.ledger.runs.get(RUN)
    assert (run.state, run.folder) == (State.INTERRUPTED, "")
    assert run.error == "its process ended before it was done"
    assert kinds(found) == [GIVEN_UP]
    found.claimed(NEWER)


def test_what_lives_is_left_alone(found: World) -> None:
    found.claimed()
    settle(found)
    assert found.ledger.runs.get(RUN).state is State.RUNNING
    with pytest.raises(PeriodBusyError):
        found.claimed(NEWER)


@pytest.mark.parametrize("path", ["report.json", "mail.json", "manifest.json"])
def test_what_cannot_be_read_stops_nobody(found: World, path: str) -> None:
    killed(found)
    (found.folder / "weekly" / "2024-W50" / RUN / path).write_text("{}")
    settle(found)
    run = found.ledger.runs.get(RUN)
    assert run.state is State.INTERRUPTED
    assert run.error.startswith("its process ended, and what it left cannot be read (")
    found.claimed(NEWER)


def test_a_run_whose_report_no_configuration_knows_is_recorded(found: World) -> None:
    killed(found)
    reports = {"daily": found.settings.reports["weekly"]}
    found.configure(reports=reports)
    settle(found)
    assert found.ledger.runs.get(RUN).state is State.COMPLETE
    assert found.ledger.outbox.of_period(make_key()) == ()


def test_two_at_once_record_it_once(found: World) -> None:
    killed(found)
    gate = Barrier(2)

    def work() -> None:
        with world(found.folder, found.settings) as mine:
            gate.wait()
            settle(mine)
            mine.carry()

    both = [Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert kinds(found) == [RECOVERED]
    assert found.states() == {ANA: "sent", BEN: "sent"}
    assert len(list((found.folder / "outbox").iterdir())) == 2


def test_a_later_run_of_the_period_takes_over_what_was_not_sent(found: World) -> None:
    killed(found)
    settle(found)
    found.made(NEWER)
    found.carry()
    assert {one.run for one in found.messages().values()} == {NEWER}
    assert found.states() == {ANA: "sent", BEN: "sent"}
    assert len(list((found.folder / "outbox").iterdir())) == 2
