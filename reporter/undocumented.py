"""Libraries, loaded without what they do for people alone.

SciPy takes the documentation of its functions apart, adds a note and puts it together again, each
time that it is loaded. That is a third of the time that all the models' libraries take to load.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKED = "1.17."
"""The SciPy that loads without; another one is left alone until that has been tried."""
DOCUMENTS = "scipy._lib._docscrape"


class NoDocument(dict[str, list[str]]):
    """Stands for the documentation of a function: it has no section, and takes any."""

    def __init__(self, *_: object) -> None:
        super().__init__()

    def __missing__(self, section: str) -> list[str]:
        """An empty section, which is forgotten again."""
        return []

    def __str__(self) -> str:
        """A line without a signature, and nothing behind it."""
        return "\n"


@contextmanager
def undocumented() -> Iterator[None]:
    """Inside the block SciPy is loaded without documentation, if it was not loaded before."""
    version: str = import_module("scipy").__version__
    if not version.startswith(CHECKED):
        yield
        return
    documents: Any = import_module(DOCUMENTS)
    known = documents.FunctionDoc
    documents.FunctionDoc = NoDocument
    try:
        yield
    finally:
        documents.FunctionDoc = known
