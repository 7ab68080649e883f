"""The PDF of a report, and what the gate says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.gate import on_paper
from reporter.look import PLAIN
from reporter.render import pdf
from reporter.words import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.figures.chart import Chart
    from reporter.gate.refusal import Verdict
    from reporter.look import Look
    from reporter.report import Report


def lay_out(report: Report, charts: tuple[Chart, ...], look: Look = PLAIN) -> Mapping[str, bytes]:
    """The pages for paper.

    Args:
        report: what was found.
        charts: all its pictures, in the order of `ChartId`.
        look: brand and templates.

    Returns:
        The PDF by its path inside the folder of the report.
    """
    return {"report.pdf": pdf.render(report, charts, language(report.scope.locale), look)}


def examine(report: Report, files: Mapping[str, bytes]) -> Verdict:
    """What the gate says of the PDF among an audience's files."""
    return on_paper.examine(report, files, language(report.scope.locale))
