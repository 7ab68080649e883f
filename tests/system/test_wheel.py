"""The built wheel works in an environment that holds nothing else but what it asks for."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

import reporter
from reporter.words import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel, and an empty folder to work in."""

    environment: Path
    folder: Path

    def run(self, program: str, *args: str) -> str:
        """What a program of the environment prints, run far from the checkout."""
        done = subprocess.run(
            [str(self.environment / "bin" / program), *args],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, installed with the locked packages."""
    folder = tmp_path_factory.mktemp("wheel")
    venv.create(folder / "venv", with_pip=True)
    pip = [str(folder / "venv" / "bin" / "pip"), "--disable-pip-version-check", "--quiet"]
    lock = str(root / "requirements.txt")
    install = [*pip, "install", "--no-compile"]  # most of it is never run
    subprocess.run([*install, "--require-hashes", "-r", lock], check=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True)
    (folder / "work").mkdir()
    return Installed(folder / "venv", folder / "work")


def test_wheel_holds_templates_and_languages_and_nothing_of_the_tests(
    wheel: Path, root: Path
) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    templates = {
        f"reporter/{path.relative_to(root)}"
        for path in (root / "templates").rglob("*")
        if path.is_file()
    }
    assert templates
    assert templates <= names
    languages = {name.split("/")[3] for name in names if name.endswith("/LC_MESSAGES/reporter.mo")}
    assert languages == set(LANGUAGES[1:])
    tops = {name.split("/")[0] for name in names}
    assert tops == {"reporter", f"reporter-{reporter.__version__}.dist-info"}


def test_what_it_asks_for_is_in_the_lock(installed: Installed) -> None:
    assert "No broken requirements" in installed.run("pip", "check")


def test_it_finds_its_own_templates(installed: Installed) -> None:
    code = "from reporter import resources; print(resources.templates_dir())"
    found = installed.run("python", "-c", code).strip()
    assert found.startswith(str(installed.environment))
    assert found.endswith("site-packages/reporter/templates")


def test_version_and_help(installed: Installed) -> None:
    assert reporter.__version__ in installed.run("reporter", "--version")
    assert "sample" in installed.run("reporter", "--help")


def test_sample_to_report(installed: Installed) -> None:
    installed.run("reporter", "sample", "plays", "--listeners", "40", "--plays", "4000")
    last = installed.run("reporter", "run", "--source", "plays", "--json").splitlines()[-1]
    summary = json.loads(last)
    assert summary["status"] == "complete"
    assert summary["plays_read"] > 0
    pdf = installed.folder / summary["files"]["pdf"]
    assert pdf.read_bytes().startswith(b"%PDF-")
