"""Open a file with the desktop's own program, where there is a desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PATIENCE_SECONDS = 5.0
"""An opener that is at work for longer than this is showing the file."""
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def opener(platform: str, environment: Mapping[str, str]) -> str | None:
    """The program that opens a file; none where there is no desktop.

    Args:
        platform: as `sys.platform`.
        environment: of the process.
    """
    if platform == "darwin":
        return shutil.which("open")
    if any(environment.get(name) for name in DISPLAYS):
        return shutil.which("xdg-open")
    return None


def show(place: str) -> bool:
    """Open a file; whether it was. What lies in an object store is for its own tools to fetch.

    Args:
        place: a path, or a URL of an object store.
    """
    program = opener(sys.platform, os.environ)
    if program is None or "://" in place:
        return False
    try:
        process = subprocess.Popen(  # noqa: S603 - the desktop's program and our own path
            [program, place],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return process.wait(PATIENCE_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return True
