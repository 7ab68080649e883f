"""Whether all reports are as they were written, and the ledger and the files know the same runs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST, Mark
from reporter.archive.verify import verify as verify_files
from reporter.errors import ReporterError
from reporter.ledger.values import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reporter.history.archive import Advance, Archive
    from reporter.ledger.values import Run, StoredFile


class Trouble(StrEnum):
    """What is wrong; the first four are those of `reporter.archive.verify.Damage`."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    MANIFEST_DIFFERS = "manifest_differs"
    GONE = "gone"
    """The run's folder is gone, or its manifest, without which no folder is a run."""
    UNKNOWN = "unknown"
    """A folder with a manifest, of which the ledger does not know."""
    LEFT_OVER = "left_over"
    """A folder of a run that was pruned."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be.

    Attributes:
        run: its id.
        folder: where the run is, for people: a path or a URL.
        kind: what is wrong.
        path: the file inside the run folder; empty where the whole run is meant.
        why: the reason that the store gives; empty where it gives none.
    """

    run: str
    folder: str
    kind: Trouble
    path: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong with it.

    Attributes:
        n_runs: runs that have files.
        n_files: their files, as the ledger has them.
        n_bytes: of these files together.
        problems: by run, the newest first; folders that no run has stand at the end.
    """

    n_runs: int
    n_files: int
    n_bytes: int
    problems: tuple[Problem, ...]

    @property
    def is_well(self) -> bool:
        """Whether all is as it was written."""
        return not self.problems


def verify(archive: Archive, run: Run | None, advance: Advance) -> Verified:
    """Read every file, and compare it with the ledger and with the manifest; change nothing.

    Args:
        archive: the ledger and the files.
        run: only this one, which has files; none for all of them, and for folders that the ledger
            does not know.
        advance: told after each run.

    Raises:
        LedgerError: the ledger cannot be used.
        ArchiveError: the place of the files cannot be listed.
    """
    # The folders first: a run that is recorded meanwhile is known then.
    folders = () if run else tuple(archive.store.runs())
    runs = (run,) if run else archive.with_files()
    problems: list[Problem] = []
    n_files = n_bytes = 0
    for done, one in enumerate(runs, start=1):
        known = archive.ledger.runs.files(one.id)
        n_files, n_bytes = n_files + len(known), n_bytes + sum(file.bytes for file in known)
        problems.extend(_problems(archive, one, known))
        advance(done, len(runs))
    problems.extend(_strays(archive, folders))
    return Verified(len(runs), n_files, n_bytes, tuple(problems))


def _problems(archive: Archive, run: Run, known: Sequence[StoredFile]) -> tuple[Problem, ...]:
    """What is wrong with a run; looked at again if the ledger says something else meanwhile."""
    found = tuple(_found(archive, run, known))
    if not found or archive.ledger.runs.get(run.id).pruned:
        return ()
    now = archive.ledger.runs.files(run.id)
    return found if now == tuple(known) else _problems(archive, run, now)


def _found(archive: Archive, run: Run, known: Sequence[StoredFile]) -> Iterator[Problem]:
    folder = f"{run.root}/{run.folder}"
    try:
        store = archive.store_of(run)
        folder = store.locate(run.folder)
        if not store.exists(f"{run.folder}/{MANIFEST}"):
            yield Problem(run.id, folder, Trouble.GONE)
            return
        expected = {file.path: Mark(file.bytes, file.sha256) for file in known}
        for one in verify_files(store, run.folder, expected):
            yield Problem(run.id, folder, Trouble(one.kind.value), one.path)
    except ReporterError as error:
        yield Problem(run.id, folder, Trouble.UNREADABLE, why=error.what)


def _strays(archive: Archive, folders: Sequence[str]) -> Iterator[Problem]:
    """Folders that no run has. One that is being recorded has none yet: that is in order."""
    if not folders:
        return
    runs = archive.ledger.runs.list(limit=None)
    kept = {run.folder for run in runs if not run.pruned}
    pruned = {run.folder for run in runs if run.pruned}
    busy = {run.id for run in runs if run.state is State.RUNNING}
    for folder in folders:
        name = PurePosixPath(folder).name
        is_known = folder in kept or name in busy
        if not is_known and archive.store.exists(f"{folder}/{MANIFEST}"):
            kind = Trouble.LEFT_OVER if folder in pruned else Trouble.UNKNOWN
            yield Problem(name, archive.store.locate(folder), kind)
