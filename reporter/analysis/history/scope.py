"""The frame of a report: which period, what it is compared with, what counts as a skip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reporter.period import Period, PeriodKind, midnight, resolve
from reporter.plays import Entity
from reporter.results.facts import Scope, SkipDefinition, Span

if TYPE_CHECKING:
    from reporter.analysis.history.prepared import Extent
    from reporter.config import ReportSettings
    from reporter.sources.intake import Intake


@dataclass(frozen=True, slots=True)
class Frame:
    """The period, the one it is compared with, and where the data are cut off.

    Attributes:
        period: what the headline is about.
        previous: the period before where both are whole; else none.
        cut_off_day: first local day that is not read.
        partial: the data begin or end inside the period.
    """

    period: Period
    previous: Period | None
    cut_off_day: date
    partial: bool


def frame(asked: str, kind: PeriodKind, extent: Extent) -> Frame:
    """Resolve the period that was asked for against the history's extent.

    A whole period is cut off at its end. A partial one is cut off after the last play, and is
    compared with nothing; a period before that the history does not wholly cover neither.

    Raises:
        UsageError: `asked` is not a period.
        PeriodError: the history has no day in it.
    """
    period = resolve(asked, kind, extent.first_day, extent.last_day, extent.through)
    ends_inside = period.end_day > extent.through
    starts_inside = period.kind is not PeriodKind.ALL and period.first_day < extent.first_day
    partial = ends_inside or starts_inside
    before = period.before()
    comparable = not partial and before is not None and before.first_day >= extent.first_day
    after_last = extent.last_day + timedelta(days=1)
    cut_off = min(period.end_day, after_last) if ends_inside else period.end_day
    return Frame(period, before if comparable else None, cut_off, partial)


def scope(
    name: str,
    report: ReportSettings,
    framed: Frame,
    extent: Extent,
    intake: Intake,
    *,
    skip: SkipDefinition,
    seed: int,
) -> Scope:
    """Everything that the report's pages say about what they are about."""
    return Scope(
        report=name,
        title=report.title,
        paper=report.paper,
        entity=Entity.LISTENER if extent.n_listeners > 1 else Entity.TRACK,
        n_listeners=extent.n_listeners,
        zone=extent.zone.key,
        period=_span(framed.period, partial=framed.partial),
        previous=None if framed.previous is None else _span(framed.previous, partial=False),
        first_day=extent.first_day,
        last_day=min(extent.last_day, framed.cut_off_day - timedelta(days=1)),
        cut_off=midnight(framed.cut_off_day, extent.zone),
        data_through=extent.through,
        skip=skip,
        seed=seed,
        source_kinds=intake.kinds,
        source_name=intake.name,
        locale=report.locale,
        min_group_size=report.min_group_size,
    )


def _span(period: Period, *, partial: bool) -> Span:
    return Span(period.label, period.kind, period.first_day, period.end_day, partial)
