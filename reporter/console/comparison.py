"""Two reports side by side, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from reporter.console.history import say
from reporter.console.table import Column, table
from reporter.render.text import gap, printable, value
from reporter.results.changes import MATERIAL_POINTS, MATERIAL_RELATIVE
from reporter.results.facts import Estimate, Unit
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporter.archive.compare import Row
    from reporter.archive.numbers import Number
    from reporter.history.compare import Compared, Side

DASH = ENGLISH("report.none")
IN_POINTS = {Unit.SHARE, Unit.POINTS}
FINE_DIGITS = 3
LONGEST = 70


def compared(found: Compared, *, every: bool) -> None:
    """The headlines, and each section with what changed materially.

    Args:
        found: the two reports.
        every: show all numbers.
    """
    say("compare.sides", first=_side(found.first), second=_side(found.second))
    for one in found.found.differences:
        say("compare.differs", name=one.name, first=one.first, second=one.second)
    columns = _columns(found)
    say("compare.headlines")
    entity = found.entity
    table(columns, (_cells(_headline(row.id, entity), row) for row in found.found.headlines))
    for section in found.found.sections:
        chosen = [row for row in section.rows if every or row.material]
        if chosen:
            _head(section.table, section.rows)
            table(columns, (_cells(row.id, row) for row in chosen))
    for lack in found.found.lacks:
        say(f"compare.lacks.{lack.missing}", why=gap(lack.gap, ENGLISH, entity))
    if not found.found.n_material:
        say("compare.nothing")
    say("compare.rule", points=MATERIAL_POINTS, relative=MATERIAL_RELATIVE)


def compared_values(found: Compared) -> dict[str, Any]:
    """All numbers of both reports, for a program."""
    both = found.found
    return {
        "first": _side_values(found.first),
        "second": _side_values(found.second),
        "material": both.n_material,
        "differences": [asdict(one) for one in both.differences],
        "headlines": [_row_values(row) for row in both.headlines],
        "sections": {one.table: [_row_values(row) for row in one.rows] for one in both.sections},
        "lacks": [
            {
                "id": one.id,
                "missing": one.missing.value,
                "reason": one.gap.reason.value,
                "text": gap(one.gap, ENGLISH, found.entity),
            }
            for one in both.lacks
        ],
    }


def _columns(found: Compared) -> tuple[Column, ...]:
    """The reports' periods head their numbers; their runs, where the periods are the same."""
    before, now = found.first.run, found.second.run
    names = (before.key.label, now.key.label)
    first, second = (before.id, now.id) if names[0] == names[1] else names
    return (
        Column("number", wraps=True),
        Column("first", right=True, heading=first),
        Column("second", right=True, heading=second),
        Column("change", right=True),
        Column("material"),
    )


def _head(name: str, rows: Iterable[Row]) -> None:
    every = [*rows]
    text = ENGLISH(
        "compare.section", table=name, n=sum(row.material for row in every), rows=len(every)
    )
    alone = sum(row.missing is not None for row in every)
    say("history.line", text=text + (ENGLISH("compare.alone", n=alone) if alone else ""))


def _side(side: Side) -> str:
    key = side.run.key
    return ENGLISH(
        "compare.side",
        report=key.report,
        period=key.label,
        run=side.run.id,
        audience=side.audience,
    )


def _headline(name: str, entity: str) -> str:
    own = f"tile.{name}.{entity}"
    return ENGLISH(own if ENGLISH.has(own) else f"tile.{name}")


def _cells(name: str, row: Row) -> tuple[str, ...]:
    return (
        printable(name, DASH, LONGEST),
        _value(row.first),
        _value(row.second),
        _change(row),
        ENGLISH("compare.material") if row.material else "",
    )


def _value(number: Number | None) -> str:
    if number is None:
        return DASH
    if number.unit is not None and number.unit in {*Unit}:
        return value(Estimate(number.value, Unit(number.unit), 0), ENGLISH)
    if number.value.is_integer():
        return ENGLISH.formats.count(number.value)
    return ENGLISH.formats.decimal(number.value, FINE_DIGITS)


def _change(row: Row) -> str:
    if row.change is None or row.first is None:
        return DASH
    if row.first.unit in IN_POINTS:
        return ENGLISH("compare.points", value=row.change)
    formats = ENGLISH.formats
    is_whole = row.change.is_integer()
    text = (
        formats.signed_count(row.change) if is_whole else formats.points(row.change, _digits(row))
    )
    if row.relative is None or row.change == 0:
        return text
    return ENGLISH("compare.relative", change=text, relative=row.relative)


def _digits(row: Row) -> int:
    """Decimals of a change: as many as its values show."""
    text = _value(row.second)
    return len(text.rpartition(".")[2]) if "." in text else 1


def _side_values(side: Side) -> dict[str, Any]:
    key = side.run.key
    return {
        "run": side.run.id,
        "report": key.report,
        "period": key.label,
        "audience": side.audience,
    }


def _row_values(row: Row) -> dict[str, Any]:
    return {**asdict(row), "missing": row.missing.value if row.missing else None}
