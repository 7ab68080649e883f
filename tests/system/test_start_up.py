"""`reporter --help` is quick, because it loads nothing that it does not need."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = (
    "duckdb",
    "ibis",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "weasyprint",
)
HELP = "import sys; from reporter.cli import main; sys.argv = ['reporter', *{args}]\n"


def start(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter that measures no coverage."""
    quiet = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    return subprocess.run(
        [sys.executable, "-c", code], env=quiet, capture_output=True, text=True, check=True
    )


@pytest.mark.parametrize("args", [["--help"], ["run", "--help"], ["--version"]])
def test_loads_nothing_heavy(args: list[str]) -> None:
    code = HELP.format(args=args) + (
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print(*[name for name in {HEAVY} if name in sys.modules], sep=',', file=sys.stderr)"
    )
    assert start(code).stderr.strip() == ""


def test_a_folder_of_reports_needs_no_object_store() -> None:
    code = (
        "import sys; from reporter.archive.registry import open_store; "
        "open_store('output').sweep(__import__('datetime').datetime.now()); "
        "print(*{'fsspec', 's3fs', 'botocore', 'aiohttp'} & sys.modules.keys())"
    )
    assert start(code).stdout.strip() == ""
