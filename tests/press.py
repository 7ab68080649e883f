"""Runs whose report is looked at as JSON, CSV or a page: laying out the PDF is half their work.

The run's worker loads this module, so that it imports nothing but what a page needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.editions import pictures, printer
from reporter.gate.refusal import Verdict
from reporter.render import html
from reporter.words import language
from reporter.worker import Job, modules

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.report import Report


def draw(*_: object) -> tuple[Chart, ...]:
    """No chart."""
    return ()


def lay_out(*_: object) -> Mapping[str, bytes]:
    """No PDF."""
    return {}


def show(report: Report, charts: tuple[Chart, ...], look: Look) -> Mapping[str, bytes]:
    """The page, and the charts that were drawn."""
    return {
        "report.html": html.render(report, charts, language(report.scope.locale), look),
        **{f"charts/{chart.id}.svg": chart.svg for chart in charts},
    }


def mail(*_: object) -> tuple[str, bytes]:
    """An empty mail."""
    return "", b""


def examine(*_: object) -> Verdict:
    """Nothing to say, even of a report without a PDF."""
    return Verdict(())


def without_pdf(patch: pytest.MonkeyPatch) -> None:
    """Have runs write neither a PDF nor a mail, until the patch is taken back."""
    for name in ("lay_out", "show", "mail"):
        patch.setattr(printer, name.upper(), Job(__name__, name))
    for name in ("EXAMINE_PAPER", "EXAMINE_SCREEN"):
        patch.setattr(printer, name, Job(__name__, "examine"))


def page_alone(patch: pytest.MonkeyPatch) -> None:
    """Have them draw no charts either."""
    without_pdf(patch)
    patch.setattr(modules, "LOADED", (modules.MODELS, __name__))
    for name in ("DRAW_OWN", "DRAW_FITTED", "DRAW_DRIVERS", "DRAW_MODEL", "DRAW_MAIL"):
        patch.setattr(pictures, name, Job(__name__, "draw"))
