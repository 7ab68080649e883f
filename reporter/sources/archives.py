"""Zip archives, read in place and with suspicion: bounded, no paths outside, nothing unpacked.

The engine reads members through a file system of this module, under opaque names, so that a
member's own name (which may hold a person's) stands in no path, table or message of the engine.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from fsspec import AbstractFileSystem

from reporter.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_TOTAL_BYTES = 4 * 2**30
MAX_FILES = 500
MAX_RATIO = 200
RATIO_FROM_BYTES = 2**20
NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")
PROTOCOL = "plays"

READ_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
"""What reading a damaged member raises."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive: its path inside it, and its size unpacked in bytes."""

    name: str
    size: int


class Archive:
    """An archive that has passed all checks; its members can be opened any number of times.

    Attributes:
        label: how messages name it.
        members: its files, in order of name.
    """

    def __init__(self, path: Path, label: str) -> None:
        """Open and check an archive.

        Raises:
            SourceError: it is no whole zip, or holds what no export holds.
        """
        self.label = label
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            msg = f"{label} is not a whole zip archive"
            raise SourceError(msg, hint="download it again") from error
        except OSError as error:
            msg = f"{label} cannot be read ({error.strerror or 'unknown reason'})"
            raise SourceError(msg, hint="check the path and its permissions") from error
        try:
            infos = sorted(self._zip.infolist(), key=lambda info: info.filename)
            _check(infos, label)
        except SourceError:
            self.close()
            raise
        self.members = tuple(
            Member(info.filename, info.file_size) for info in infos if not info.is_dir()
        )

    def open(self, name: str) -> IO[bytes]:
        """A member's bytes from the start; seekable."""
        return self._zip.open(name)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()


def _check(infos: list[zipfile.ZipInfo], label: str) -> None:
    """Refuse an archive by its table of contents alone, before a byte is unpacked."""
    for info in infos:
        if problem := _problem(info):
            msg = f"{label} {problem}"
            raise SourceError(msg, hint="pack the plain history files into a new zip")
    if len(infos) > MAX_FILES:
        msg = f"{label} holds {len(infos):,} files, more than {MAX_FILES}"
        raise SourceError(msg, hint="unpack it and give the folder")
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL_BYTES:
        msg = f"{label} unpacks to {total / 2**30:.1f} GiB, more than {MAX_TOTAL_BYTES / 2**30:.0f}"
        raise SourceError(msg, hint="unpack it and give the folder, if you trust it")


def _problem(info: zipfile.ZipInfo) -> str | None:
    """What is wrong with one member, as the rest of a sentence that does not tell its name."""
    path = PurePosixPath(info.orig_filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in (path.parts or ("",))[0]:
        return "has a member whose path leads outside the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "has a member that is a symbolic link"
    if info.flag_bits & 0x1:
        return "is encrypted"
    if path.suffix.lower() in NESTED:
        return "has an archive inside it"
    ratio = info.file_size / max(info.compress_size, 1)
    if info.file_size > RATIO_FROM_BYTES and ratio > MAX_RATIO:
        return f"has a member that unpacks to {ratio:,.0f} times its size, more than {MAX_RATIO}"
    return None


class PlainNames(AbstractFileSystem):  # type: ignore[misc]  # fsspec has no annotations
    """Files under names that the engine can read and that tell nothing: `plays://3.json`."""

    protocol = PROTOCOL
    cachable = False

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[str, tuple[Callable[[], IO[bytes]], int]] = {}
        self._streams: list[IO[bytes]] = []

    def add(self, opener: Callable[[], IO[bytes]], size: int, suffix: str) -> str:
        """Give a file a name and return it, with the protocol in front."""
        name = f"{len(self._files)}{suffix}"
        self._files[name] = (opener, size)
        return f"{PROTOCOL}://{name}"

    def _open(self, path: str, mode: str = "rb", **_: Any) -> IO[bytes]:  # noqa: ANN401
        if mode != "rb":
            msg = f"{path} is read only"
            raise OSError(msg)
        stream = self._file(path)[0]()
        self._streams.append(stream)
        return stream

    def close(self) -> None:
        """Close what the engine has left open: not all of its readers do it themselves."""
        while self._streams:
            self._streams.pop().close()

    def info(self, path: str, **_: Any) -> dict[str, Any]:  # noqa: ANN401 - as the base class
        """Name, size in bytes and type, as fsspec wants them."""
        return {"name": self._strip_protocol(path), "size": self._file(path)[1], "type": "file"}

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:  # noqa: ANN401, FBT001, FBT002
        """The file itself: there are no folders."""
        info = self.info(path)
        return [info if detail else info["name"]]

    def _file(self, path: str) -> tuple[Callable[[], IO[bytes]], int]:
        try:
            return self._files[self._strip_protocol(path)]
        except KeyError as error:
            raise FileNotFoundError(path) from error
