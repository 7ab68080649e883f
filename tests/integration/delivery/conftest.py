"""Certificates for the servers of these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.certificates import make_certificates

if TYPE_CHECKING:
    from tests.certificates import Certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Good ones and bad ones."""
    return make_certificates(tmp_path_factory.mktemp("certificates"))
