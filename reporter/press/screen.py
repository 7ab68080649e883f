"""The page and the mail of a report, and what the gate says of all but its PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.delivery import stored
from reporter.gate import on_screen
from reporter.groups import too_few
from reporter.look import PLAIN
from reporter.plays import Entity
from reporter.render import html
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


def show(report: Report, charts: tuple[Chart, ...], look: Look = PLAIN) -> Mapping[str, bytes]:
    """The page for a browser, and the charts as files.

    Args:
        report: what was found.
        charts: all its pictures, in the order of `ChartId`.
        look: brand and templates.

    Returns:
        The files by their path inside the folder of the report.
    """
    return {
        "report.html": html.render(report, charts, language(report.scope.locale), look),
        **{f"charts/{chart.id}.svg": chart.svg for chart in charts},
    }


def mail(
    report: Report, charts: tuple[Chart, ...], owner: str, least: int, look: Look = PLAIN
) -> tuple[str, bytes]:
    """The mail of a report, with its words for each way of enclosing the files.

    Args:
        report: what was found.
        charts: as drawn for a mail.
        owner: address of whom readers write to.
        least: nothing about fewer listeners is mailed, where there are several.
        look: brand and templates.

    Returns:
        Its subject, and the file that the archive keeps.
    """
    words = language(report.scope.locale)
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
    """What the gate says of all files of an audience but the PDF.

    Args:
        report: what was found.
        files: by their path in its folder.
        asked: label of the period that was asked for.
    """
    return on_screen.examine(report, files, asked=asked, words=language(report.scope.locale))
