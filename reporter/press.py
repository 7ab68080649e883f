"""From a report to its pictures and pages: the jobs of the worker that draws and prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures import gallery
from reporter.render import html, pdf
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.figures.chart import Chart
    from reporter.report import Report


def draw_early(report: Report) -> tuple[Chart, ...]:
    """The charts that need no skip model, while that and its drivers are a gap in the report."""
    return gallery.draw_early(report, ENGLISH)


def draw_late(report: Report) -> tuple[Chart, ...]:
    """The charts of the skip model and the drivers."""
    return gallery.draw_late(report, ENGLISH)


def lay_out(report: Report, charts: tuple[Chart, ...]) -> Mapping[str, bytes]:
    """The pages of a report.

    Args:
        report: what was found.
        charts: all its pictures, in any order.

    Returns:
        The files by their path inside the run folder: HTML, PDF and the charts.
    """
    charts = gallery.in_order(charts)
    return {
        "report.html": html.render(report, charts, ENGLISH),
        "report.pdf": pdf.render(report, charts, ENGLISH),
        **{f"charts/{chart.id}.svg": chart.svg for chart in charts},
    }
