"""The pictures of a run's reports, each drawn once for all who share it.

A picture belongs to a filter and a language; the brand's colour comes in when pages are laid out.
So two audiences may share the drawing, and never a file.
"""

from __future__ import annotations

from concurrent.futures import wait
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.worker import Job
from reporter.worker.modules import DRAWING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from concurrent.futures import Future

    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.report import Report
    from reporter.worker import Worker

    Charts = tuple[Chart, ...]

DRAW_OWN: Job[[Report], Charts] = Job(DRAWING, "draw_own")
DRAW_FITTED: Job[[Report], Charts] = Job(DRAWING, "draw_fitted")
DRAW_DRIVERS: Job[[Report], Charts] = Job(DRAWING, "draw_drivers")
DRAW_MODEL: Job[[Report], Charts] = Job(DRAWING, "draw_model")
DRAW_MAIL: Job[[Report, str | None], Charts] = Job(DRAWING, "draw_mail")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Some pictures.

    Attributes:
        key: the same for whoever has the same pictures.
        job: draws them.
        given: what it is given.
    """

    key: tuple[Hashable, ...]
    job: Job[..., Charts]
    given: tuple[object, ...]


def fitted(report: Report) -> Wanted:
    """What is fitted on all plays and needs no skip model: the same for every filter."""
    return Wanted(("fitted", report.scope.locale), DRAW_FITTED, (report,))


def late(report: Report) -> tuple[Wanted, Wanted]:
    """Drivers and skip model: the same for every filter too."""
    given, locale = (report,), report.scope.locale
    return (
        Wanted(("drivers", locale), DRAW_DRIVERS, given),
        Wanted(("model", locale), DRAW_MODEL, given),
    )


def own(report: Report) -> Wanted:
    """What is of the plays that the report is about."""
    return Wanted(("own", report.scope.filter, report.scope.locale), DRAW_OWN, (report,))


def letter(report: Report, look: Look) -> Wanted:
    """What its mail shows, in its colour."""
    scope = report.scope
    key = "mail", scope.filter, scope.locale, look.colour
    return Wanted(key, DRAW_MAIL, (report, look.colour))


class Pictures:
    """Has pictures drawn by a worker while the run goes on.

    Args:
        staff: draws.
    """

    def __init__(self, staff: Worker) -> None:
        self._staff = staff
        self._drawn: dict[Hashable, Future[Charts]] = {}

    def ask(self, *several: Wanted) -> None:
        """Have them drawn, unless they are or are being drawn."""
        for wanted in several:
            if wanted.key not in self._drawn:
                self._drawn[wanted.key] = self._staff.ask(wanted.job, *wanted.given)

    def wait(self) -> None:
        """Let all be drawn that was asked for."""
        wait(self._drawn.values())

    def get(self, wanted: Wanted) -> Charts | None:
        """The pictures; none that were not asked for."""
        drawn = self._drawn.get(wanted.key)
        return drawn.result() if drawn else None

    def of(self, *several: Wanted) -> Charts:
        """The pictures, which were asked for."""
        return tuple(chart for one in several for chart in self._drawn[one.key].result())
