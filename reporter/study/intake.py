"""The first half of the study: read the source, and prepare its history in the engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reporter import sources
from reporter.analysis.history.label import choose, living_label
from reporter.analysis.history.prepared import extent
from reporter.analysis.history.prepared import prepare as prepare_history
from reporter.analysis.history.scope import frame, scope
from reporter.analysis.quality import dead_flag
from reporter.archive.series import Series, series_id
from reporter.errors import ConfigError, UsageError
from reporter.results.facts import SkipDefinition
from reporter.sources.pseudonym import load_or_make_key
from reporter.study.readers import readers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ibis.backends.duckdb import Backend

    from reporter.analysis.history.prepared import History
    from reporter.analysis.history.scope import Frame
    from reporter.archive.series import Earlier
    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.report import Report
    from reporter.results.quality import DeadFlagSpan
    from reporter.sources.intake import Intake
    from reporter.study.readers import Reader


@dataclass(frozen=True, slots=True)
class Prepared:
    """A history that is ready to be analysed.

    Attributes:
        history: plays up to the cut-off, prepared in the engine.
        dead: spans in which the source's skip flag is unusable.
        n_plays: music plays of the source, those after the cut-off included.
        archive: the series of what all readers share: one report on one source.
        earlier: the series' report of the latest earlier period; none where there is none. What of
            it counts is of all plays, so that any reader's will do.
        readers: for whom a report is to be made.
        before: what their reports of exactly the period before say, by the id of the series;
            readers without such a report are left out.
    """

    history: History
    dead: tuple[DeadFlagSpan, ...]
    n_plays: int
    archive: Series
    earlier: Earlier | None
    readers: tuple[Reader, ...]
    before: Mapping[str, Report]

    @property
    def series(self) -> str:
        """Id of `archive`."""
        return self.archive.id


def read(settings: Settings, engine: Backend, store: Store, now: datetime) -> Intake:
    """Read the configured source into the engine.

    Args:
        settings: the configuration.
        engine: where the plays go.
        store: where all reports are; a folder keeps the key of the listeners' pseudonyms.
        now: the clock, aware; what lies after it is in the future.
    """
    if not settings.source.identity:
        msg = "no source of plays is configured"
        raise UsageError(msg, hint="give one with --source, or as source.path in config.yaml")
    return sources.read(settings.source, engine, key=lambda: _key(settings, store), now=now)


def _key(settings: Settings, store: Store) -> bytes:
    """The key of the listeners' pseudonyms: as given, or from beside the reports."""
    given = settings.source.key.get_secret_value() if settings.source.key else None
    if store.key_file is not None:
        return load_or_make_key(store.key_file, given)
    if not given:
        msg = f"the listeners' pseudonyms need a key, which is not kept in {store.root}"
        raise ConfigError(msg, hint="give the key as REPORTER_SOURCE__KEY")
    return given.encode()


def prepare(
    settings: Settings,
    engine: Backend,
    intake: Intake,
    store: Store,
    *,
    report: str | None,
    period: str,
) -> Prepared:
    """Frame the report and prepare its history, which takes the place of the rows that were read.

    Args:
        settings: the configuration.
        engine: where the plays are.
        intake: what was read.
        store: where all reports are, earlier ones of the series too.
        report: name of the report; none for the first one.
        period: as the user gave it.

    Raises:
        UsageError: there is no such report, or `period` is none.
        PeriodError: the history has no day in the period.
    """
    name, asked = settings.report(report)
    whole = extent(engine, intake.plays, ZoneInfo(settings.zone))
    framed = frame(period, asked.kind, whole)
    dead = dead_flag(engine, intake, whole)
    skip, flag_from = living_label(
        choose(SkipDefinition(settings.skip), intake.missing_columns, given=intake.given_skip),
        dead,
        framed.period.first_day,
    )
    columns = (f"{column}={given}" for column, given in sorted(settings.source.columns.items()))
    identity = (settings.source.identity, *columns, intake.key_id)
    series = Series(store, name, series_id(*identity))
    earlier = series.before(framed.period)
    about = scope(name, asked, framed, whole, intake, skip=skip, seed=settings.seed)
    if earlier:  # what a series is about does not change when a second listener turns up
        about = replace(about, entity=earlier.report.scope.entity)
    history = prepare_history(engine, intake, about, whole.zone, flag_from=flag_from)
    sources.release(engine)
    n_plays = sum(file.kept for file in intake.files)
    whom = readers(asked, identity)
    before = reports_before(series, earlier, framed, whom)
    return Prepared(history, dead, n_plays, series, earlier, whom, before)


def reports_before(
    series: Series, earlier: Earlier | None, framed: Frame, whom: tuple[Reader, ...]
) -> dict[str, Report]:
    """What each reader's report of the period before says, by the id of the series.

    Args:
        series: what all readers share; it may be the series of one of them.
        earlier: its latest report of an earlier period.
        framed: the period and the one before.
        whom: the readers.
    """
    if framed.previous is None or earlier is None:
        return {}
    known = {series.id: earlier.report}
    for reader in whom:
        if reader.series not in known:
            own = replace(series, id=reader.series).before(framed.period)
            known |= {reader.series: own.report} if own else {}
    label = framed.previous.label
    return {name: found for name, found in known.items() if found.scope.period.label == label}
