"""A few editions, printed by the worker of a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING

from reporter.delivery.stored import MAIL_FILE
from reporter.editions.pictures import Pictures, fitted, late, letter, own
from reporter.editions.values import begun, made, with_rows
from reporter.errors import ReporterError
from reporter.figures.chart import Chart, in_order
from reporter.look import Look
from reporter.press.records import records
from reporter.report import Report
from reporter.tables.rows import OF_ROWS
from reporter.worker import Job
from reporter.worker.modules import DRAWING, PAPER, SCREEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from reporter.editions.values import Looks, Printed
    from reporter.gate.refusal import Verdict
    from reporter.press.order import MailFrom
    from reporter.study.readers import Reader, Studied
    from reporter.worker import Worker

Charts = tuple[Chart, ...]

RECOLOUR: Job[[Charts, str], Charts] = Job(DRAWING, "recolour")
LAY_OUT: Job[[Report, Charts, Look], Mapping[str, bytes]] = Job(PAPER, "lay_out")
SHOW: Job[[Report, Charts, Look], Mapping[str, bytes]] = Job(SCREEN, "show")
MAIL: Job[[Report, Charts, str, int, Look], tuple[str, bytes]] = Job(SCREEN, "mail")
EXAMINE_PAPER: Job[[Report, Mapping[str, bytes]], Verdict] = Job(PAPER, "examine")
EXAMINE_SCREEN: Job[[Report, Mapping[str, bytes], str], Verdict] = Job(SCREEN, "examine")


@dataclass(frozen=True, slots=True)
class _Pages:
    """What is printed of one report."""

    paper: Future[Mapping[str, bytes]]
    screen: Future[Mapping[str, bytes]]


class Printer:
    """Has the readers' reports drawn and printed by a worker.

    Args:
        staff: draws and prints.
        found: the look of each audience.
        asked: label of the period that was asked for; none for the latest.
    """

    def __init__(self, staff: Worker, found: Looks, asked: str | None = None) -> None:
        self._staff = staff
        self._looks = found
        self._asked = asked
        self._pictures = Pictures(staff)

    def draw_early(self, reader: Reader, report: Report) -> None:
        """Have drawn what needs no skip model; `report` has none yet."""
        found = self._looks[reader.settings.name]
        if isinstance(found, Look):
            self._pictures.ask(own(report), fitted(report))

    def draw_late(self, reader: Reader, report: Report) -> None:
        """Have drawn what only now is known: skip model and drivers."""
        if isinstance(self._looks[reader.settings.name], Look):
            self._pictures.ask(*late(report))

    def draw(self, studied: tuple[Studied, ...]) -> tuple[Printed, ...]:
        """Have drawn what is missing.

        Raises:
            ReporterError: no reader has a report, or none can be drawn.
        """
        printed = begun(studied, self._looks)
        for one in studied:
            if isinstance(one.outcome, Report):
                self.draw_early(one.reader, one.outcome)
                self.draw_late(one.reader, one.outcome)
        written = with_rows(printed, studied)
        self._pictures.wait()
        return written

    def lay_out(self, printed: tuple[Printed, ...], post: MailFrom) -> tuple[Printed, ...]:
        """Have pages and mails printed, and put the charts beside them.

        What mails show is drawn while the PDFs are laid out, which takes longest, and JSON and
        CSVs are written meanwhile.

        Args:
            printed: what was begun.
            post: what the mails say of where they come from.

        Raises:
            ReporterError: none can be printed.
        """
        pages = [self._begun(one) for one in printed]
        for one in printed:
            found = self._looks[one.audience.name]
            if isinstance(one.outcome, Report) and isinstance(found, Look):
                self._pictures.ask(letter(one.outcome, found))
        done = tuple(map(self._laid_out, printed, pages, repeat(post)))
        made(tuple(one.outcome for one in done))
        return done

    def examine(self, printed: tuple[Printed, ...], least: int) -> tuple[Printed, ...]:
        """Have the gate look at what was printed.

        Args:
            printed: what was laid out.
            least: nothing about fewer listeners is mailed, where there are several.
        """
        seen = [self._seen(one) for one in printed]
        return tuple(
            one.judged(both[0].result() + both[1].result(), least) if both else one
            for one, both in zip(printed, seen, strict=True)
        )

    def _charts(self, report: Report, found: Look) -> Charts:
        pictures = self._pictures
        charts = in_order(pictures.of(own(report), fitted(report), *late(report)))
        if found.colour is None:
            return charts
        return self._staff.ask(RECOLOUR, charts, found.colour).result()

    def _begun(self, one: Printed) -> _Pages | ReporterError | None:
        """Have PDF and page printed; why they cannot be; none where there is no report."""
        found = self._looks[one.audience.name]
        if not isinstance(one.outcome, Report) or isinstance(found, ReporterError):
            return None
        report = one.outcome
        try:
            charts = self._charts(report, found)
        except ReporterError as error:
            return error
        return _Pages(
            self._staff.ask(LAY_OUT, report, charts, found),
            self._staff.ask(SHOW, report, charts, found),
        )

    def _laid_out(
        self, one: Printed, pages: _Pages | ReporterError | None, post: MailFrom
    ) -> Printed:
        found = self._looks[one.audience.name]
        if pages is None or not isinstance(one.outcome, Report) or not isinstance(found, Look):
            return one
        report = one.outcome
        try:
            if isinstance(pages, ReporterError):
                raise pages
            shown = self._pictures.of(letter(report, found))
            mail = self._staff.ask(MAIL, report, shown, post.owner, post.least, found)
            files = {**one.files, **records(one.outcome)}
            files |= {**pages.screen.result(), **pages.paper.result()}
            subject, files[MAIL_FILE] = mail.result()
        except ReporterError as error:
            return replace(one, outcome=error, files={})
        return replace(one, files=files, subject=subject)

    def _seen(self, one: Printed) -> tuple[Future[Verdict], Future[Verdict]] | None:
        """What the gate is to say of page and PDF; none where there is no report."""
        if not isinstance(one.outcome, Report):
            return None
        report = one.outcome
        label = self._asked or report.scope.period.label
        seen = {path: one.files[path] for path in one.files if path not in OF_ROWS}
        pages = {path: seen[path] for path in seen if not path.endswith((".csv", ".json"))}
        paper = self._staff.ask(EXAMINE_PAPER, report, pages)
        return self._staff.ask(EXAMINE_SCREEN, report, seen, label), paper
