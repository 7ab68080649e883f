"""What a place for report files can do; `reporter.archive.registry` opens the one of a setting.

Paths are relative to the root, with `/`: a *run folder* is `<report>/<period>/<run>`, and a file
lies below it. A run folder without a manifest never happened: no method but `sweep` sees it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from reporter.archive.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from reporter.archive.manifest import Manifest

HIDDEN = ".tmp-"
"""Begins the name of what is being written."""
REPLACING = ".new-"
"""Begins the name of what is whole and on its way to replace files of a run."""
STALE = timedelta(days=1)
"""Age at which what is being written counts as left behind."""
N_PARTS = 3
"""Parts of a run folder's path."""

_USER = re.compile(r"(?<=://)[^/@]*@")


class Store(Protocol):
    """A place for report files.

    All methods raise `ReporterError`s: `OutputError` where something cannot be written (its
    subclass `OutputFolderError` where the place itself is wrong), `ArchiveError` where something
    cannot be read, `MissingPartError` where a package is absent.
    """

    @property
    def root(self) -> str:
        """The place, as people may see it."""

    @property
    def key_file(self) -> Path | None:
        """Where the key of the listeners' pseudonyms is kept; none where no secret may lie."""

    def check_writable(self) -> None:
        """Make sure, before any work, that reports can be written there."""

    def traceless(self) -> AbstractContextManager[None]:
        """Take a new key of the pseudonyms back if the block fails, and folders made for it."""

    def write_run(self, files: Mapping[str, bytes], manifest: Manifest) -> str:
        """Write one run, whole or not at all.

        Args:
            files: path inside the run folder -> content; all but the manifest.
            manifest: what the run was made of; it also says where the run goes.

        Returns:
            The run folder.

        Raises:
            OutputError: it could not be written; it never happened.
            ValueError: a path leads out of the run folder.
        """

    def replace_files(self, run_folder: str, files: Mapping[str, bytes]) -> None:
        """Replace files of a run, all or none of them.

        What was stopped after the new files were written is finished by the next `sweep`.

        Args:
            run_folder: of a run with a manifest.
            files: path inside the run folder -> new content; the manifest is one of them.
        """

    def read(self, path: str) -> bytes:
        """The content of a file."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""

    def runs(self, report: str | None = None) -> Iterator[str]:
        """The run folders that have a manifest, in order of their paths.

        Args:
            report: of this report alone.
        """

    def list_files(self, run_folder: str) -> Mapping[str, int]:
        """Path inside the run folder -> size in bytes, in order, the manifest included."""

    def delete_run(self, run_folder: str) -> None:
        """Remove a run; one that is not there is no error."""

    def sweep(self, now: datetime) -> tuple[str, ...]:
        """Remove what stopped runs left more than a day ago; finish replacements.

        Args:
            now: the clock, aware.

        Returns:
            What was removed, in order.
        """

    def locate(self, path: str) -> str:
        """Where a file or folder is, for people and programs: a path or a URL."""


def inside(path: str) -> PurePosixPath:
    """A path that stays below where it starts.

    Raises:
        ValueError: it does not.
    """
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or any(part in {".", ".."} for part in parts):
        msg = f"'{path}' is no path inside the folder"
        raise ValueError(msg)
    return PurePosixPath(*parts)


def is_run_folder(path: str) -> bool:
    """Whether a path has the form of a run folder."""
    parts = PurePosixPath(path).parts
    return len(parts) == N_PARTS and not any(part.startswith(".") for part in parts)


def manifest_last(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files of a run, in order, the manifest at the end.

    Raises:
        ValueError: the manifest is not among them, or a path leads out of the run folder.
    """
    own = {str(inside(path)): content for path, content in files.items()}
    if MANIFEST not in own:
        msg = f"the files of a run without {MANIFEST}"
        raise ValueError(msg)
    return {**{path: own[path] for path in own if path != MANIFEST}, MANIFEST: own[MANIFEST]}


def without_user(url: str) -> str:
    """A URL without what stands before its host."""
    return _USER.sub("", url)
