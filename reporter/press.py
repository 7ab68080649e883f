"""From a report to its pictures and pages: the jobs of the worker that draws and prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures import gallery, letter
from reporter.render import html, pdf
from reporter.render import mail as mails
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.figures.chart import Chart
    from reporter.render.mail import Cover, MailPage
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


def mail(report: Report, covers: tuple[Cover, ...]) -> tuple[MailPage, ...]:
    """The mail of a report, once for each cover; the pictures are the same in all of them.

    Args:
        report: what was found.
        covers: what may come with it: which one does is known once the message is weighed.
    """
    charts = letter.draw_mail(report, ENGLISH)
    return tuple(mails.render(report, charts, ENGLISH, cover) for cover in covers)
