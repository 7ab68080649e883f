"""A table of the CSV contract, and what its rows have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.facts import Estimate
    from reporter.results.segments import Segments

Cell: TypeAlias = str | int | float | date | None
"""A cell: text, a number, a boolean, a day, or nothing."""

T = TypeVar("T")
Columns: TypeAlias = Mapping[str, Callable[[T], Cell]]
"""Name of a column -> what it takes from an item; in the order of the file."""


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the CSV contract, as values.

    Attributes:
        name: name of the file without `.csv`.
        columns: names of the columns.
        rows: in their order in the file, as wide as `columns`; none where the part is a gap.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def listed(name: str, items: Iterable[T], columns: Columns[T]) -> Table:
    """A table with one row an item, in the items' order."""
    rows = tuple(tuple(take(item) for take in columns.values()) for item in items)
    return Table(name, tuple(columns), rows)


@dataclass(frozen=True, slots=True)
class Fact:
    """The first columns of every table with one row a fact.

    Attributes:
        id: unique in its table, and the same from week to week.
        name: which number it is.
        level: what it is of, such as `android`; none for the whole.
        value: in `unit`.
        unit: a `Unit`, or `rows`.
        n: what it rests on.
        low: lower end of the 95% interval, in `unit`.
        high: upper end.
    """

    id: str
    name: str
    level: str | None = None
    value: float | None = None
    unit: str | None = None
    n: int | None = None
    low: float | None = None
    high: float | None = None


def estimated(key: str, name: str, level: str | None, estimate: Estimate | None) -> Fact:
    """The fact of an estimate, or of none."""
    if estimate is None:
        return Fact(key, name, level)
    return Fact(
        key,
        name,
        level,
        estimate.value,
        estimate.unit.value,
        estimate.n,
        estimate.low,
        estimate.high,
    )


def facts(name: str, items: Iterable[T], of: Callable[[T], Fact], own: Columns[T]) -> Table:
    """A table with one row a fact: the columns of `Fact`, then its own.

    Args:
        name: name of the table.
        items: what the rows are made of.
        of: the fact of an item.
        own: the columns after those of `Fact`.
    """
    columns = (*Fact.__slots__, *own)
    rows = (_cells(of(item)) + tuple(take(item) for take in own.values()) for item in items)
    return Table(name, columns, tuple(rows))


def _cells(fact: Fact) -> tuple[Cell, ...]:
    return (
        fact.id,
        fact.name,
        fact.level,
        fact.value,
        fact.unit,
        fact.n,
        fact.low,
        fact.high,
    )


def found_segments(report: Report) -> Segments | None:
    """The segments, where there are some."""
    if isinstance(report.segmentation, Gap) or isinstance(report.segmentation.found, Gap):
        return None
    return report.segmentation.found
