"""No engine: nothing is read or analysed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def connect(*_: object) -> Iterator[None]:
    """Nothing."""
    yield
