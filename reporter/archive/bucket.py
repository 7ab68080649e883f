"""Report files in an object store: `s3://bucket/folder`, `gs://…`, or any other that fsspec knows.

Objects cannot be renamed: the files of a run are put first and its manifest last, and until then
the run never happened. What a stopped run leaves has no manifest, and is swept after a day.

Files of a run are replaced from a hidden folder: they are put there with the manifest last, which
marks them as whole, and whoever meets them then copies them into the run.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fsspec.core import url_to_fs

from reporter.archive.bucket_errors import client_errors, not_read, not_written
from reporter.archive.manifest import MANIFEST, RUN_ID, marks
from reporter.archive.store import (
    HIDDEN,
    N_PARTS,
    REPLACING,
    STALE,
    inside,
    is_run_folder,
    manifest_last,
    without_user,
)
from reporter.errors import ArchiveError, ConfigError, MissingPartError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from reporter.archive.manifest import Manifest
    from reporter.errors import ReporterError

    Information = Mapping[str, Any]

_EXTRAS = {"s3": "pip install reporter[s3]", "s3a": "pip install reporter[s3]"}
_PACKAGES = {"gs": "pip install gcsfs", "gcs": "pip install gcsfs", "abfs": "pip install adlfs"}
_INSTALL = {**_EXTRAS, **_PACKAGES}
_CHANGED = ("LastModified", "mtime", "updated", "last_modified", "created")
"""What stores call the time at which an object was put."""


class BucketStore:
    """A folder of all reports in an object store.

    Args:
        url: such as `s3://bucket/folder`.

    Raises:
        ConfigError: the URL is of no object store, or holds credentials.
        MissingPartError: the package for that kind of object store is absent.
    """

    key_file = None

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._objects, self._base = _opened(self._url)

    @property
    def root(self) -> str:
        """The folder's URL."""
        return self._url

    def check_writable(self) -> None:
        """Put an object there and take it away again."""
        probe = f"{HIDDEN}probe-{secrets.token_hex(4)}"
        with self._told(not_written):
            self._put(probe, b"probe")
            self._remove([probe])

    def traceless(self) -> AbstractContextManager[None]:
        """Nothing to do: no key is kept in an object store, and it has no empty folders."""
        return nullcontext()

    def write_run(self, files: Mapping[str, bytes], manifest: Manifest) -> str:
        """Put the files of a run, its manifest last."""
        place = str(inside(manifest.folder))
        whole = manifest_last({**files, MANIFEST: manifest.to_json(marks(files))})
        with self._told(not_written):
            if self._below(place):
                msg = f"the report cannot be written to {self.locate(place)}"
                raise OutputError(msg, hint="a run of that name is there already; run it again")
            self._put_all(place, whole)
        return place

    def replace_files(self, run_folder: str, files: Mapping[str, bytes]) -> None:
        """Put the new files beside the run, the manifest last, and copy them into it."""
        place, ordered = inside(run_folder), manifest_last(files)
        if not self.exists(f"{place}/{MANIFEST}"):
            raise self._unknown(run_folder)
        hidden = f"{REPLACING}{place.name}-{secrets.token_hex(2)}"
        with self._told(not_written):
            self._put_all(f"{hidden}/{place}", ordered)
            self._settle(hidden)

    def read(self, path: str) -> bytes:
        """The content of an object."""
        try:
            with self._told(not_read, but=FileNotFoundError):
                content: bytes = self._objects.cat_file(self._path(path))
        except FileNotFoundError as error:
            msg = f"{self.locate(path)} is not there"
            hint = "`reporter history verify` says what is missing or changed"
            raise ArchiveError(msg, hint=hint) from error
        return content

    def exists(self, path: str) -> bool:
        """Whether there is such an object."""
        with self._told(not_read):
            return bool(self._objects.isfile(self._path(path)))

    def runs(self, report: str | None = None) -> Iterator[str]:
        """The run folders that have a manifest, in order of their paths."""
        with self._told(not_read):
            found = self._below(report or "")
        folders = (path.rpartition("/")[0] for path in found if path.endswith(f"/{MANIFEST}"))
        yield from sorted(filter(is_run_folder, folders))

    def list_files(self, run_folder: str) -> Mapping[str, int]:
        """Path inside the run folder -> size in bytes."""
        place = inside(run_folder)
        with self._told(not_read):
            found = self._below(str(place))
        if f"{place}/{MANIFEST}" not in found:
            raise self._unknown(run_folder)
        return {path.removeprefix(f"{place}/"): found[path]["size"] for path in sorted(found)}

    def delete_run(self, run_folder: str) -> None:
        """Take the manifest away, then the rest: a run that is half gone never happened."""
        with self._told(not_written):
            self._remove(self._below(str(inside(run_folder))))

    def sweep(self, now: datetime) -> tuple[str, ...]:
        """Remove run folders without a manifest whose newest object is older than a day."""
        with self._told(not_written):
            groups: dict[str, dict[str, Information]] = {}
            for path, information in self._below("").items():
                groups.setdefault(_group(path), {})[path] = information
            groups.pop("", None)
            for group in sorted(groups):
                if group.startswith(REPLACING) and _is_whole(groups[group]):
                    self._settle(group)
            return tuple(
                group
                for group, found in sorted(groups.items())
                if not _is_whole(found) and self._swept(found, now)
            )

    def locate(self, path: str) -> str:
        """The URL of an object or folder."""
        return f"{self._url}/{inside(path)}"

    def _swept(self, found: Mapping[str, Information], now: datetime) -> bool:
        """Remove what was left behind; whether it was that old."""
        is_old = all(_changed(information, now) < now - STALE for information in found.values())
        if is_old:
            self._remove(found)
        return is_old

    def _settle(self, hidden: str) -> None:
        """Copy files that replace others into their run; those of a run that is gone, nowhere.

        The hidden ones go only after that: whatever stops it, the next sweep does all of it again.
        """
        found = sorted(self._below(hidden), key=lambda path: (path.endswith(f"/{MANIFEST}"), path))
        place = found[-1].removeprefix(f"{hidden}/") if found else ""
        if place and self._objects.isfile(self._path(place)):
            for path in found:
                target = path.removeprefix(f"{hidden}/")
                self._objects.cp_file(self._path(path), self._path(target))
        self._remove(found)

    def _put_all(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Put files in their order, or take away what was put."""
        try:
            for path, content in files.items():
                self._put(f"{folder}/{path}", content)
        except BaseException:
            with suppress(*client_errors()):  # else a sweep finds it
                self._remove(self._below(folder))
            raise

    def _put(self, path: str, content: bytes) -> None:
        self._objects.pipe_file(self._path(path), content)

    def _remove(self, paths: Iterable[str]) -> None:
        """Remove objects, manifests first; what another process removed meanwhile is no error."""
        ordered = sorted(paths)
        first = [path for path in ordered if path.endswith(f"/{MANIFEST}")]
        for some in (first, [path for path in ordered if path not in first]):
            if some:
                with suppress(FileNotFoundError):
                    self._objects.rm([self._path(path) for path in some])

    def _below(self, folder: str) -> dict[str, Information]:
        """Every object below a folder: path relative to the root -> what is known about it."""
        place = f"{self._base}/{folder}" if folder else self._base
        found: Mapping[str, Information] = self._objects.find(place, detail=True)
        start = f"{self._base}/"
        return {
            path.removeprefix(start): information
            for path, information in found.items()
            if path.startswith(f"{place}/") and information["type"] == "file"
        }

    def _path(self, path: str) -> str:
        return f"{self._base}/{inside(path)}"

    def _unknown(self, run_folder: str) -> ArchiveError:
        hint = "`reporter history list` shows those that there are"
        return ArchiveError(f"there is no run {self.locate(run_folder)}", hint=hint)

    @contextmanager
    def _told(
        self,
        meaning: Callable[[str, BaseException], ReporterError],
        but: type[BaseException] | tuple[()] = (),
    ) -> Iterator[None]:
        """Turn what the client raises into an error that says what to do, `but` one."""
        try:
            yield
        except but:
            raise
        except client_errors() as error:
            raise meaning(self._url, error) from error


def _opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, without a cache of listings, and the path in it."""
    if without_user(url) != url:
        msg = f"archive.files holds credentials for {without_user(url)}"
        raise ConfigError(msg, hint="give them in the environment, as AWS_ACCESS_KEY_ID and so on")
    protocol = url.partition("://")[0]
    if protocol in {"file", "local"}:
        msg = f"archive.files names a folder by the URL {url}"
        raise ConfigError(msg, hint="give the folder's path alone")
    try:
        objects, base = url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        msg = f"a package for report files in {url} is missing"
        hint = _INSTALL.get(protocol, "install the one that fsspec wants for it")
        raise MissingPartError(msg, hint=hint) from error
    except ValueError as error:
        msg = f"archive.files names {url}, which is no place that can be written"
        raise ConfigError(msg, hint="name a folder, or s3://bucket/folder") from error
    return objects, base.rstrip("/")


def _group(path: str) -> str:
    """What an object is swept with: its run, or its hidden folder; empty if it is not ours."""
    parts = path.split("/")
    if parts[0].startswith((HIDDEN, REPLACING)):
        return parts[0]
    is_run = len(parts) > N_PARTS and RUN_ID.fullmatch(parts[N_PARTS - 1])
    return "/".join(parts[:N_PARTS]) if is_run else ""


def _is_whole(found: Iterable[str]) -> bool:
    """Whether a run, or what replaces files of one, has its manifest."""
    return any(path.endswith(f"/{MANIFEST}") for path in found)


def _changed(information: Information, now: datetime) -> datetime:
    """When an object was put; `now` where the store does not say."""
    value = next(filter(None, map(information.get, _CHANGED)), now)
    if isinstance(value, float | int):
        return datetime.fromtimestamp(value, UTC)
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    moment: datetime = found if found.tzinfo else found.replace(tzinfo=UTC)
    return moment
