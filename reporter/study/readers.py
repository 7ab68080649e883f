"""The readers of a report: each audience with its filter, its language and its series."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporter.analysis.history.filtered import terms
from reporter.archive.series import series_id
from reporter.tables.rows import Rows

if TYPE_CHECKING:
    from typing import Literal

    from reporter.config import AudienceSettings, ReportSettings
    from reporter.errors import ReporterError
    from reporter.report import Report
    from reporter.results.facts import FilterTerm, Scope

NO_ROWS = Rows()


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to make a report for.

    Attributes:
        settings: the audience as configured; one of everybody where none is.
        name: whom the pages name; none where no audience is configured.
        filter: which plays the report is about; empty for all.
        locale: its language.
        series: id of the series of the audience's reports.
    """

    settings: AudienceSettings
    name: str | None
    filter: tuple[FilterTerm, ...]
    locale: Literal["en", "de"]
    series: str

    @property
    def conditions(self) -> str:
        """The filter in canonical form; empty for none."""
        return "; ".join(map(_condition, self.filter))

    def named(self, scope: Scope) -> Scope:
        """The scope of a report for this reader; its filter is the analysis's to set."""
        return replace(scope, audience=self.name, locale=self.locale)


@dataclass(frozen=True, slots=True)
class Studied:
    """What a reader gets.

    Attributes:
        reader: for whom.
        outcome: the report, or why there is none for this reader alone.
        rows: what is known of each listener or track, which all readers of a run share.
    """

    reader: Reader
    outcome: Report | ReporterError
    rows: Rows = NO_ROWS


def readers(report: ReportSettings, identity: tuple[str, ...]) -> tuple[Reader, ...]:
    """The readers of a report, in the order of the configuration.

    Args:
        report: the report's settings.
        identity: what tells the source apart, as for `series_id`. An audience's own series is of
            its name and its filter too, so that another filter starts another series.
    """
    return tuple(_reader(report, audience, identity) for audience in report.readers)


def _reader(
    report: ReportSettings, audience: AudienceSettings, identity: tuple[str, ...]
) -> Reader:
    asked = terms(audience.filter)
    name = audience.name if report.audiences else None
    own = () if name is None else (f"audience={name}", *map(_condition, asked))
    return Reader(
        audience, name, asked, audience.locale or report.locale, series_id(*identity, *own)
    )


def _condition(term: FilterTerm) -> str:
    values = sorted(value.lower() for value in term.values)
    return f"{term.column} in {values}"
