"""The whole HTML against a kept copy; fonts, styles and their hash are masked.

To renew the copy after a change that is meant: `REPORTER_GOLDEN=write pytest tests/golden`.
"""

from __future__ import annotations

import os
import re
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporter.render import html
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.pictures import make_charts

if TYPE_CHECKING:
    from reporter.report import Report

FOLDER = Path(__file__).parent
MASKS = (
    (re.compile(r"<style>.*?</style>", re.DOTALL), "<style>…</style>"),
    (re.compile(r"sha256-[A-Za-z0-9+/=]+"), "sha256-…"),
    (re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+"), "data:…"),
    (re.compile(r"^\s+", re.MULTILINE), ""),
)


def _masked(page: str) -> str:
    for pattern, instead in MASKS:
        page = pattern.sub(instead, page)
    return page


@pytest.mark.parametrize(
    ("name", "report"), [("full", make_report()), ("minimal", make_minimal_report())]
)
def test_html_is_as_it_was(name: str, report: Report) -> None:
    file = FOLDER / f"{name}.html"
    page = _masked(html.render(report, make_charts(), ENGLISH).decode("utf-8"))
    if os.environ.get("REPORTER_GOLDEN") == "write":
        file.write_text(page, encoding="utf-8")
    kept = file.read_text(encoding="utf-8")
    if page != kept:  # pytest's own comparison of texts of this size takes minutes
        pytest.fail("\n".join(unified_diff(kept.splitlines(), page.splitlines(), lineterm="", n=1)))
