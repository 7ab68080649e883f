"""What each reader gets, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporter.errors import ReporterError
from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.groups import too_few
from reporter.ledger.values import State
from reporter.look import Look, look
from reporter.report import Report
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.config import AudienceSettings, ReportSettings
    from reporter.study.readers import Studied

Looks = Mapping[str, Look | ReporterError]
"""The look of each audience, by its name, or why it has none."""


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

    def judged(self, verdict: Verdict, least: int) -> Printed:
        """The same with what the gate says of it.

        Args:
            verdict: of its files.
            least: nothing about fewer listeners is mailed, where there are several.
        """
        few = too_few(self.outcome, least) if isinstance(self.outcome, Report) else None
        if few and self.audience.to:
            refusal = Refusal(Kind.TOO_FEW_LISTENERS, few.said(ENGLISH))
            verdict = replace(verdict, refusals=(*verdict.refusals, refusal))
        return replace(self, verdict=verdict)

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


def with_rows(printed: tuple[Printed, ...], studied: tuple[Studied, ...]) -> tuple[Printed, ...]:
    """The same, with what is known of each listener or track: the same files for every reader.

    Args:
        printed: what was begun.
        studied: what was found for each, in the same order.
    """
    from reporter.press.rows import row_records  # noqa: PLC0415 - loads pyarrow

    pairs = zip(printed, studied, strict=True)
    reports = ((one.outcome, found.rows) for one, found in pairs)
    files = next(row_records(one, rows) for one, rows in reports if isinstance(one, Report))
    return tuple(
        replace(one, files={**one.files, **files}) if isinstance(one.outcome, Report) else one
        for one in printed
    )


def begun(studied: tuple[Studied, ...], found: Looks) -> tuple[Printed, ...]:
    """What each reader is to get, without any file yet.

    Args:
        studied: what was found for each.
        found: the look of each audience; one that has none gets no report.

    Raises:
        ReporterError: nobody gets one.
    """
    several = len(studied) > 1

    def outcome(one: Studied) -> Report | ReporterError:
        seen = found[one.reader.settings.name]
        return (
            seen
            if isinstance(one.outcome, Report) and isinstance(seen, ReporterError)
            else one.outcome
        )

    printed = tuple(
        Printed(
            audience=one.reader.settings,
            series=one.reader.series,
            outcome=outcome(one),
            folder=f"{one.reader.settings.name}/" if several else "",
            files={},
        )
        for one in studied
    )
    made(tuple(one.outcome for one in printed))
    return printed
