"""Remove the files of old reports, as `archive.keep` says; the ledger still knows the runs.

The ledger gives a run up before its files go, and only if nothing of it is still to be delivered.
Whatever stops the removal after that is finished by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporter.archive.prune import Candidate, to_prune
from reporter.errors import ArchiveError, OutputError
from reporter.ledger.values import Event, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from reporter.archive.store import Store
    from reporter.config.settings import KeepSettings
    from reporter.history.archive import Advance, Archive
    from reporter.ledger.values import Run

PRUNED = "pruned"


@dataclass(frozen=True, slots=True)
class Gone:
    """A run whose files were removed, or would be.

    Attributes:
        run: it was.
        n_files: its files.
        n_bytes: of them together.
    """

    run: Run
    n_files: int
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be.

    Attributes:
        gone: in order of report, period and run.
        awaited: runs that would go if there were not something of them to deliver or to clear up.
        n_kept: other runs that have files.
    """

    gone: tuple[Gone, ...]
    awaited: tuple[Run, ...]
    n_kept: int

    @property
    def n_bytes(self) -> int:
        """Of all removed files."""
        return sum(one.n_bytes for one in self.gone)


def prune(
    archive: Archive, keep: KeepSettings, now: datetime, advance: Advance, *, dry_run: bool = False
) -> Pruned:
    """Remove what goes by policy.

    Args:
        archive: the ledger and the files.
        keep: how many periods of each kind stay.
        now: the clock, aware.
        advance: told after each run.
        dry_run: only say what would be removed.

    Raises:
        ArchiveError: files cannot be removed.
        LedgerError: the ledger cannot be used.
    """
    runs = {run.id: run for run in archive.with_files()}
    candidates = tuple(_candidates(runs.values(), archive.ledger.runs.undelivered()))
    due = [runs[one.run] for one in to_prune(candidates, keep)]
    regardless = to_prune([replace(one, is_awaited=False) for one in candidates], keep)
    awaited = [runs[one.run] for one in regardless if runs[one.run] not in due]
    gone = list(_left(archive, dry_run=dry_run))
    for done, run in enumerate(due, start=1):
        files, store = archive.ledger.runs.files(run.id), archive.store_of(run)
        if dry_run or archive.ledger.runs.prune(run.id, now):
            gone.append(Gone(run, len(files), sum(file.bytes for file in files)))
        else:  # something was put into the outbox meanwhile
            awaited.append(run)
            continue
        if not dry_run:
            _remove(store, run)
            archive.ledger.watch.note(
                Event(now, PRUNED, run.key.report, run.key.label, f"run {run.id}")
            )
        advance(done, len(due))
    return Pruned(tuple(gone), tuple(awaited), len(runs) - len(regardless))


def _candidates(runs: Iterable[Run], undelivered: frozenset[str]) -> Iterator[Candidate]:
    for run in runs:
        yield Candidate(
            run=run.id,
            report=run.key.report,
            origin=run.key.origin,
            kind=run.key.kind,
            first_day=run.key.first_day,
            is_complete=run.state is State.COMPLETE,
            is_awaited=run.id in undelivered,
        )


def _left(archive: Archive, *, dry_run: bool) -> Iterator[Gone]:
    """Finish what was stopped: the ledger has given these runs up, and their files are there."""
    pruned = {run.folder: run for run in archive.ledger.runs.list(limit=None) if run.pruned}
    for folder in archive.store.runs() if pruned else ():
        if folder in pruned:
            sizes = archive.store.list_files(folder).values()
            if not dry_run:
                _remove(archive.store, pruned[folder])
            yield Gone(pruned[folder], len(sizes), sum(sizes))


def _remove(store: Store, run: Run) -> None:
    try:
        store.delete_run(run.folder)
    except OutputError as error:
        msg = f"the files of run {run.id} cannot be removed from {store.root}"
        hint = "make the place writable and prune again, which removes what is left"
        raise ArchiveError(msg, hint=hint) from error
