"""From a report to its pictures and pages: the charts, the HTML and the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.gallery import draw
from reporter.press.messages import Stage
from reporter.render import html, pdf
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from reporter.report import Report


def files(
    report: Report, stage: Callable[[Stage], AbstractContextManager[None]]
) -> Mapping[str, bytes]:
    """Draw and print a report.

    Args:
        report: what was found.
        stage: entered for each of the two stages.

    Returns:
        The files by their path inside the run folder.
    """
    with stage(Stage.DRAW):
        charts = draw(report, ENGLISH)
    with stage(Stage.RENDER):
        return {
            "report.html": html.render(report, charts, ENGLISH),
            "report.pdf": pdf.render(report, charts, ENGLISH),
            **{f"charts/{chart.id}.svg": chart.svg for chart in charts},
        }
