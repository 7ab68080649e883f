"""`tools/setup` says in a sentence what it lacks, and leaves what is done alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """What set-up reads, without an environment."""
    (tmp_path / "tools").mkdir()
    shutil.copy(root / "tools" / "setup", tmp_path / "tools")
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(root / name, tmp_path)
    return tmp_path


def set_up(
    checkout: Path, *args: str, path: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run it, with the programs in `path` before all others."""
    front = f"{path}:" if path else ""
    return subprocess.run(
        [str(checkout / "tools" / "setup"), *args],
        env={"PATH": f"{front}/usr/bin:/bin", "HOME": str(checkout), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, script: str) -> None:
    """Put a program into a folder."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


def test_without_a_python_it_says_so(checkout: Path) -> None:
    done = set_up(checkout, "report", PYTHON="/nowhere/python")
    assert done.returncode == 1
    assert "there is no Python 3.11 or newer" in done.stderr
    assert not (checkout / ".venv").exists()


def test_an_interpreter_that_is_too_old_is_not_taken(checkout: Path) -> None:
    program(checkout / "bin", "old", "exit 1")
    done = set_up(checkout, "report", PYTHON=str(checkout / "bin" / "old"))
    assert "there is no Python 3.11 or newer" in done.stderr


def test_without_rights_it_says_what_to_install(checkout: Path) -> None:
    fakes = checkout / "bin"
    program(fakes, "apt-get", "exit 1")
    program(fakes, "id", "echo 1000")
    program(fakes, "sudo", "exit 1")
    # It runs, and is new enough, but has neither venv nor ensurepip.
    program(fakes, "bare", 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac')
    done = set_up(checkout, "report", path=fakes, PYTHON=str(fakes / "bare"))
    assert done.returncode == 1
    assert "run this, then make again: sudo apt-get install python3.11-venv" in done.stderr


def environment_without_pango(checkout: Path) -> Path:
    """An environment whose WeasyPrint loads once `apt-get` has been called; the fakes' folder."""
    called = checkout / "called"
    (checkout / ".venv").mkdir()
    program(checkout / ".venv" / "bin", "python", f'[ "$1" != - ] || [ -e "{called}" ]')
    fakes = checkout / "bin"
    program(fakes, "uname", "echo Linux")
    program(fakes, "apt-get", f'echo "$@" >>"{called}"')
    return fakes


def test_native_libraries_come_through_apt_where_it_may(checkout: Path) -> None:
    fakes = environment_without_pango(checkout)
    program(fakes, "id", "echo 0")
    done = set_up(checkout, "report", path=fakes)
    assert done.returncode == 0, done.stderr
    calls = (checkout / "called").read_text(encoding="utf-8")
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in calls
    assert (checkout / ".venv" / "set-up-for-report").exists()


def test_native_libraries_are_named_where_it_may_not(checkout: Path) -> None:
    fakes = environment_without_pango(checkout)
    program(fakes, "id", "echo 1000")
    program(fakes, "sudo", "exit 1")
    done = set_up(checkout, "report", path=fakes)
    assert done.returncode == 1
    libraries = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    assert f"sudo apt-get install {libraries}" in done.stderr
    assert not (checkout / ".venv" / "set-up-for-report").exists()


def test_on_a_mac_it_names_brew(checkout: Path) -> None:
    fakes = environment_without_pango(checkout)
    program(fakes, "uname", "echo Darwin")
    done = set_up(checkout, "report", path=fakes)
    assert done.returncode == 1
    assert "brew install pango" in done.stderr


def test_what_is_done_is_not_done_again(checkout: Path) -> None:
    stamped = "cat requirements*.txt pyproject.toml tools/setup | cksum >.venv/set-up-for-report"
    (checkout / ".venv").mkdir()
    subprocess.run(["/bin/sh", "-c", stamped], cwd=checkout, check=True)
    done = set_up(checkout, "report", PYTHON="/nowhere/python")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_changed_lock_is_set_up_again(checkout: Path) -> None:
    test_what_is_done_is_not_done_again(checkout)
    with (checkout / "requirements.txt").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert set_up(checkout, "report", PYTHON="/nowhere/python").returncode == 1


def test_the_locks_name_no_host_and_no_folder(root: Path) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (root / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert os.sep + "home" not in text
        assert "--hash=sha256:" in text
