"""Take one listener out of every kept report, and say what that cannot reach.

For each run the ledger is told first which checksums its files are about to have, and gets them
once the files are replaced. If the program is stopped in between, the next call sees by the note
that it was no stranger who changed the files, and finishes. No note holds the pseudonym.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reporter.archive.forget import new_marks, planned
from reporter.archive.manifest import MANIFEST, Mark, mark
from reporter.errors import ReporterError
from reporter.ledger.values import DeliveryState, Event, StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from reporter.archive.forget import Forgotten
    from reporter.archive.store import Store
    from reporter.history.archive import Advance, Archive
    from reporter.ledger.values import Run

    Marks = Mapping[str, Mark]

FORGETTING = "forgetting"
MAY_HAVE_GONE = {DeliveryState.SENT, DeliveryState.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A run that had the listener.

    Attributes:
        run: its id.
        folder: where it is, for people.
        rows: path inside the run folder -> rows and entries that were taken out.
        altered: those of these files that were not as they were written, before anything was
            taken out.
        n_pages: pages and charts, which stay as they are.
        n_mails: messages with it that went out, or may have.
    """

    run: str
    folder: str
    rows: Mapping[str, int]
    altered: tuple[str, ...]
    n_pages: int
    n_mails: int


@dataclass(frozen=True, slots=True)
class Forgot:
    """What became of all runs.

    Attributes:
        pseudonym: of the listener.
        n_runs: runs that were searched.
        cleaned: those of them that had the listener.
        left: files that name the pseudonym still, where no row is; for people.
        unread: folder of each run that could not be searched -> why.
        finished: ids of runs where an earlier call had been stopped before the ledger knew.
    """

    pseudonym: str
    n_runs: int
    cleaned: tuple[Cleaned, ...]
    left: tuple[str, ...]
    unread: Mapping[str, str]
    finished: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        """Rows and entries that were taken out, of all files."""
        return sum(sum(one.rows.values()) for one in self.cleaned)

    @property
    def n_files(self) -> int:
        """Files from which something was taken."""
        return sum(len(one.rows) for one in self.cleaned)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A run folder, and its run; none where the ledger does not know it."""

    store: Store
    folder: str
    run: Run | None

    @property
    def place(self) -> str:
        return self.store.locate(self.folder)


@dataclass(slots=True)
class _Tally:
    cleaned: list[Cleaned] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)


def forget(
    archive: Archive, pseudonym: str, now: datetime, advance: Advance, *, dry_run: bool = False
) -> Forgot:
    """Take a listener out of all runs.

    Args:
        archive: the ledger and the files.
        pseudonym: of the listener.
        now: the clock, aware.
        advance: told after each run.
        dry_run: only say what would be taken out.

    Raises:
        LedgerError: the ledger cannot be used.
        OutputError: a file cannot be replaced; what was done before stays done.
    """
    found = tuple(_all(archive))
    if not dry_run:  # this finishes what was stopped while files were replaced
        for store in {kept.store.root: kept.store for kept in found}.values():
            store.sweep(now)
    notes = _notes(archive)
    tally = _Tally()
    for done, kept in enumerate(found, start=1):
        try:
            plan = planned(kept.store, kept.folder, pseudonym, now)
            if not dry_run and kept.run and _finish(archive, kept, kept.run, notes):
                tally.finished.append(kept.run.id)
        except ReporterError as error:
            tally.unread[kept.place] = error.what
            continue
        tally.left.extend(f"{kept.place}/{path}" for path in plan.left)
        if plan.files:
            tally.cleaned.append(_cleaned(archive, kept, plan))
            if not dry_run:
                _replace(archive, kept, plan, now)
        advance(done, len(found))
    return Forgot(
        pseudonym,
        len(found),
        tuple(tally.cleaned),
        tuple(tally.left),
        tally.unread,
        tuple(tally.finished),
    )


def _all(archive: Archive) -> Iterator[_Kept]:
    """Every run folder: those of the configured place, and those of runs that lie elsewhere."""
    runs = {run.folder: run for run in archive.with_files()}
    here = tuple(archive.store.runs())
    for folder in here:
        yield _Kept(archive.store, folder, runs.get(folder))
    for folder, run in runs.items():
        store = archive.store_of(run)
        if folder not in here and store.exists(f"{folder}/{MANIFEST}"):
            yield _Kept(store, folder, run)


def _replace(archive: Archive, kept: _Kept, plan: Forgotten, now: datetime) -> None:
    new = new_marks(plan)
    if kept.run is None:
        kept.store.replace_files(kept.folder, plan.files)
        return
    text = json.dumps({"run": kept.run.id, "files": new})
    key = kept.run.key
    archive.ledger.watch.note(Event(now, FORGETTING, key.report, key.label, text))
    kept.store.replace_files(kept.folder, plan.files)
    _record(archive, kept.run, new)


def _finish(archive: Archive, kept: _Kept, run: Run, notes: Mapping[str, Marks]) -> bool:
    """Tell the ledger of files that an earlier call replaced before it was stopped."""
    content = kept.store.read(f"{kept.folder}/{MANIFEST}")
    noted = notes.get(mark(content).sha256)
    if noted is None or _marks(archive, run).get(MANIFEST) == mark(content):
        return False
    _record(archive, run, noted)
    return True


def _record(archive: Archive, run: Run, new: Marks) -> None:
    together = {**_marks(archive, run), **new}
    archive.ledger.runs.replace_files(
        run.id, [StoredFile(path, *one) for path, one in sorted(together.items())]
    )


def _marks(archive: Archive, run: Run) -> Marks:
    return {file.path: Mark(file.bytes, file.sha256) for file in archive.ledger.runs.files(run.id)}


def _notes(archive: Archive) -> dict[str, Marks]:
    """SHA-256 of a manifest -> the marks of the files that were to be replaced with it."""
    found: dict[str, Marks] = {}
    for event in archive.ledger.watch.events(limit=None, kinds=(FORGETTING,)):
        marks = {path: Mark(*one) for path, one in json.loads(event.text)["files"].items()}
        found[marks[MANIFEST].sha256] = marks
    return found


def _cleaned(archive: Archive, kept: _Kept, plan: Forgotten) -> Cleaned:
    altered: tuple[str, ...] = ()
    n_mails = 0
    if kept.run:
        known = _marks(archive, kept.run)
        altered = tuple(
            path
            for path in plan.rows
            if mark(kept.store.read(f"{kept.folder}/{path}")) != known.get(path)
        )
        messages = archive.ledger.outbox.of_run(kept.run.id)
        n_mails = sum(one.state in MAY_HAVE_GONE and not one.test for one in messages)
    name = PurePosixPath(kept.folder).name
    return Cleaned(name, kept.place, plan.rows, altered, len(plan.untouched), n_mails)
