"""Many editions, each made whole by one of many processes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.editions.pictures import Pictures, fitted, late, letter, own
from reporter.editions.values import begun, made, with_rows
from reporter.errors import ReporterError
from reporter.look import Look
from reporter.press.order import Edition, Order
from reporter.report import Report
from reporter.worker import Job
from reporter.worker.modules import CREW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.config import RenderSettings
    from reporter.editions.pictures import Wanted
    from reporter.editions.values import Looks, Printed
    from reporter.press.order import MailFrom
    from reporter.study.readers import Reader, Studied
    from reporter.worker import Worker

FEW = 8
"""Editions that a run's worker prints about as fast as processes that have to be started for it."""
EDITIONS: Job[[tuple[Order, ...], RenderSettings], Iterator[Edition | ReporterError]] = Job(
    CREW, "editions"
)


class Crowd:
    """Has drawn by a worker what several editions share, and each edition made by a process.

    Args:
        staff: draws, and hires the processes.
        found: the look of each audience.
        settings: which processes.
        asked: label of the period that was asked for; none for the latest.
    """

    def __init__(
        self, staff: Worker, found: Looks, settings: RenderSettings, asked: str | None = None
    ) -> None:
        self._staff = staff
        self._looks = found
        self._settings = settings
        self._asked = asked
        self._pictures = Pictures(staff)

    def draw_early(self, reader: Reader, report: Report) -> None:
        """Have drawn what all share and needs no skip model; `report` has none yet."""
        del reader
        self._pictures.ask(fitted(report))

    def draw_late(self, reader: Reader, report: Report) -> None:
        """Have drawn the skip model and the drivers, which all share."""
        del reader
        self._pictures.ask(*late(report))

    def draw(self, studied: tuple[Studied, ...]) -> tuple[Printed, ...]:
        """Have drawn what two or more share.

        Raises:
            ReporterError: no reader has a report.
        """
        printed = begun(studied, self._looks)
        wanted: list[Wanted] = []
        for one in printed:
            found = self._looks[one.audience.name]
            if isinstance(one.outcome, Report) and isinstance(found, Look):
                self._pictures.ask(fitted(one.outcome), *late(one.outcome))
                wanted += own(one.outcome), letter(one.outcome, found)
        times = Counter(one.key for one in wanted)
        for one_wanted in wanted:
            if times[one_wanted.key] > 1:
                self._pictures.ask(one_wanted)
        written = with_rows(printed, studied)
        self._pictures.wait()
        return written

    def lay_out(self, printed: tuple[Printed, ...], post: MailFrom) -> tuple[Printed, ...]:
        """Have the editions made, as the gate sees them.

        Args:
            printed: what was begun.
            post: what the mails say of where they come from.

        Raises:
            ReporterError: none can be printed, or a process was lost.
        """
        orders = {
            one.audience.name: self._order(one.outcome, found, post)
            for one in printed
            if isinstance(one.outcome, Report)
            if isinstance(found := self._looks[one.audience.name], Look)
        }
        came = self._staff.ask(EDITIONS, tuple(orders.values()), self._settings).result()
        editions = dict(zip(orders, came, strict=True))
        done = tuple(
            _with(one, editions[one.audience.name], post.least)
            if one.audience.name in editions
            else one
            for one in printed
        )
        made(tuple(one.outcome for one in done))
        return done

    def examine(self, printed: tuple[Printed, ...], least: int) -> tuple[Printed, ...]:
        """Nothing more: the gate has looked at each edition where it was made."""
        del least
        return printed

    def _order(self, report: Report, found: Look, post: MailFrom) -> Order:
        pictures = self._pictures
        return Order(
            report=report,
            look=found,
            post=post,
            asked=self._asked or report.scope.period.label,
            fitted=pictures.of(fitted(report), *late(report)),
            own=pictures.get(own(report)),
            letter=pictures.get(letter(report, found)),
        )


def _with(one: Printed, came: Edition | ReporterError, least: int) -> Printed:
    if isinstance(came, ReporterError):
        return replace(one, outcome=came, files={})
    return replace(one, files={**one.files, **came.files}, subject=came.subject).judged(
        came.verdict, least
    )
