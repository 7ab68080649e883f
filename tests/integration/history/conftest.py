"""An empty archive in a folder, with its ledger in SQLite beside the files."""

from __future__ import annotations

import shutil
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


@pytest.fixture(scope="session")
def made_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger; a copy of it is there sooner than another one."""
    file = tmp_path_factory.mktemp("ledger") / "reporter.db"
    with open_ledger(f"sqlite:///{file}", NOW):
        pass
    return file


@pytest.fixture
def empty(output: Path, made_ledger: Path) -> Path:
    """The folder of all reports, with an empty ledger."""
    output.mkdir()
    shutil.copy(made_ledger, output / "reporter.db")
    return output


@pytest.fixture
def archive(empty: Path) -> Iterator[Archive]:
    """An open archive."""
    with open_ledger(f"sqlite:///{empty / 'reporter.db'}", NOW) as ledger:
        yield Archive(ledger, FolderStore(empty))
