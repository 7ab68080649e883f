"""The stores by the form of `archive.files`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from reporter.archive.folder import FolderStore

if TYPE_CHECKING:
    from reporter.archive.store import Store


def open_store(files: str) -> Store:
    """The store that `archive.files` names; nothing is read or made yet.

    Args:
        files: a folder, or a URL such as `s3://bucket/folder`.

    Raises:
        ConfigError: it is a URL of no object store.
        MissingPartError: the package for that kind of object store is absent.
    """
    if "://" not in files:
        return FolderStore(Path(files))
    from reporter.archive.bucket import BucketStore  # noqa: PLC0415 - a folder needs none of it

    return BucketStore(files)
