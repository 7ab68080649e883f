"""From a report to its pictures and pages: the jobs of the worker that draws and prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.delivery import stored
from reporter.figures import gallery, letter
from reporter.figures.recolour import recoloured
from reporter.gate import examination
from reporter.groups import too_few
from reporter.look import PLAIN
from reporter.plays import Entity
from reporter.render import html, pdf
from reporter.render import mail as mails
from reporter.render.mail import Cover
from reporter.words import ENGLISH, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.delivery.message import Enclosed
    from reporter.figures.chart import Chart
    from reporter.gate.refusal import Verdict
    from reporter.look import Look
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


def mail(report: Report, owner: str, least: int, look: Look = PLAIN) -> tuple[str, bytes]:
    """The mail of a report, with its words for each way of enclosing the files.

    Args:
        report: what was found.
        owner: address of whom readers write to.
        least: nothing about fewer listeners is mailed, where there are several.
        look: brand and templates.

    Returns:
        Its subject, and the file that the archive keeps.
    """
    words = language(report.scope.locale)
    charts = letter.draw_mail(report, words, look.colour)
    covers: Mapping[Enclosed, Cover] = {
        "all": Cover(owner, csv="attached"),
        "pdf": Cover(owner, csv="left_out"),
        "none": Cover(owner, csv="left_out", pdf_at=stored.PDF_PLACE),
    }
    pages = {
        enclosed: mails.render(report, charts, words, cover, look)
        for enclosed, cover in covers.items()
    }
    several = report.scope.entity is Entity.LISTENER
    few = too_few(report, least)
    kept = stored.to_json(
        pages,
        locale=report.scope.locale,
        several_listeners=several,
        least=least,
        withheld=few.said(ENGLISH) if few else "",
    )
    return pages["all"].subject, kept


def examine(report: Report, files: Mapping[str, bytes], asked: str) -> Verdict:
    """What the gate says of a finished report.

    Args:
        report: what was found.
        files: of the audience, by their path in its folder.
        asked: label of the period that was asked for.
    """
    return examination.examine(report, files, asked=asked, words=language(report.scope.locale))
