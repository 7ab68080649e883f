"""Disks that are full, folders that are read-only, and databases that go away."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.postgres import Server

BOUND = ("setpriv", "--inh-caps=-all", "--bounding-set=-all")
"""Begins a command whose process no folder lets in against its mode, root's too."""


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """A disk of its own, where this user may mount one.

    Args:
        folder: where it is.
        kilobytes: its size.

    Yields:
        Whether there is one.
    """
    folder.mkdir(parents=True)
    size = f"size={kilobytes}k"
    mounted = _does("mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder))
    try:
        yield mounted
    finally:
        if mounted:
            _does("umount", str(folder))


def enlarge(folder: Path) -> None:
    """Free some space on a small disk."""
    assert _does("mount", "-o", "remount,size=64m", str(folder))


def limit_files(kilobytes: int) -> None:
    """Let this process write no file that is larger: stands for a full disk for other users."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))


def bound() -> Sequence[str]:
    """What a command has to begin with, so that a read-only folder is one for it."""
    return BOUND if os.geteuid() == 0 else ()


def away(server: Server, seconds: float) -> None:
    """Stop a database, and start it again after a while."""
    server.stop()
    Timer(seconds, server.start).start()


def _does(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
