"""The built wheel works in an environment that holds nothing else but what is locked for it.

The locked packages are linked into it from the environment of the tests: set-up has installed them
there, by the hashes of the longer lock, and installing them again takes half a minute.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import reporter
from reporter.words import LANGUAGES

pytestmark = [pytest.mark.slow, pytest.mark.untraced]


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel, and an empty folder to work in."""

    environment: Path
    folder: Path

    def run(self, program: str, *args: str) -> str:
        """What a program of the environment prints, run far from the checkout."""
        return self._printed(str(self.environment / "bin" / program), *args)

    def pip(self, *args: str) -> str:
        """What pip says of the environment, or does to it."""
        pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
        return self._printed(*pip, "--python", str(self.environment / "bin" / "python"), *args)

    def _printed(self, *command: str) -> str:
        done = subprocess.run(
            command,
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


def _locks(file: Path) -> dict[str, frozenset[str]]:
    """Each requirement of a lock, with its hashes."""
    lines = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    parts = [line.split("--hash=") for line in lines if re.match(r"\w", line)]
    return {first.strip(): frozenset(map(str.strip, hashes)) for first, *hashes in parts}


def _locked(file: Path) -> list[Distribution]:
    """The packages of a lock that this machine takes, as set-up has installed them."""
    asked = [Requirement(line) for line in _locks(file)]
    found = []
    for one in asked:
        if one.marker is None or one.marker.evaluate():
            found.append(distribution(one.name))
            assert one.specifier.contains(found[-1].version), f"{one}: run tools/setup test"
    return found


def _tops(package: Distribution) -> set[Path]:
    """The folders and files of a package that stand directly among all packages."""
    names = {file.parts[0] for file in package.files or () if file.parts[0] != ".."}
    return {Path(str(package.locate_file(name))) for name in names - {"__pycache__"}}


@pytest.fixture(scope="module")
def installed(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, installed beside the locked packages."""
    folder = tmp_path_factory.mktemp("wheel")
    venv.create(folder / "venv")
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    locked = _locked(root / "requirements.txt")
    names = {canonicalize_name(package.name) for package in locked}
    others = [one for one in distributions() if canonicalize_name(one.name) not in names]
    tops = {top for package in locked for top in _tops(package)}
    assert tops.isdisjoint(top for package in others for top in _tops(package))
    for top in tops:
        (packages / top.name).symlink_to(top)
    (folder / "work").mkdir()
    made = Installed(folder / "venv", folder / "work")
    made.pip("install", "--quiet", "--no-index", "--no-deps", str(wheel))
    return made


def test_every_package_of_its_lock_is_in_the_lock_that_set_up_installed(root: Path) -> None:
    locked, installed_from = (
        {line.partition(";")[0].strip(): hashes for line, hashes in _locks(root / name).items()}
        for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert len(locked) > 40
    assert all(locked.values())
    assert locked.items() <= installed_from.items()


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
    assert "No broken requirements" in installed.pip("check")


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
