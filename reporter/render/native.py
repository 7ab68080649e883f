"""WeasyPrint, loaded; whoever prints imports it from here.

It looks for its native libraries by the names that they have on any system, and for each that a
system does not know, Python starts linker and compiler to be sure. That takes longer than all else
that is loaded with it. On Linux the loader knows them by one name, which is among those.
"""

from __future__ import annotations

import ctypes.util
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reporter.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _by_the_loader() -> Iterator[None]:
    """Inside the block, a library that Linux' loader does not know by a name is not there."""
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _not_there
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _not_there(name: str) -> str | None:
    del name
    return None


try:
    with _by_the_loader():
        import weasyprint
        from weasyprint import svg, urls
except OSError as error:
    msg = f"the PDF needs Pango and HarfBuzz, which cannot be loaded ({error})"
    hint = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    raise MissingPartError(msg, hint=hint) from error

__all__ = ["svg", "urls", "weasyprint"]
