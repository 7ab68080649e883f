"""Plays and a whole run of them, made once for all trials."""

from __future__ import annotations

import pytest

from tests.crash.scene import Kept, keep


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Plays, and a whole run of them."""
    return keep(tmp_path_factory.mktemp("kept"))
