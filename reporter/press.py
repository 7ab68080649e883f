"""From a report to its pictures and pages: the jobs of the worker that draws and prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures import gallery, letter
from reporter.figures.recolour import recoloured
from reporter.look import PLAIN
from reporter.render import html, pdf
from reporter.render import mail as mails
from reporter.words import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.render.mail import Cover, MailPage
    from reporter.report import Report


def draw_early(report: Report) -> tuple[Chart, ...]:
    """The charts that need no skip model, while that and its drivers are a gap in the report."""
    return gallery.draw_early(report, language(report.scope.locale))


def draw_late(report: Report) -> tuple[Chart, ...]:
    """The charts of the skip model and the drivers."""
    return gallery.draw_late(report, language(report.scope.locale))


def lay_out(report: Report, charts: tuple[Chart, ...], look: Look = PLAIN) -> Mapping[str, bytes]:
    """The pages of a report.

    Args:
        report: what was found.
        charts: all its pictures, in any order.
        look: brand and templates.

    Returns:
        The files by their path inside the folder of the report: HTML, PDF and the charts.
    """
    words, charts = language(report.scope.locale), gallery.in_order(charts)
    if look.colour is not None:
        charts = tuple(recoloured(chart, look.colour) for chart in charts)
    return {
        "report.html": html.render(report, charts, words, look),
        "report.pdf": pdf.render(report, charts, words, look),
        **{f"charts/{chart.id}.svg": chart.svg for chart in charts},
    }


def mail(report: Report, covers: tuple[Cover, ...]) -> tuple[MailPage, ...]:
    """The mail of a report, once for each cover; the pictures are the same in all of them.

    Args:
        report: what was found.
        covers: what may come with it: which one does is known once the message is weighed.
    """
    words = language(report.scope.locale)
    charts = letter.draw_mail(report, words)
    return tuple(mails.render(report, charts, words, cover) for cover in covers)
