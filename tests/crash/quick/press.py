"""Prints at once the pages that the run in the folder `CRASH_KEPT` has; the gate looks at them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.delivery import stored
from reporter.delivery.stored import MAIL_FILE
from reporter.gate import on_paper, on_screen
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.gate.refusal import Verdict
    from reporter.report import Report

KEPT = Path(os.environ["CRASH_KEPT"])


def draw_own(_: Report) -> tuple[()]:
    """No charts: they stand with the pages."""
    return ()


def draw_fitted(_: Report) -> tuple[()]:
    """No charts, as above."""
    return ()


def draw_drivers(_: Report) -> tuple[()]:
    """No charts, as above."""
    return ()


def draw_model(_: Report) -> tuple[()]:
    """No charts, as above."""
    return ()


def draw_mail(*_: object) -> tuple[()]:
    """No charts: the mail is kept whole."""
    return ()


def lay_out(*_: object) -> dict[str, bytes]:
    """The PDF."""
    return {"report.pdf": (KEPT / "report.pdf").read_bytes()}


def show(*_: object) -> dict[str, bytes]:
    """The page and the charts."""
    files = [KEPT / "report.html", *sorted(KEPT.glob("charts/*.svg"))]
    return {file.relative_to(KEPT).as_posix(): file.read_bytes() for file in files}


def mail(*_: object) -> tuple[str, bytes]:
    """The mail's subject, and the file that the archive keeps of it."""
    content = (KEPT / MAIL_FILE).read_bytes()
    return stored.from_json(content).subject, content


def examine(report: Report, files: dict[str, bytes], *asked: str) -> Verdict:
    """What the gate says of the PDF, or else of all other files, where a period is named."""
    if asked:
        return on_screen.examine(report, files, asked=asked[0], words=ENGLISH)
    return on_paper.examine(report, files, ENGLISH)
