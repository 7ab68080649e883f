"""Prints at once the pages that the run in the folder `CRASH_KEPT` has; the gate looks at them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.delivery import stored
from reporter.delivery.stored import MAIL_FILE
from reporter.gate import examination
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.gate.refusal import Verdict
    from reporter.report import Report

KEPT = Path(os.environ["CRASH_KEPT"])


def draw_early(_: Report) -> tuple[()]:
    """No charts: they stand with the pages."""
    return ()


def draw_late(_: Report) -> tuple[()]:
    """No charts, as above."""
    return ()


def lay_out(*_: object) -> dict[str, bytes]:
    """The pages and charts."""
    files = [KEPT / "report.html", KEPT / "report.pdf", *sorted(KEPT.glob("charts/*.svg"))]
    return {file.relative_to(KEPT).as_posix(): file.read_bytes() for file in files}


def mail(*_: object) -> tuple[str, bytes]:
    """The mail's subject, and the file that the archive keeps of it."""
    content = (KEPT / MAIL_FILE).read_bytes()
    return stored.from_json(content).subject, content


def examine(report: Report, files: dict[str, bytes], asked: str) -> Verdict:
    """What the gate says."""
    return examination.examine(report, files, asked=asked, words=ENGLISH)
