"""The numbers of a report, by table, each under an id that is the same from report to report.

They are those of the CSV contract; tables with one row a listener, a day or a quarantined row are
left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from reporter.results.facts import Unit
from reporter.tables import tables
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.tables import Cell, Table

    Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its interval.

    Attributes:
        unit: a `Unit`, `rows`, or none for a pure number.
        low: lower end of the 95% interval; none where there is none.
        high: upper end.
    """

    value: float
    unit: str | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A number under its id, unique in its table."""

    id: str
    name: str
    level: str | None
    number: Number


Reader: TypeAlias = Callable[["Cells"], Iterable[Fact]]
"""The numbers of one row."""

_SCORES: Mapping[str, tuple[str, str | None]] = {
    "Accuracy": ("accuracy", Unit.SHARE),
    "AUC Score": ("auc", Unit.SCORE),
    "pr_auc": ("pr_auc", Unit.SCORE),
    "log_loss": ("log_loss", Unit.SCORE),
    "brier": ("brier", Unit.SCORE),
    "calibration_slope": ("calibration_slope", None),
    "calibration_intercept": ("calibration_intercept", None),
}
"""Column of model_performance -> start of its interval's columns, and unit."""
_RANKED = ("kind", "by")


def headlines(report: Report) -> tuple[Fact, ...]:
    """The headline numbers that could be computed."""
    return tuple(
        Fact(
            tile.headline,
            tile.headline,
            None,
            Number(tile.now.value, tile.now.unit, tile.now.low, tile.now.high),
        )
        for tile in report.overview.tiles
        if tile.now is not None
    )


def sections(report: Report) -> dict[str, tuple[Fact, ...]]:
    """Name of a table -> its numbers, in the order of the CSV contract."""
    return {
        table.name: _read(table, _READERS[table.name])
        for table in tables(report, ENGLISH)
        if table.name in _READERS
    }


def _read(table: Table, reader: Reader) -> tuple[Fact, ...]:
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    return tuple(fact for row in rows for fact in reader(row))


def _fact(row: Cells) -> Iterable[Fact]:
    """The number of a row with one fact."""
    yield from _made(row, str(row["id"]), row["value"], _text(row["unit"]), ("low", "high"))


def _leader(row: Cells) -> Iterable[Fact]:
    """A leader is found again by what it is, and not by its rank."""
    key = ".".join(str(row[column]) for column in (*_RANKED, "level"))
    yield from _made(row, key, row["value"], _text(row["unit"]), ("low", "high"))


def _made(
    row: Cells, key: str, value: Cell, unit: str | None, ends: tuple[str, str]
) -> Iterable[Fact]:
    number = _number(value, unit, row.get(ends[0]), row.get(ends[1]))
    if number:
        yield Fact(key, str(row["name"]), _text(row["level"]), number)


def _summary(row: Cells) -> Iterable[Fact]:
    number = _number(row["Value"], None)
    if number:
        yield Fact(str(row["Metric"]), str(row["Metric"]), None, number)


def _score(row: Cells) -> Iterable[Fact]:
    where = ".".join(str(row[column]) for column in ("split", "origin") if row[column] is not None)
    for column, (start, unit) in _SCORES.items():
        number = _number(row[column], unit, row[f"{start}_low"], row[f"{start}_high"])
        if number:
            model = str(row["Model"])
            yield Fact(f"{where}.{model}.{start}", start, f"{model} ({where})", number)


def _cohort(row: Cells) -> Iterable[Fact]:
    number = _number(row["rate"], Unit.SHARE)
    if number:
        level = f"{row['cohort']}+{row['offset']}"
        yield Fact(f"{row['entity']}.{level}", "cohort_retention", level, number)


def _flow(row: Cells) -> Iterable[Fact]:
    number = _number(row["n"], None)
    if number:
        level = f"{row['from']} > {row['to']}"
        yield Fact(level, "segment_migration", level, number)


_READERS: Mapping[str, Reader] = {
    "model_performance": _score,
    "advanced_analytics_summary": _summary,
    "skip_drivers": _fact,
    "changes": _fact,
    "segment_profiles": _fact,
    "retention_curve": _fact,
    "growth_accounting": _fact,
    "leaders": _leader,
    "recommendations": _fact,
    "data_quality": _fact,
    "cohort_retention": _cohort,
    "segment_migration": _flow,
    "leakage_audit": _fact,
}


def _number(value: Cell, unit: str | None, low: Cell = None, high: Cell = None) -> Number | None:
    """A cell as a number; none for a text, a boolean or nothing."""
    if isinstance(value, bool) or not isinstance(value, float | int):
        return None
    return Number(float(value), unit, _end(low), _end(high))


def _end(value: Cell) -> float | None:
    return float(value) if isinstance(value, float | int) else None


def _text(value: Cell) -> str | None:
    return None if value is None else str(value)
