"""The stores of report files: a folder, a bucket of a real S3 server, and a memory."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from reporter.archive.registry import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.archive.store import Store


@pytest.fixture(params=["folder", "memory", pytest.param("s3", marks=pytest.mark.s3)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store."""
    if request.param == "folder":
        return open_store(str(tmp_path / "output"))
    if request.param == "memory":
        return open_store(f"memory://{secrets.token_hex(6)}/some folder")
    return open_store(f"{request.getfixturevalue('bucket')}/some folder")
