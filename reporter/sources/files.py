"""A path, folder, zip or glob -> the files of a source, each with a name that may be shown."""

from __future__ import annotations

import codecs
import glob
import hashlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from reporter.errors import SourceError
from reporter.sources.archives import READ_ERRORS, Archive, PlainNames
from reporter.sources.columns import match

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

SUFFIXES = (".json", ".csv", ".tsv", ".txt", ".parquet", ".pq")
STANDARD_FOLDERS = ("spotify extended streaming history", "spotify account data")
GLOB_SIGNS = "*?["
MAGIC_SIGNS = GLOB_SIGNS + "{}"
HEAD_BYTES = 2**16
TAIL_BYTES = 64
CHUNK_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source.

    Attributes:
        path: its path inside the source; it may hold a person's name, so it is never shown.
        name: how it is shown: without folders, `listener-2/…` where the source has several.
        url: where the engine reads it.
        group: folder or archive of its listener; private, as `path`.
        size: in bytes, unpacked.
        open: its bytes from the start.
        place: the file on the disk that has it, an archive perhaps; private, as `path`.
    """

    path: str
    name: str
    url: str
    group: str
    size: int
    open: Callable[[], IO[bytes]]
    place: Path

    @property
    def stamp(self) -> tuple[int, int, int]:
        """What a file that is written anew has otherwise: which it is, its size and its time."""
        try:
            found = self.place.stat()
        except FileNotFoundError:
            return 0, 0, 0
        return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Seen:
    """A file whose bytes have all been seen once.

    Attributes:
        file: which.
        head: its first `HEAD_BYTES` bytes.
        tail: its last `TAIL_BYTES` bytes.
        is_utf8: whether it is text in UTF-8.
        digest: SHA-256 (hex) of its bytes.
    """

    file: SourceFile
    head: bytes
    tail: bytes
    is_utf8: bool
    digest: str


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    size: int
    open: Callable[[], IO[bytes]]
    place: Path
    is_packed: bool


@contextmanager
def open_files(path: str, names: PlainNames) -> Iterator[tuple[SourceFile, ...]]:
    """The files of a source, in order of path; archives stay open for the length of the block.

    Args:
        path: file, folder, zip or glob.
        names: file system in which what is no plain local file gets its name for the engine.

    Raises:
        SourceError: there is nothing, or an archive is refused.
    """
    root = Path(path)
    with ExitStack() as stack:
        if root.is_dir():
            places = sorted(root.rglob("*"))
            base = root
        elif root.is_file():
            places, base = [root], root.parent
        elif "://" in path:
            msg = f"{path} is no path of this machine"
            raise SourceError(msg, hint="fetch the files, and give their folder")
        elif any(sign in path for sign in GLOB_SIGNS):
            places = sorted(Path(name) for name in glob.glob(path, recursive=True))  # noqa: PTH207
            base = _fixed_part(root)
        else:
            msg = f"there is no file or folder {path}"
            raise SourceError(msg, hint="check --source or source.path")
        found: list[_Found] = []
        for place in places:
            if place.is_file() and not _hidden(place.relative_to(base)):
                found.extend(_expand(place, base, stack, alone=len(places) == 1))
        if not found:
            msg = f"{path} holds no file that could be a listening history"
            raise SourceError(msg, hint=f"looked for zip and {', '.join(SUFFIXES)}")
        yield _named(found, _home(root, base), names)


def _home(root: Path, base: Path) -> str:
    """Whose the files are that stand in no folder of their own: private."""
    if root.is_file():
        return root.stem
    whole = base.resolve()
    return whole.parent.name if whole.name.lower() in STANDARD_FOLDERS else whole.name


def _expand(place: Path, base: Path, stack: ExitStack, *, alone: bool) -> list[_Found]:
    """A file as it is, an archive as its members."""
    relative = place.relative_to(base)
    if _is_zip(place):
        label = place.name if alone or len(relative.parts) == 1 else "an archive in a subfolder"
        archive = Archive(place, label)
        stack.callback(archive.close)
        inside = relative.with_suffix("").as_posix()
        return [
            _Found(
                f"{inside}/{member.name}",
                member.size,
                partial(archive.open, member.name),
                place,
                is_packed=True,
            )
            for member in archive.members
            if _readable(PurePosixPath(member.name))
        ]
    if not alone and not _readable(relative):
        return []
    size, opener = place.stat().st_size, partial(_bytes_of, place)
    return [_Found(relative.as_posix(), size, opener, place, is_packed=False)]


def _bytes_of(place: Path) -> IO[bytes]:
    return place.open("rb")


def _is_zip(place: Path) -> bool:
    if place.suffix.lower() == ".zip":
        return True
    try:
        with place.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError as error:
        raise unreadable(place.name, error) from error


def _readable(path: Path | PurePosixPath) -> bool:
    return path.suffix.lower() in SUFFIXES and not _hidden(path)


def _hidden(path: Path | PurePosixPath) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.parts)


def _fixed_part(pattern: Path) -> Path:
    """The folder in front of the first part that holds a glob sign."""
    fixed = Path(pattern.anchor)
    for part in pattern.relative_to(pattern.anchor).parts:
        if any(sign in part for sign in GLOB_SIGNS):
            break
        fixed /= part
    return fixed


def _named(found: Sequence[_Found], home: str, names: PlainNames) -> tuple[SourceFile, ...]:
    groups = [_group(file.path, home) for file in found]
    several = sorted(set(groups))
    width = len(str(len(several)))
    taken: set[str] = set()
    files = []
    for file, group in zip(found, groups, strict=True):
        base = PurePosixPath(file.path).name
        prefix = f"listener-{several.index(group) + 1:0{width}d}/" if len(several) > 1 else ""
        name, copy = prefix + base, 1
        while name in taken:
            copy += 1
            name = f"{prefix}{copy}-{base}"
        taken.add(name)
        url = _url(file, names)
        files.append(SourceFile(file.path, name, url, group, file.size, file.open, file.place))
    return tuple(files)


def _group(path: str, home: str) -> str:
    """Whose a file is: the first folder of its path, or the source itself.

    Folders that exports bring along, and partitions such as `year=2024`, stand for nobody, unless
    the key of a partition means a listener, as in `username=…`.
    """
    for part in PurePosixPath(path).parts[:-1]:
        key, partition, _ = part.partition("=")
        if part.lower() not in STANDARD_FOLDERS and (not partition or "listener" in match([key])):
            return part
    return home


def _url(file: _Found, names: PlainNames) -> str:
    if file.is_packed or any(sign in str(file.place) for sign in MAGIC_SIGNS):
        return names.add(file.open, file.size, PurePosixPath(file.path).suffix.lower())
    return str(file.place)


def look(file: SourceFile) -> Seen:
    """See every byte of a file once, which also checks the sums inside archives.

    Raises:
        SourceError: the file is damaged or may not be read.
    """
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    head = tail = b""
    is_utf8 = True
    try:
        with file.open() as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                head = head or chunk[:HEAD_BYTES]
                tail = (tail + chunk)[-TAIL_BYTES:]
                is_utf8 = is_utf8 and _decodes(decoder, chunk)
    except READ_ERRORS as error:
        raise unreadable(file.name, error) from error
    return Seen(file, head, tail, is_utf8, digest.hexdigest())


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def fingerprint(seen: Iterable[Seen]) -> str:
    """SHA-256 (hex) over path and digest of each file, in order of path."""
    total = hashlib.sha256()
    for one in sorted(seen, key=lambda one: one.file.path):
        total.update(f"{one.file.path}\0{one.digest}\n".encode())
    return total.hexdigest()


@contextmanager
def unchanged(files: Sequence[SourceFile]) -> Iterator[None]:
    """Make sure that files stay as they are for the length of the block.

    Raises:
        SourceError: one of them was written or taken away meanwhile, whatever that led to.
    """
    before = {file: file.stamp for file in files}
    try:
        yield
    except Exception:
        if changed := _changed(before):
            raise changed from None
        raise
    if changed := _changed(before):
        raise changed


def _changed(before: Mapping[SourceFile, tuple[int, int, int]]) -> SourceError | None:
    for file, stamp in before.items():
        if file.stamp != stamp:
            msg = f"{file.name} was changed while it was read"
            return SourceError(msg, hint="run it again once the file is whole")
    return None


def shown_name(path: str) -> str:
    """How a source is called: file or folder without its path, a glob from its folder on."""
    root = Path(path)
    if not root.exists() and any(sign in path for sign in GLOB_SIGNS):
        base = _fixed_part(root)
        return root.relative_to(base.parent).as_posix()
    return root.name or root.resolve().name


def unreadable(name: str, error: BaseException) -> SourceError:
    """The error of a file whose bytes cannot be had."""
    if isinstance(error, OSError) and error.strerror:
        return SourceError(
            f"{name} cannot be read ({error.strerror})", hint="check its permissions"
        )
    return SourceError(f"{name} is damaged and cannot be unpacked", hint="download it again")
