"""Python loads this at its start where this folder is on its path.

Swaps the slow modules where `CRASH_KEPT` says what they would find, and gives the machine the name
`CRASH_HOST`.
"""

from __future__ import annotations

import os
import socket
import sys
from importlib.abc import MetaPathFinder
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

HERE = Path(__file__).parent
SWAPPED = {
    "reporter.engine.connection": HERE / "engine.py",
    **{f"reporter.press.{name}": HERE / "press.py" for name in ("drawing", "paper", "screen")},
    "reporter.study.findings": HERE / "findings.py",
    "reporter.study.intake": HERE / "intake.py",
    "reporter.study.models": HERE / "models.py",
}


class Swap(MetaPathFinder):
    """Finds the module that stands in for a slow one."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The stand-in; none where there is none."""
        del path, target
        file = SWAPPED.get(fullname)
        return spec_from_file_location(fullname, file) if file else None


if "CRASH_KEPT" in os.environ:
    sys.meta_path.insert(0, Swap())
if "CRASH_HOST" in os.environ:
    socket.gethostname = lambda: os.environ["CRASH_HOST"]
