"""In CI a skipped test fails the session, unless it lacks nothing but the real histories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["pytester"]

TEST = """
import pytest


def test_other():
    pass


def test_skipped():
    pytest.skip({reason!r})
"""


@pytest.mark.parametrize(
    ("reason", "ci", "code"),
    [
        ("chromium is not installed", "true", pytest.ExitCode.TESTS_FAILED),
        ("chromium is not installed", "", pytest.ExitCode.OK),
        ("../shared is absent: none here", "true", pytest.ExitCode.OK),
    ],
)
def test_skips_in_ci(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    root: Path,
    reason: str,
    ci: str,
    code: pytest.ExitCode,
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest((root / "tests" / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(TEST.format(reason=reason))
    assert pytester.runpytest_subprocess("-n", "2", "--no-cov").ret == code
