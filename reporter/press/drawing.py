"""The pictures of a report: jobs of the worker that draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures import gallery, letter
from reporter.figures.recolour import recoloured
from reporter.words import language

if TYPE_CHECKING:
    from reporter.figures.chart import Chart
    from reporter.report import Report


def draw_own(report: Report) -> tuple[Chart, ...]:
    """The charts of its plays, while skip model and drivers are a gap in the report."""
    return gallery.draw_own(report, language(report.scope.locale))


def draw_fitted(report: Report) -> tuple[Chart, ...]:
    """The charts of segments and churn risk, which are of all plays."""
    return gallery.draw_fitted(report, language(report.scope.locale))


def draw_drivers(report: Report) -> tuple[Chart, ...]:
    """The charts of the drivers."""
    return gallery.draw_drivers(report, language(report.scope.locale))


def draw_model(report: Report) -> tuple[Chart, ...]:
    """The charts of the skip model."""
    return gallery.draw_model(report, language(report.scope.locale))


def draw_mail(report: Report, accent: str | None) -> tuple[Chart, ...]:
    """The charts of its mail, which need no skip model either.

    Args:
        report: what was found.
        accent: colour of the brand; none for the program's own.
    """
    return letter.draw_mail(report, language(report.scope.locale), accent)


def recolour(charts: tuple[Chart, ...], accent: str) -> tuple[Chart, ...]:
    """The same charts in the colour of a brand."""
    return tuple(recoloured(chart, accent) for chart in charts)
