"""Old files go by policy, what is awaited stays, and a stopped removal is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter.archive.folder import FolderStore
from reporter.config.settings import KeepSettings
from reporter.errors import ArchiveError, OutputError
from reporter.history.prune import prune
from reporter.history.verify import verify
from reporter.ledger.runs import Runs
from reporter.ledger.values import Attempt, DeliveryState, State
from tests.factories.history import keep, quiet
from tests.factories.kept import FILES
from tests.factories.ledger import NOW, make_key

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.history.archive import Archive

TWO = KeepSettings(weekly=2)


def settle(archive: Archive, run: str, state: DeliveryState) -> None:
    for message in archive.ledger.outbox.of_run(run):
        archive.ledger.outbox.settle(message.id, Attempt(NOW, state, None, "x"))


def test_the_newest_periods_stay_with_all_their_runs(archive: Archive, output: Path) -> None:
    old, older = keep(archive, 0), keep(archive, 1, key=make_key(0))
    kept = [keep(archive, 2, key=make_key(1)), keep(archive, 3, key=make_key(1))]
    kept.append(keep(archive, 4, key=make_key(2)))
    would = prune(archive, TWO, NOW, quiet, dry_run=True)
    assert all((output / run.folder).is_dir() for run in (old, older, *kept))
    done = prune(archive, TWO, NOW, quiet)
    assert [one.run.id for one in done.gone] == [old.id, older.id]
    assert [(one.n_files, one.n_bytes) for one in would.gone] == [
        (one.n_files, one.n_bytes) for one in done.gone
    ]
    assert done.gone[0].n_files == len(FILES) + 1
    assert (done.n_kept, done.awaited) == (3, ())
    assert not (output / "weekly" / "2024-W50").exists()
    assert archive.ledger.runs.get(old.id).pruned
    assert archive.ledger.runs.get(old.id).state is State.COMPLETE
    assert {event.text for event in archive.ledger.watch.events(kinds=("pruned",))} == {
        f"run {run.id}" for run in (old, older)
    }
    assert verify(archive, None, quiet).is_well
    assert prune(archive, TWO, NOW, quiet).gone == ()


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (DeliveryState.QUEUED, False),
        (DeliveryState.UNKNOWN, False),
        (DeliveryState.SENT, True),
        (DeliveryState.FAILED, True),
    ],
)
def test_what_is_still_to_be_delivered_stays(
    archive: Archive, state: DeliveryState, *, goes: bool
) -> None:
    first = keep(archive, 0, to=("ana@example.org",))
    settle(archive, first.id, state)
    for number in (1, 2):
        keep(archive, number)
    done = prune(archive, TWO, NOW, quiet)
    assert archive.store.exists(f"{first.folder}/report.pdf") is not goes
    assert [one.run.id for one in done.gone] == [first.id] * goes
    assert [run.id for run in done.awaited] == [first.id] * (not goes)
    assert verify(archive, None, quiet).is_well


def test_what_is_queued_at_the_last_moment_stays(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = keep(archive, 0, to=("ana@example.org",))
    for number in (1, 2):
        keep(archive, number)
    monkeypatch.setattr(Runs, "undelivered", lambda _: frozenset())
    done = prune(archive, TWO, NOW, quiet)
    assert (done.gone, [run.id for run in done.awaited]) == ((), [first.id])
    assert archive.store.exists(f"{first.folder}/report.pdf")


def test_the_newest_complete_report_stays_beside_held_ones(archive: Archive) -> None:
    complete = keep(archive, 0)
    for number in (1, 2, 3):
        keep(archive, number, state=State.HELD)
    done = prune(archive, TWO, NOW, quiet)
    assert complete.id not in {one.run.id for one in done.gone}
    assert len(done.gone) == 1


def test_a_stopped_removal_is_finished(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    old = keep(archive, 0)
    for number in (1, 2):
        keep(archive, number)

    def refuse(*_: object) -> None:
        msg = "the disk says no"
        raise OutputError(msg)

    with monkeypatch.context() as patched:
        patched.setattr(FolderStore, "delete_run", refuse)
        with pytest.raises(ArchiveError, match=f"the files of run {old.id} cannot be removed"):
            prune(archive, TWO, NOW, quiet)
    assert archive.store.exists(f"{old.folder}/report.pdf")
    assert not verify(archive, None, quiet).is_well
    (gone,) = prune(archive, TWO, NOW, quiet).gone
    assert (gone.run.id, gone.n_files) == (old.id, len(FILES) + 1)
    assert verify(archive, None, quiet).is_well
