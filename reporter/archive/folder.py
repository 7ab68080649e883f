"""Run folders on a file system: `<root>/<report>/<period>/<run>/`, whole or not at all.

All files are written into a hidden folder beside the reports and flushed to the disk, the manifest
last; then one rename puts the folder in place. Whatever stops the run before that, nothing of it
is left, and a hidden folder that a killed process leaves behind is swept by a later run.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST
from reporter.errors import OutputError, OutputFolderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from reporter.archive.manifest import Manifest

KEY_FILE = ".pseudonym-key"
"""What stands beside the reports: the key of the listeners' pseudonyms."""

HIDDEN = ".tmp-"
STALE = timedelta(days=1)

_HINTS = {
    errno.ENOSPC: "free some space there, or name another folder with --output",
    errno.EDQUOT: "free some space there, or name another folder with --output",
    errno.ENOTDIR: "a file stands where the folder should be; name another one with --output",
    errno.EEXIST: "a file stands where the folder should be; name another one with --output",
    errno.ENOTEMPTY: "a run of that name is there already; run it again",
}
_HINT = "make it writable, or name another folder with --output"
_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_run(root: Path, files: Mapping[str, bytes], manifest: Manifest) -> Path:
    """Write one run folder, and sweep what killed runs left.

    Args:
        root: folder of all reports; it is made if it is not there.
        files: path inside the run folder, with `/` -> content; all but the manifest.
        manifest: what the run was made of; it also says where the folder goes.

    Returns:
        The folder `<root>/<report>/<period>/<run>`.

    Raises:
        OutputError: it could not be written; nothing was left behind.
        ValueError: a path leads out of the run folder.
    """
    target = root / _inside(f"{manifest.report}/{manifest.span.label}/{manifest.run}")
    sweep(root, manifest.made_at)
    try:
        with _tidy(target.parent), _staging(root, manifest.run) as staging:
            for path, content in {**files, MANIFEST: manifest.to_json(files)}.items():
                write_file(staging / _inside(path), content)
            for folder, _, _ in os.walk(staging):
                _sync(Path(folder))
            target.parent.mkdir(parents=True, exist_ok=True)
            staging.rename(target)
        _sync(target.parent)
    except OSError as error:
        raise _refused(root, error) from error
    return target


def remove_run(place: Path) -> None:
    """Remove a run folder, its manifest first, so that half of it never happened.

    Raises:
        OutputError: it could not be removed.
    """
    try:
        (place / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(place)
        with suppress(OSError):  # other runs of the period, or of the report
            place.parent.rmdir()
            place.parent.parent.rmdir()
    except OSError as error:
        raise _refused(place, error) from error


def check_writable(root: Path) -> None:
    """Make sure, before any work, that reports can be written below `root`.

    Raises:
        OutputFolderError: the folder is not one, or is not writable.
        OutputError: the disk is full.
    """
    try:
        with _tidy(root):
            root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=root) as probe:
                probe.write(b"probe")
    except OSError as error:
        kind = OutputError if error.errno in _FULL else OutputFolderError
        raise _refused(root, error, kind) from error


@contextmanager
def traceless(root: Path) -> Iterator[None]:
    """Take a new key of the pseudonyms back if the block fails, and the folders made for it.

    Where something else has turned up in the folder, another run counts on the key: then it stays.
    """
    before = _names(root)
    with _tidy(root):
        try:
            yield
        except BaseException:
            if _names(root) - before == {KEY_FILE}:
                (root / KEY_FILE).unlink()
            raise


def sweep(root: Path, now: datetime) -> tuple[Path, ...]:
    """Remove the hidden folders that killed runs left more than a day ago.

    Args:
        root: folder of all reports.
        now: the clock, aware.

    Returns:
        The folders that were removed, in order of name.
    """
    limit = (now - STALE).timestamp()
    swept = []
    for folder in sorted(root.glob(f"{HIDDEN}*")):
        with suppress(OSError):  # another run may sweep at the same time, and neither has to
            if folder.stat().st_mtime < limit:
                shutil.rmtree(folder)
                swept.append(folder)
    return tuple(swept)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _inside(path: str) -> Path:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or any(part in {".", ".."} for part in parts):
        msg = f"'{path}' is no path inside the folder"
        raise ValueError(msg)
    return Path(*parts)


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
