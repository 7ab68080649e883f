"""Times in tables, as people re-save them: `7/8/2013 2:44`, `25-11-2020 23.35`, epoch seconds.

Whether the day or the month comes first is decided from the column as a whole, for each separator:
by a day after the 12th where there is one, in the file or else in the source's other dates. Where
no date tells, it is a guess, and marked as one: the order in which the rows jump back less often,
then the one that spans fewer days, then the separator's habit (7/8 is American, 7-8 and 7.8 not).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.results.quality import DateOrder
from reporter.sources.statements import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ibis.backends.duckdb import Backend

    from reporter.sources.family import Batch

MONTH_FIRST_BY_HABIT = ("/",)
LAST_MONTH = 12
_SHAPE = r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})(\D.*)?"
_YEAR_FIRST = r"^\s*\d{4}[-/]"
_CLOCKS = ("", " %H-%M", " %H-%M-%S", " %H-%M-%S-%f", " %I-%M %p", " %I-%M-%S %p")
_EPOCH_SECONDS = (10**9, 4 * 10**9)
_EPOCH_MS = (10**12, 4 * 10**12)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the dates of one file with one separator tell.

    Attributes:
        day_first: rows whose first figure is above 12.
        month_first: rows whose second figure is above 12.
        descents: rows that lie before the row above them, read day first and month first.
        span: days from first to last, read day first and month first.
    """

    number: int
    separator: str
    day_first: int
    month_first: int
    descents: tuple[int, int]
    span: tuple[int, int]

    @property
    def told(self) -> bool | None:
        """Whether the day is first; none where no date tells."""
        if self.day_first == self.month_first:
            return None
        return self.day_first > self.month_first

    def guess(self) -> bool:
        """Whether the day is first, where no date tells."""
        by_habit = self.separator not in MONTH_FIRST_BY_HABIT
        day, month = zip(self.descents, self.span, strict=True)
        return by_habit if day == month else day < month


def date_orders(backend: Backend, batch: Batch, value: str, reader: str) -> tuple[DateOrder, ...]:
    """How to read the dates of a batch whose day and month stand in figures before the year.

    Args:
        backend: the engine.
        batch: its files.
        value: the column of times, as an SQL expression.
        reader: table function with its arguments.
    """
    evidence = _evidence(backend, batch, value, reader)
    told = {item.told for item in evidence} - {None}
    elsewhere = told.pop() if len(told) == 1 else None
    orders = []
    for item in evidence:
        order = item.told if item.told is not None else elsewhere
        file = batch.files[item.number - batch.first_no].name
        guessed = order is None
        orders.append(
            DateOrder(file, item.separator, item.guess() if order is None else order, guessed)
        )
    return tuple(orders)


def _evidence(backend: Backend, batch: Batch, value: str, reader: str) -> list[_Evidence]:
    day = f"try_strptime(plain, {_formats('%d-%m-')})"
    month = f"try_strptime(plain, {_formats('%m-%d-')})"
    statement = f"""
        WITH shaped AS (
            SELECT file_index AS number, {_plain(value)} AS plain, {_separator(value)} AS separator
            FROM {reader} WHERE {_no_year_first(value)} AND regexp_full_match(
                trim({value}), {text(_SHAPE)})
        ), figures AS (
            SELECT number, separator, {day} AS by_day, {month} AS by_month,
                TRY_CAST(split_part(plain, '-', 1) AS INTEGER) AS first,
                TRY_CAST(split_part(plain, '-', 2) AS INTEGER) AS second,
                lag(by_day) OVER () AS before_by_day, lag(by_month) OVER () AS before_by_month
            FROM shaped
        )
        SELECT number, separator,
            count(*) FILTER (first > {LAST_MONTH}), count(*) FILTER (second > {LAST_MONTH}),
            count(*) FILTER (by_day < before_by_day), count(*) FILTER (by_month < before_by_month),
            coalesce(date_diff('day', min(by_day), max(by_day)), 0),
            coalesce(date_diff('day', min(by_month), max(by_month)), 0)
        FROM figures GROUP BY ALL ORDER BY ALL
    """  # noqa: S608 - made of constants, quoted names and mapped expressions
    return [
        _Evidence(
            batch.first_no + number, separator, first, second, (down_d, down_m), (span_d, span_m)
        )
        for number, separator, first, second, down_d, down_m, span_d, span_m in (
            backend.con.execute(statement).fetchall()
        )
    ]


def instant_sql(value: str, orders: Sequence[DateOrder], batch: Batch) -> str:
    """SQL: text of any of these forms -> UTC without a zone; null where it is none.

    Args:
        value: the text, as an SQL expression; `file_no` is at hand.
        orders: from `date_orders`.
        batch: the files that they speak of.
    """
    ways = [_iso(value)]
    if orders:
        plain = _plain(value)
        day = f"try_strptime({plain}, {_formats('%d-%m-')})"
        month = f"try_strptime({plain}, {_formats('%m-%d-')})"
        ways.append(
            f"CASE {_day_first(value, orders, batch)} WHEN true THEN {day} ELSE {month} END"
        )
    ways.extend((f"try_strptime({_plain(value)}, {_year_formats()})", _epoch(value)))
    return f"coalesce({', '.join(ways)})"


def _day_first(value: str, orders: Sequence[DateOrder], batch: Batch) -> str:
    """SQL: whether the day is first in a row, by its file and separator."""
    numbers = dict(zip((file.name for file in batch.files), batch.numbers, strict=True))
    by_separator: dict[str, set[bool]] = defaultdict(set)
    for order in orders:
        by_separator[order.separator].add(order.day_first)
    branches = [
        f"WHEN {_separator(value)} = {text(separator)} THEN {next(iter(found))}"
        for separator, found in by_separator.items()
        if len(found) == 1
    ]
    branches += [
        f"WHEN {_separator(value)} = {text(order.separator)} "
        f"AND file_no = {numbers[order.file]} THEN {order.day_first}"
        for order in orders
        if len(by_separator[order.separator]) > 1 and order.file in numbers
    ]
    return f"(CASE {' '.join(branches)} END)"


def _iso(value: str) -> str:
    """Year first, with the offset from UTC taken into account where there is one."""
    tail = f"substr({value}, 12)"
    zoned = f"contains({tail}, '+') OR contains({tail}, '-')"
    return (
        f"CASE WHEN {_no_year_first(value)} THEN NULL "
        f"WHEN {zoned} THEN TRY_CAST({value} AS TIMESTAMPTZ)::TIMESTAMP "
        f"ELSE TRY_CAST({value} AS TIMESTAMP) END"
    )


def _no_year_first(value: str) -> str:
    """SQL: whether the text cannot start with a year of four figures and a sign."""
    return f"NOT regexp_matches({value}, {text(_YEAR_FIRST)})"


def _epoch(value: str) -> str:
    """Seconds or milliseconds since 1970, told apart by size."""
    number = f"TRY_CAST({value} AS DOUBLE)"
    seconds = f"{number} BETWEEN {_EPOCH_SECONDS[0]} AND {_EPOCH_SECONDS[1]}"
    ms = f"{number} BETWEEN {_EPOCH_MS[0]} AND {_EPOCH_MS[1]}"
    return (
        f"CASE WHEN {seconds} THEN make_timestamp(({number} * 1e6)::BIGINT) "
        f"WHEN {ms} THEN make_timestamp(({number} * 1e3)::BIGINT) END"
    )


def _plain(value: str) -> str:
    """Figures with one kind of sign between them: `7/8/2013 2:44 pm` -> `7-8-2013 2-44 PM`."""
    return f"replace(translate(upper(trim({value})), './:T', '--- '), ',', '')"


def _separator(value: str) -> str:
    return f"substr(ltrim(trim({value}), '0123456789'), 1, 1)"


def _formats(front: str) -> str:
    """All formats with day and month in front; two-figure years first, for %Y takes 13 for 0013."""
    return _list(f"{front}{year}{clock}" for year in ("%y", "%Y") for clock in _CLOCKS)


def _year_formats() -> str:
    return _list(f"%Y-%m-%d{clock}" for clock in _CLOCKS)


def _list(formats: Iterable[str]) -> str:
    return "[" + ", ".join(text(item) for item in formats) + "]"
