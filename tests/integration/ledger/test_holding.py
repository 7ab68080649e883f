"""A period is held while its report is made, and given back whatever happens."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from reporter.errors import LedgerError, PeriodBusyError, SourceError
from reporter.ledger import holding
from reporter.ledger.holding import hold
from reporter.ledger.values import State
from tests.factories.ledger import NOW, make_finished, make_run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.ledger.opening import Ledger


def test_steps_and_result_reach_the_ledger(ledger: Ledger) -> None:
    with hold(ledger, make_run(), lambda: NOW) as held:
        held.step("read", 1.5)
        held.finish(make_finished())
    assert [(one.name, one.seconds) for one in ledger.runs.steps("r1")] == [("read", 1.5)]
    assert ledger.runs.get("r1").state is State.COMPLETE


@pytest.mark.parametrize(
    ("error", "state", "text"),
    [
        (SourceError("no music"), State.FAILED, "no music"),
        (KeyError("secret"), State.FAILED, "KeyError"),
        (KeyboardInterrupt(), State.INTERRUPTED, "KeyboardInterrupt"),
    ],
)
def test_what_ends_a_run_is_said(
    ledger: Ledger, error: BaseException, state: State, text: str
) -> None:
    with pytest.raises(type(error)), hold(ledger, make_run(), lambda: NOW):
        raise error
    run = ledger.runs.get("r1")
    assert (run.state, run.error) == (state, text)


def test_what_comes_after_the_end_changes_nothing(ledger: Ledger) -> None:
    def finish_and_fail() -> None:
        with hold(ledger, make_run(), lambda: NOW) as held:
            held.finish(make_finished())
            raise KeyError

    with pytest.raises(KeyError):
        finish_and_fail()
    assert ledger.runs.get("r1").state is State.COMPLETE


def test_a_held_period_is_busy(ledger: Ledger) -> None:
    with hold(ledger, make_run(), lambda: NOW) as held:
        with pytest.raises(PeriodBusyError), hold(ledger, make_run("r2"), lambda: NOW):
            pass
        held.finish(make_finished())


def test_the_heart_beats_until_the_end(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "BEAT_SECONDS", 0.01)
    beats: list[str] = []
    monkeypatch.setattr(type(ledger.runs), "beat", lambda _, run, __: beats.append(run))
    with hold(ledger, make_run(), lambda: NOW) as held:
        while not beats:
            time.sleep(0.01)
        held.finish(make_finished())
    n = len(beats)
    time.sleep(0.05)
    assert beats == ["r1"] * n


@contextmanager
def away(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, times: int) -> Iterator[list[int]]:
    """The ledger refuses so many transactions."""
    left, write = [times], type(ledger.database).write

    def refuse(self: object) -> object:
        if left[0] > 0:
            left[0] -= 1
            msg = "the ledger does not answer"
            raise LedgerError(msg)
        return write(self)  # type: ignore[arg-type]

    monkeypatch.setattr(type(ledger.database), "write", refuse)
    yield left
    monkeypatch.setattr(type(ledger.database), "write", write)


def test_a_ledger_that_comes_back_hears_of_everything(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "PAUSE_SECONDS", 0.01)
    with hold(ledger, make_run(), lambda: NOW) as held, away(ledger, monkeypatch, 3) as left:
        held.step("read", 1.0)
        held.step("write", 2.0)
        held.finish(make_finished())
    assert left == [0]
    assert [one.name for one in ledger.runs.steps("r1")] == ["read", "write"]
    assert ledger.runs.get("r1").state is State.COMPLETE


def test_a_ledger_that_stays_away_is_an_error(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(holding, "PAUSE_SECONDS", 0.01)
    with (
        pytest.raises(LedgerError, match="does not answer"),
        hold(ledger, make_run(), lambda: NOW) as held,
        away(ledger, monkeypatch, 10**6),
    ):
        held.finish(make_finished())


@pytest.mark.parametrize(("recorded", "nothing"), [(False, True), (True, False)])
def test_it_is_known_whether_another_process_recorded_the_run(
    ledger: Ledger, *, recorded: bool, nothing: bool
) -> None:
    with hold(ledger, make_run(), lambda: NOW) as held:
        if recorded:
            ledger.runs.finish("r1", make_finished(), NOW)
        else:
            ledger.runs.end("r1", State.INTERRUPTED, "its process ended", NOW)
        with pytest.raises(PeriodBusyError) as lost:
            held.finish(make_finished())
        assert held.give_back(lost.value) is nothing
