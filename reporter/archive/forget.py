"""Take one listener out of a run that was archived: every row that is about them alone.

JSON is walked rather than read as a `Report`, so that runs of every version can be cleaned.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from reporter.archive.manifest import MANIFEST, Mark, marks, rewritten

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reporter.archive.store import Store

ID = "id"
"""The key that tells in a report whom or what an object is about."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What became of a run's files.

    Attributes:
        files: path inside the run folder -> new content, of those that had the listener.
        rows: path of each of them -> rows and list entries that were taken out.
        untouched: paths of pages, charts and archives, in order: they are made of counts and
            means, to which the listener's plays have contributed.
        left: paths that hold the pseudonym still, in order; empty, unless it stands where no row
            is, as in a text, or in a file that is damaged.
    """

    files: Mapping[str, bytes]
    rows: Mapping[str, int]
    untouched: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def n_rows(self) -> int:
        """Rows and entries that were taken out, of all files."""
        return sum(self.rows.values())


def forgotten(files: Mapping[str, bytes], pseudonym: str) -> Forgotten:
    """A run without one listener.

    Args:
        files: path inside the run folder -> content, of all files of the run.
        pseudonym: of the listener.
    """
    found: dict[str, tuple[bytes, int]] = {}
    for path, content in files.items():
        if path != MANIFEST and pseudonym.encode() in content:
            cleaned = _cleaned(path, content, pseudonym)
            if cleaned[1]:
                found[path] = cleaned
    new = {path: content for path, (content, _) in found.items()}
    return Forgotten(
        files=new,
        rows={path: n for path, (_, n) in found.items()},
        untouched=tuple(sorted(path for path in files if not path.endswith((".json", ".csv")))),
        left=tuple(
            sorted(path for path, old in files.items() if pseudonym.encode() in new.get(path, old))
        ),
    )


def planned(store: Store, run_folder: str, pseudonym: str, now: datetime) -> Forgotten:
    """A run in the archive without one listener; its manifest tells of it. Nothing is written yet.

    Sweep the store before, so that no replacement of files waits to be finished; then
    `Store.replace_files` takes the files.

    Args:
        store: where the run is.
        run_folder: of the run.
        pseudonym: of the listener.
        now: the clock, aware.

    Returns:
        What is to be written; `files` has the manifest too, if there are any.

    Raises:
        ArchiveError: a file cannot be read, or the manifest is none.
    """
    files = {path: store.read(f"{run_folder}/{path}") for path in store.list_files(run_folder)}
    found = forgotten(files, pseudonym)
    if not found.files:
        return found
    manifest = rewritten(files[MANIFEST], found.files, now)
    return Forgotten({**found.files, MANIFEST: manifest}, found.rows, found.untouched, found.left)


def new_marks(found: Forgotten) -> dict[str, Mark]:
    """Path -> mark of the files that were rewritten, for the ledger."""
    return marks(found.files)


def _cleaned(path: str, content: bytes, pseudonym: str) -> tuple[bytes, int]:
    """A file without the listener's rows, and how many they were; a damaged one stays as it is."""
    try:
        if path.endswith(".csv"):
            return _table(content.decode(), pseudonym)
        if path.endswith(".json"):
            values, n = _walked(json.loads(content), pseudonym)
            return to_json(values, indent=1) + b"\n", n
    except (ValueError, csv.Error):
        return content, 0
    return content, 0


def _table(text: str, pseudonym: str) -> tuple[bytes, int]:
    """A CSV file without the rows that have the pseudonym as a cell."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    kept = [row for row in rows if pseudonym not in row]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(kept)
    return out.getvalue().encode(), len(rows) - len(kept)


def _walked(value: Any, pseudonym: str) -> tuple[Any, int]:  # noqa: ANN401 - JSON of any shape
    """JSON without the list entries that are the pseudonym, or an object about it."""
    if isinstance(value, dict):
        pairs = {key: _walked(item, pseudonym) for key, item in value.items()}
        return {key: item for key, (item, _) in pairs.items()}, sum(n for _, n in pairs.values())
    if not isinstance(value, list):
        return value, 0
    kept = [item for item in value if not _is_about(item, pseudonym)]
    walked = [_walked(item, pseudonym) for item in kept]
    n = len(value) - len(kept) + sum(n for _, n in walked)
    return [item for item, _ in walked], n


def _is_about(item: object, pseudonym: str) -> bool:
    return item == pseudonym or (isinstance(item, dict) and item.get(ID) == pseudonym)
