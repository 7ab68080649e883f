"""An empty archive in a folder, with its ledger in SQLite beside the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter.archive.folder import FolderStore
from reporter.history.archive import Archive
from reporter.ledger.opening import open_ledger
from tests.factories.ledger import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """The folder of all reports."""
    return tmp_path / "output"


@pytest.fixture
def archive(output: Path) -> Iterator[Archive]:
    """An open archive."""
    with open_ledger(f"sqlite:///{output / 'reporter.db'}", NOW) as ledger:
        yield Archive(ledger, FolderStore(output))
