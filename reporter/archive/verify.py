"""Whether a run is as it was written: nothing changed, missing or added."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST, Mark, mark, read_manifest
from reporter.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.archive.store import Store

    Marks = Mapping[str, tuple[int, str]]


class Damage(StrEnum):
    """What is wrong with a file."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    MANIFEST_DIFFERS = "manifest_differs"
    """The manifest says something else of the file than what is expected."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A file that is not as it was written.

    Attributes:
        kind: what is wrong with it.
        path: inside the run folder.
    """

    kind: Damage
    path: str


def verify(store: Store, run_folder: str, expected: Marks) -> tuple[Finding, ...]:
    """Compare a run with what is known of it, and with its own manifest.

    Args:
        store: where the run is.
        run_folder: of the run; it need not be there any more.
        expected: path inside the run folder -> (bytes, SHA-256), as the ledger has them, the
            manifest's own too; where it is empty the manifest's are expected.

    Returns:
        What is wrong, by path; nothing if all is as it was written.

    Raises:
        ArchiveError: the store cannot be read.
    """
    if not store.exists(f"{run_folder}/{MANIFEST}"):  # all of it never happened, or is gone
        return tuple(Finding(Damage.MISSING, path) for path in sorted({*expected, MANIFEST}))
    found = {
        path: mark(store.read(f"{run_folder}/{path}")) for path in store.list_files(run_folder)
    }
    own = _own(store.read(f"{run_folder}/{MANIFEST}"))
    known = expected or own or {}
    findings = [*_files(known, found), *(_manifest(expected, own) if expected else ())]
    if own is None and Finding(Damage.CHANGED, MANIFEST) not in findings:
        findings.append(Finding(Damage.CHANGED, MANIFEST))
    return tuple(sorted(findings, key=lambda finding: (finding.path, finding.kind)))


def _own(content: bytes) -> Marks | None:
    """What the manifest says of its files; none if it is no manifest any more."""
    try:
        return read_manifest(content).files
    except ArchiveError:
        return None


def _files(known: Marks, found: Mapping[str, Mark]) -> Iterator[Finding]:
    for path in {*known, *found}:
        if path not in found:
            yield Finding(Damage.MISSING, path)
        elif path in known:
            if found[path] != tuple(known[path]):
                yield Finding(Damage.CHANGED, path)
        elif path != MANIFEST:
            yield Finding(Damage.ADDED, path)


def _manifest(expected: Marks, own: Marks | None) -> Iterator[Finding]:
    if own is None:
        return
    for path in {*expected, *own} - {MANIFEST}:
        ours, theirs = expected.get(path), own.get(path)
        if (ours and tuple(ours)) != (theirs and tuple(theirs)):
            yield Finding(Damage.MANIFEST_DIFFERS, path)
