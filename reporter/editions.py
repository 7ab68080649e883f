"""From what each reader gets to files: pictures drawn once for all who share them, pages for each.

A picture belongs to a filter and a language; the brand's colour comes in when pages are laid out.
So two audiences may share the drawing, and never a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporter.delivery.stored import MAIL_FILE
from reporter.errors import ReporterError
from reporter.figures.chart import in_order
from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.groups import too_few
from reporter.ledger.values import State
from reporter.look import Look, look
from reporter.render import csv
from reporter.report import Report, to_json
from reporter.tables import tables
from reporter.words import ENGLISH
from reporter.worker import Job

if TYPE_CHECKING:
    from collections.abc import Hashable
    from concurrent.futures import Future

    from reporter.config import AudienceSettings, ReportSettings
    from reporter.figures.chart import Chart
    from reporter.study.readers import Reader, Studied
    from reporter.worker import Worker
    from reporter.worker.messages import Takes

    Charts = tuple[Chart, ...]

DRAWING, PAPER, SCREEN = (f"reporter.press.{name}" for name in ("drawing", "paper", "screen"))
PRESS = DRAWING, PAPER
"""What the worker that draws and prints has to load."""

DRAW_EARLY: Job[[Report], Charts] = Job(DRAWING, "draw_early")
DRAW_LATE: Job[[Report], Charts] = Job(DRAWING, "draw_late")
DRAW_MAIL: Job[[Report, str | None], Charts] = Job(DRAWING, "draw_mail")
RECOLOUR: Job[[Charts, str], Charts] = Job(DRAWING, "recolour")
LAY_OUT: Job[[Report, Charts, Look], Mapping[str, bytes]] = Job(PAPER, "lay_out")
SHOW: Job[[Report, Charts, Look], Mapping[str, bytes]] = Job(SCREEN, "show")
MAIL: Job[[Report, Charts, str, int, Look], tuple[str, bytes]] = Job(SCREEN, "mail")
EXAMINE_PAPER: Job[[Report, Mapping[str, bytes]], Verdict] = Job(PAPER, "examine")
EXAMINE_SCREEN: Job[[Report, Mapping[str, bytes], str], Verdict] = Job(SCREEN, "examine")

Looks = Mapping[str, Look | ReporterError]
"""The look of each audience, by its name, or why it has none."""


@dataclass(frozen=True, slots=True)
class MailFrom:
    """What mails say of where they come from.

    Attributes:
        owner: address of whom readers write to.
        least: nothing about fewer listeners is mailed, where there are several.
    """

    owner: str
    least: int


@dataclass(frozen=True, slots=True)
class Printed:
    """What one reader gets, as files.

    Attributes:
        audience: for whom.
        series: id of the series of the audience's reports.
        outcome: the report, or why there is none for this audience alone.
        folder: where its files belong inside the run folder, with `/` at its end; empty for the
            run folder itself.
        files: by their path inside that folder; none where there is no report.
        subject: of its mail; empty where there is no report.
        verdict: what the gate says of it; none before it was asked.
    """

    audience: AudienceSettings
    series: str
    outcome: Report | ReporterError
    folder: str
    files: Mapping[str, bytes]
    subject: str = ""
    verdict: Verdict | None = None

    @property
    def state(self) -> State:
        """What became of it."""
        if isinstance(self.outcome, ReporterError):
            return State.FAILED
        return State.HELD if self.verdict and self.verdict.is_held else State.COMPLETE

    @property
    def reason(self) -> str:
        """Why it failed or is held back; empty for a sound report."""
        if isinstance(self.outcome, ReporterError):
            return str(self.outcome)
        refusals = self.verdict.refusals if self.verdict else ()
        return "; ".join(one.sentence(ENGLISH) for one in refusals)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What its maker should know, although it may be sent."""
        found = self.verdict.warnings if self.verdict else ()
        return tuple(one.sentence(ENGLISH) for one in found)

    @property
    def placed(self) -> dict[str, bytes]:
        """The files by their path inside the run folder."""
        return {f"{self.folder}{path}": content for path, content in self.files.items()}


def looks(report: ReportSettings) -> Looks:
    """The look of each audience.

    Raises:
        ConfigError: none of them can be had.
    """
    found: dict[str, Look | ReporterError] = {}
    for audience in report.readers:
        try:
            found[audience.name] = look(report, audience)
        except ReporterError as error:
            found[audience.name] = error
    errors = [one for one in found.values() if isinstance(one, ReporterError)]
    if len(errors) == len(found):
        raise errors[0]
    return found


def made(outcomes: tuple[Report | ReporterError, ...]) -> tuple[Report, ...]:
    """The reports among what the readers get.

    Raises:
        ReporterError: there is none, for the reason of the first reader.
    """
    reports = tuple(one for one in outcomes if isinstance(one, Report))
    if not reports:
        raise next(one for one in outcomes if isinstance(one, ReporterError))
    return reports


class Printer:
    """Has the readers' reports drawn and printed by the workers that do so.

    Args:
        press: draws, and prints the PDFs.
        second: makes pages and mails meanwhile; it has nothing else to do by then.
        found: the look of each audience.
    """

    def __init__(self, press: Worker, second: Worker, found: Looks) -> None:
        self._press = press
        self._second = second
        self._looks = found
        self._drawn: dict[Hashable, Future[Charts]] = {}

    def draw_early(self, reader: Reader, report: Report) -> None:
        """Have drawn what needs no skip model; `report` has none yet."""
        scope, found = report.scope, self._looks[reader.settings.name]
        self._ask(("early", scope.filter, scope.locale), DRAW_EARLY, report)
        if isinstance(found, Look):
            key = "mail", scope.filter, scope.locale, found.colour
            self._ask(key, DRAW_MAIL, report, found.colour)

    def draw(self, studied: tuple[Studied, ...]) -> tuple[Printed, ...]:
        """Have drawn what is missing, and write JSON and CSVs meanwhile.

        Raises:
            ReporterError: no reader has a report, or none can be drawn.
        """
        made(tuple(one.outcome for one in studied))
        for one in studied:
            if isinstance(one.outcome, Report):
                self.draw_early(one.reader, one.outcome)
                # What is fitted on all plays has the same pictures in each language.
                self._ask(("late", one.reader.locale), DRAW_LATE, one.outcome)
        printed = tuple(self._begun(one, n_readers=len(studied)) for one in studied)
        wait(self._drawn.values())
        made(tuple(one.outcome for one in printed))
        return printed

    def lay_out(self, printed: tuple[Printed, ...], post: MailFrom) -> tuple[Printed, ...]:
        """Have pages and mails printed, and put the charts beside them.

        Args:
            printed: what was begun.
            post: what the mails say of where they come from.

        Raises:
            ReporterError: none can be printed.
        """
        done = tuple(self._laid_out(one, post) for one in printed)
        made(tuple(one.outcome for one in done))
        return done

    def examine(
        self, printed: tuple[Printed, ...], least: int, asked: str | None
    ) -> tuple[Printed, ...]:
        """Have the gate look at what was printed.

        Args:
            printed: what was laid out.
            least: nothing about fewer listeners is mailed, where there are several.
            asked: label of the period that was asked for; none for the latest.
        """
        return tuple(self._examined(one, least, asked) for one in printed)

    def _ask(
        self, key: Hashable, job: Job[Takes, Charts], *given: Takes.args, **named: Takes.kwargs
    ) -> None:
        """Have it drawn, unless it is or is being drawn."""
        if key not in self._drawn:
            self._drawn[key] = self._press.ask(job, *given, **named)

    def _charts(self, report: Report, found: Look) -> Charts:
        scope = report.scope
        early = self._drawn["early", scope.filter, scope.locale].result()
        charts = in_order((*early, *self._drawn["late", scope.locale].result()))
        if found.colour is None:
            return charts
        return self._press.ask(RECOLOUR, charts, found.colour).result()

    def _begun(self, one: Studied, *, n_readers: int) -> Printed:
        audience, outcome = one.reader.settings, one.outcome
        found = self._looks[audience.name]
        if isinstance(outcome, Report) and isinstance(found, ReporterError):
            outcome = found
        return Printed(
            audience=audience,
            series=one.reader.series,
            outcome=outcome,
            folder=f"{audience.name}/" if n_readers > 1 else "",
            files=_records(outcome) if isinstance(outcome, Report) else {},
        )

    def _laid_out(self, one: Printed, post: MailFrom) -> Printed:
        found = self._looks[one.audience.name]
        if not isinstance(one.outcome, Report) or isinstance(found, ReporterError):
            return one
        report = one.outcome
        try:
            charts = self._charts(report, found)
            paper = self._press.ask(LAY_OUT, report, charts, found)
            pages = self._second.ask(SHOW, report, charts, found)
            mail = self._second.ask(
                MAIL, report, self._mail_charts(report, found), post.owner, post.least, found
            )
            files = {**one.files, **pages.result(), **paper.result()}
            subject, files[MAIL_FILE] = mail.result()
        except ReporterError as error:
            return replace(one, outcome=error, files={})
        return replace(one, files=files, subject=subject)

    def _mail_charts(self, report: Report, found: Look) -> Charts:
        scope = report.scope
        return self._drawn["mail", scope.filter, scope.locale, found.colour].result()

    def _examined(self, one: Printed, least: int, asked: str | None) -> Printed:
        if not isinstance(one.outcome, Report):
            return one
        label = asked or one.outcome.scope.period.label
        paper = self._press.ask(EXAMINE_PAPER, one.outcome, one.files)
        screen = self._second.ask(EXAMINE_SCREEN, one.outcome, one.files, label)
        verdict = screen.result() + paper.result()
        few = too_few(one.outcome, least)
        if few and one.audience.to:
            refusal = Refusal(Kind.TOO_FEW_LISTENERS, few.said(ENGLISH))
            verdict = replace(verdict, refusals=(*verdict.refusals, refusal))
        return replace(one, verdict=verdict)


def _records(report: Report) -> dict[str, bytes]:
    """The JSON and the CSVs."""
    return {
        "report.json": to_json(report).encode(),
        **{f"csv/{table.name}.csv": csv.to_csv(table) for table in tables(report, ENGLISH)},
    }
