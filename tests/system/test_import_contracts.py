"""The contracts of pyproject.toml hold, and each of them breaks when it should."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BREACHES = [
    ("results/facts.py", "import reporter.pipeline", "A module imports only what stands below it"),
    ("tables/__init__.py", "import reporter.figures", "A module imports only what stands below it"),
    ("render/csv.py", "import reporter.engine", "Renderers read Report and nothing behind it"),
    (
        "analysis/__init__.py",
        "import reporter.words",
        "Analysis holds no words and knows no Report",
    ),
    ("cli/app.py", "import weasyprint", "WeasyPrint only in render"),
    ("render/pdf.py", "import pikepdf", "pikepdf only in the gate"),
    ("render/html.py", "import matplotlib", "matplotlib only in figures"),
    ("sources/intake.py", "import sklearn", "scikit-learn only in analysis"),
    ("pipeline/making.py", "import apscheduler", "APScheduler only in schedule"),
    ("pipeline/making.py", "import duckdb", "Engines only where plays are"),
    (
        "pipeline/making.py",
        "import joblib",
        "joblib and Dask only where many reports are printed",
    ),
    ("archive/__init__.py", "import smtplib", "smtplib only in delivery"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the tool says about the package `reporter` in `folder`."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to be spoiled."""
    shutil.copytree(root / "reporter", tmp_path / "reporter")
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_hold(root: Path) -> None:
    done = lint_imports(root)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("module", "line", "contract"), BREACHES)
def test_breach_is_found(copy: Path, module: str, line: str, contract: str) -> None:
    file = copy / "reporter" / module
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    done = lint_imports(copy)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout
