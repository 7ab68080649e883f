"""Two reports side by side: every headline, and every number of every section."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.archive.numbers import headlines, sections
from reporter.results.changes import MATERIAL_POINTS, MATERIAL_RELATIVE
from reporter.results.facts import Unit
from reporter.tables.quality import gaps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from reporter.archive.numbers import Fact, Number
    from reporter.report import Report
    from reporter.results.facts import Gap, Span


class Missing(StrEnum):
    """Which of the two reports lacks something."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Row:
    """One number in both reports.

    Attributes:
        id: unique in its section, and the same from report to report.
        name: which number it is.
        level: what it is of; none for the whole.
        first: in the first report; none where it has none.
        second: in the second one.
        change: second - first, in points for shares, else in their unit; none where one of them
            is missing, or their units differ.
        relative: change / first, a share; none for shares and points, and where first is 0.
        material: the change is at least `MATERIAL_POINTS` of a share or of points, or
            `MATERIAL_RELATIVE` of any other number.
    """

    id: str
    name: str
    level: str | None
    first: Number | None
    second: Number | None
    change: float | None
    relative: float | None
    material: bool

    @property
    def missing(self) -> Missing | None:
        """Which report lacks it; none where both have it."""
        if self.first is None:
            return Missing.FIRST
        return Missing.SECOND if self.second is None else None


@dataclass(frozen=True, slots=True)
class Section:
    """The numbers of one table, in the first report's order, then what only the second one has."""

    table: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """A part that only one of the reports has.

    Attributes:
        id: `gap.<part>`, or `gap.drivers.<name>` for a single driver.
        missing: the report that lacks it.
        gap: why.
    """

    id: str
    missing: Missing
    gap: Gap


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the reports' numbers rest on, and that differs: they compare with care.

    Attributes:
        name: such as `skip`, the definition of a skip.
    """

    name: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two reports side by side.

    Attributes:
        first: period of the first report.
        second: period of the second one.
        differences: what their numbers rest on that differs.
        headlines: the headline numbers.
        sections: every table that has numbers in one of them, in the order of the CSV contract.
        lacks: the parts that only one of them has, in order of id.
    """

    first: Span
    second: Span
    differences: tuple[Difference, ...]
    headlines: tuple[Row, ...]
    sections: tuple[Section, ...]
    lacks: tuple[Lack, ...]

    @property
    def n_material(self) -> int:
        """Material changes in all sections, the headlines not counted."""
        return sum(row.material for section in self.sections for row in section.rows)


def compare(first: Report, second: Report) -> Comparison:
    """Set two reports side by side; `change` is from the first to the second one."""
    before, now = sections(first), sections(second)
    found = (Section(name, _rows(before.get(name, ()), now.get(name, ()))) for name in before | now)
    return Comparison(
        first=first.scope.period,
        second=second.scope.period,
        differences=tuple(_differences(first, second)),
        headlines=_rows(headlines(first), headlines(second)),
        sections=tuple(section for section in found if section.rows),
        lacks=tuple(_lacks(gaps(first), gaps(second))),
    )


def _rows(first: Iterable[Fact], second: Iterable[Fact]) -> tuple[Row, ...]:
    before, now = ({fact.id: fact for fact in facts} for facts in (first, second))
    return tuple(_row(before.get(key), now.get(key)) for key in before | now)


def _row(first: Fact | None, second: Fact | None) -> Row:
    about = first or second
    if about is None:
        msg = "a row of no number"
        raise ValueError(msg)
    before, now = _number(first), _number(second)
    in_points = before is not None and before.unit in {Unit.SHARE, Unit.POINTS}
    change, relative = None, None
    if before and now and before.unit == now.unit:
        change = (100 if before.unit == Unit.SHARE else 1) * (now.value - before.value)
        relative = change / abs(before.value) if before.value and not in_points else None
    return Row(
        id=about.id,
        name=about.name,
        level=about.level,
        first=before,
        second=now,
        change=change,
        relative=relative,
        material=_is_material(change, relative, in_points=in_points),
    )


def _number(fact: Fact | None) -> Number | None:
    return fact.number if fact else None


def _is_material(change: float | None, relative: float | None, *, in_points: bool) -> bool:
    if change is None:
        return False
    if in_points:
        return abs(change) >= MATERIAL_POINTS
    return change != 0 if relative is None else abs(relative) >= MATERIAL_RELATIVE


def _lacks(first: Mapping[str, Gap], second: Mapping[str, Gap]) -> Iterator[Lack]:
    for key in sorted(first.keys() ^ second.keys()):
        whole = ".".join(key.split(".")[:2])
        if key in first and whole not in second:
            yield Lack(key, Missing.FIRST, first[key])
        elif key in second and whole not in first:
            yield Lack(key, Missing.SECOND, second[key])


def _differences(first: Report, second: Report) -> Iterator[Difference]:
    before, now = _basis(first), _basis(second)
    for name, value in before.items():
        if value != now[name]:
            yield Difference(name, value, now[name])


def _basis(report: Report) -> dict[str, str]:
    """What the numbers of a report rest on, beside its period."""
    scope = report.scope
    return {
        "report": scope.report,
        "period_kind": scope.period.kind,
        "partial": str(scope.period.partial).lower(),
        "entity": scope.entity,
        "zone": scope.zone,
        "skip": scope.skip,
        "source_kinds": ", ".join(scope.source_kinds),
        "source_name": scope.source_name,
        "seed": str(scope.seed),
        "version": report.version,
    }
