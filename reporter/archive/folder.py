"""Report files on a file system: `<root>/<report>/<period>/<run>/`, whole or not at all.

All files are written into a hidden folder beside the reports and flushed to the disk, the manifest
last; then one rename puts the folder in place. Whatever stops the run before that, nothing of it
is left, and a hidden folder that a killed process leaves behind is swept by a later run.

Files of a run are replaced from a hidden folder, too: a rename marks it as whole, and whoever meets
it then moves its files into the run, the manifest last.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST, marks
from reporter.archive.store import (
    HIDDEN,
    REPLACING,
    STALE,
    inside,
    is_run_folder,
    manifest_last,
)
from reporter.errors import ArchiveError, OutputError, OutputFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from reporter.archive.manifest import Manifest

KEY_FILE = ".pseudonym-key"
"""What stands beside the reports: the key of the listeners' pseudonyms."""

_HINTS = {
    errno.ENOSPC: "free some space there, or name another folder with --output",
    errno.EDQUOT: "free some space there, or name another folder with --output",
    errno.ENOTDIR: "a file stands where the folder should be; name another one with --output",
    errno.EEXIST: "a file stands where the folder should be; name another one with --output",
    errno.ENOTEMPTY: "a run of that name is there already; run it again",
}
_HINT = "make it writable, or name another folder with --output"
_FULL = {errno.ENOSPC, errno.EDQUOT}


class FolderStore:
    """A folder of all reports; it is made when something is written.

    Args:
        root: the folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> str:
        """The folder's path."""
        return str(self._root)

    @property
    def key_file(self) -> Path:
        """The key's file beside the reports."""
        return self._root / KEY_FILE

    def write_run(self, files: Mapping[str, bytes], manifest: Manifest) -> str:
        """Write one run folder, and sweep what killed runs left."""
        place = inside(manifest.folder)
        target = self._root / place
        self.sweep(manifest.made_at)
        whole = manifest_last({**files, MANIFEST: manifest.to_json(marks(files))})
        try:
            with _tidy(target.parent), _staging(self._root, manifest.run) as staging:
                _fill(staging, whole)
                target.parent.mkdir(parents=True, exist_ok=True)
                staging.rename(target)
            _sync(target.parent)
        except OSError as error:
            raise _refused(self._root, error) from error
        return str(place)

    def replace_files(self, run_folder: str, files: Mapping[str, bytes]) -> None:
        """Write the new files beside the run, mark them as whole, and move them into it."""
        place, new = self._known(run_folder), manifest_last(files)
        name = f"{place.name}-{secrets.token_hex(2)}"
        whole = self._root / f"{REPLACING}{name}"
        try:
            with _staging(self._root, name) as staging:
                _fill(staging, {f"{run_folder}/{path}": new[path] for path in new})
                staging.rename(whole)
            _sync(self._root)
            self._settle(whole)
        except OSError as error:
            raise _refused(self._root, error) from error

    def check_writable(self) -> None:
        """Make sure that a file can be made in the folder; nothing is left of it."""
        try:
            with _tidy(self._root):
                self._root.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=self._root) as probe:
                    probe.write(b"probe")
        except OSError as error:
            kind = OutputError if error.errno in _FULL else OutputFolderError
            raise _refused(self._root, error, kind) from error

    @contextmanager
    def traceless(self) -> Iterator[None]:
        """Take a new key of the pseudonyms back if the block fails, and the folders made for it.

        Where something else has turned up in the folder, another run counts on the key: it stays.
        """
        before = _names(self._root)
        with _tidy(self._root):
            try:
                yield
            except BaseException:
                if _names(self._root) - before == {KEY_FILE}:
                    self.key_file.unlink()
                raise

    def read(self, path: str) -> bytes:
        """The content of a file."""
        file = self._root / inside(path)
        try:
            return file.read_bytes()
        except OSError as error:
            raise _unreadable(file, error) from error

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return (self._root / inside(path)).is_file()

    def runs(self, report: str | None = None) -> Iterator[str]:
        """The run folders that have a manifest, in order of their paths."""
        found = self._root.glob(f"{report or '*'}/*/*/{MANIFEST}")
        folders = (file.parent.relative_to(self._root).as_posix() for file in found)
        yield from sorted(filter(is_run_folder, folders))

    def list_files(self, run_folder: str) -> Mapping[str, int]:
        """Path inside the run folder -> size in bytes."""
        place = self._known(run_folder)
        try:
            return {
                file.relative_to(place).as_posix(): file.stat().st_size
                for file in sorted(place.rglob("*"))
                if file.is_file()
            }
        except OSError as error:
            raise _unreadable(place, error) from error

    def delete_run(self, run_folder: str) -> None:
        """Hide the folder by one rename, then remove it, and empty folders above it."""
        place = self._root / inside(run_folder)
        if not place.is_dir():
            return
        hidden = self._root / f"{HIDDEN}{place.name}-{secrets.token_hex(2)}"
        try:
            place.rename(hidden)
            shutil.rmtree(hidden)
        except OSError as error:
            raise _refused(self._root, error) from error
        with suppress(OSError):  # they go only where they are empty
            place.parent.rmdir()
            place.parent.parent.rmdir()

    def sweep(self, now: datetime) -> tuple[str, ...]:
        """Remove the hidden folders that killed runs left more than a day ago."""
        try:
            for whole in sorted(self._root.glob(f"{REPLACING}*")):
                self._settle(whole)
        except OSError as error:
            raise _refused(self._root, error) from error
        limit = (now - STALE).timestamp()
        swept = []
        for folder in sorted(self._root.glob(f"{HIDDEN}*")):
            with suppress(OSError):  # another run may sweep at the same time, and neither has to
                if folder.stat().st_mtime < limit:
                    shutil.rmtree(folder)
                    swept.append(folder.name)
        return tuple(swept)

    def locate(self, path: str) -> str:
        """The path of a file or folder."""
        return str(self._root / inside(path))

    def _known(self, run_folder: str) -> Path:
        place = self._root / inside(run_folder)
        if not (place / MANIFEST).is_file():
            msg = f"there is no run {place}"
            raise ArchiveError(msg, hint="`reporter history list` shows those that there are")
        return place

    def _settle(self, whole: Path) -> None:
        """Move files that replace others into their run; those of a run that is gone, nowhere.

        Two processes may do so at once: what one of them has moved, the other one lets be.
        """
        moved = sorted(
            (path for path in whole.rglob("*") if path.is_file()),
            key=lambda path: (path.name == MANIFEST, path),
        )
        for file in moved:
            target = self._root / file.relative_to(whole)
            with suppress(FileNotFoundError):
                file.replace(target)
                _sync(target.parent)
        shutil.rmtree(whole, ignore_errors=True)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder in their order, and flush all of it to the disk."""
    for path, content in files.items():
        write_file(folder / inside(path), content)
    for below, _, _ in os.walk(folder):
        _sync(Path(below))


@contextmanager
def _staging(root: Path, run: str) -> Iterator[Path]:
    """A hidden folder in `root`, removed at the end unless it was renamed."""
    root.mkdir(parents=True, exist_ok=True)
    folder = root / f"{HIDDEN}{run}"
    folder.mkdir()
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


@contextmanager
def _tidy(folder: Path) -> Iterator[None]:
    """Remove `folder` and the folders above it if they are new, empty and not needed."""
    chain = (folder, *folder.parents)
    new = [path for path in chain if not path.exists()]
    try:
        yield
    finally:
        for path in new:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def write_file(file: Path, content: bytes) -> None:
    """Write one file and flush it to the disk; a full disk shows here, not later."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    """Flush a folder's entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(root: Path, error: OSError, kind: type[OutputError] = OutputError) -> OutputError:
    reason = error.strerror or str(error)
    hint = _HINTS.get(error.errno or 0, _HINT)
    return kind(f"the report cannot be written to {root} ({reason})", hint=hint)


def _unreadable(file: Path, error: OSError) -> ArchiveError:
    reason = error.strerror or str(error)
    hint = "`reporter history verify` says what is missing or changed"
    return ArchiveError(f"{file} cannot be read ({reason})", hint=hint)
