"""The tables of retention: curves, growth, cohorts."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.facts import Gap, Unit
from reporter.results.retention import Returning
from reporter.tables.table import Columns, Fact, Table, estimated, facts, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.report import Report
    from reporter.results.retention import Cohort, CohortCell, Cohorts, GrowthRow
    from reporter.results.survival import SurvivalCurve

_DAY, _WEEK = "day", "week"
_GROWTH = ("active", "new", "retained", "resurrected", "churned", "quick_ratio")
_GROWTH_UNITS: Mapping[Returning, Unit] = {
    Returning.LISTENER: Unit.LISTENERS,
    Returning.TRACK: Unit.TRACKS,
    Returning.ARTIST: Unit.ARTISTS,
}


def _cohorts(report: Report) -> tuple[Cohorts, ...]:
    """Cohorts of listeners, or of one listener's tracks and artists."""
    found, one = report.retention.cohorts, report.retention.one
    every = (found,) if one is None else (one.tracks, one.artists)
    return tuple(cohorts for cohorts in every if not isinstance(cohorts, Gap))


def _prefix(entity: Returning) -> str:
    return "" if entity is Returning.LISTENER else f"{entity}."


def cohort_retention(report: Report) -> Table:
    """One row a cohort and week; a cell that is not complete takes no part in means."""
    columns: Columns[tuple[Cohorts, Cohort, CohortCell]] = {
        "cohort": lambda row: row[1].label,
        "size": lambda row: row[1].size,
        "offset": lambda row: row[2].offset,
        "active": lambda row: row[2].active,
        "rate": lambda row: row[2].rate,
        "complete": lambda row: row[2].complete,
        "later": lambda row: row[2].later,
        "truncated": lambda row: row[1].truncated,
        "entity": lambda row: row[0].entity,
    }
    rows = [
        (found, cohort, cell)
        for found in _cohorts(report)
        for cohort in found.cohorts
        for cell in cohort.cells
    ]
    return listed("cohort_retention", rows, columns)


@dataclass(frozen=True, slots=True)
class _Point:
    """A row of retention_curve.csv: `offset` to `end_offset` (included) in `period`s."""

    fact: Fact
    offset: int
    end_offset: int
    period: str
    entity: str


def retention_curve(report: Report) -> Table:
    """Every curve of who or what comes back; `level` tells where on it, `name` which it is."""
    own: Columns[_Point] = {
        name: attrgetter(name) for name in ("offset", "end_offset", "period", "entity")
    }
    points = (
        *(point for found in _cohorts(report) for point in _returns(found)),
        *_survival(report),
        *_silences(report),
    )
    return facts("retention_curve", points, attrgetter("fact"), own)


def _returns(found: Cohorts) -> Iterator[_Point]:
    prefix = _prefix(found.entity)
    for name, curve in (("retention", found.curve), ("unbounded", found.unbounded)):
        for row in curve:
            fact = estimated(f"{prefix}{name}.{row.offset}", name, str(row.offset), row.rate)
            yield _Point(fact, row.offset, row.offset, _WEEK, found.entity)
    for days in found.days:
        name = "day" if days.first == days.last else "bracket"
        level = str(days.first) if name == "day" else f"{days.first}-{days.last}"
        fact = estimated(f"{prefix}{name}.{level}", name, level, days.rate)
        yield _Point(fact, days.first, days.last, _DAY, found.entity)


def _survival(report: Report) -> Iterator[_Point]:
    found = report.retention.survival
    curves: tuple[SurvivalCurve, ...] = () if isinstance(found, Gap) else found.curves
    for curve in curves:
        name = f"survival_{curve.joined}"
        for point in curve.points:
            fact = estimated(f"{name}.{point.day}", name, str(point.day), point.share)
            yield _Point(fact, point.day, point.day, _DAY, Returning.LISTENER)


def _silences(report: Report) -> Iterator[_Point]:
    one = report.retention.one
    if one is None or isinstance(one.silences, Gap):
        return
    for row in one.silences.rows:
        name = f"back_within_{row.within}"
        fact = estimated(f"{name}.{row.silent}", name, str(row.silent), row.chance)
        yield _Point(fact, row.silent, row.silent + row.within, _DAY, Returning.LISTENER)


def growth_accounting(report: Report) -> Table:
    """Six numbers a week; `level` is the week."""
    own: Columns[tuple[Cohorts, GrowthRow, str]] = {
        "first_day": lambda row: row[1].first_day,
        "truncated": lambda row: row[1].truncated,
        "entity": lambda row: row[0].entity,
    }
    rows = [
        (found, week, name)
        for found in _cohorts(report)
        for week in found.growth
        for name in _GROWTH
    ]
    return facts("growth_accounting", rows, lambda row: _growth(*row), own)


def _growth(found: Cohorts, week: GrowthRow, name: str) -> Fact:
    value: float | None = getattr(week, name)
    return Fact(
        f"{_prefix(found.entity)}{week.label}.{name}",
        name,
        week.label,
        value,
        Unit.RATIO if name == "quick_ratio" else _GROWTH_UNITS[found.entity],
        week.active,
    )
