"""Parts of a history: the plays of each audience's filter, prepared with all the others.

The filters work on prepared plays, so that days and labels are those of the whole listening.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from reporter.analysis.history.filtered import COLUMNS
from reporter.errors import FilterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History
    from reporter.results.facts import FilterTerm, Scope

LISTED = ("country", "platform")
"""Columns whose values may be named in a message; the others are names of people and works."""
N_LISTED = 8
PART = "part"
"""One name for all parts, so that the engine never holds two, and compiles a question once."""
MOST_COPIED = 4_000_000
"""Plays that are copied together, unless one part alone has more."""
NUMBER = "part_number"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A filter in the spellings of the source.

    Attributes:
        number: of the filter.
        terms: its conditions, with what no play has.
        spelled: by column, every value of the source that its condition means.
    """

    number: int
    terms: tuple[FilterTerm, ...]
    spelled: Mapping[str, tuple[str, ...]]

    def rows(self) -> Iterator[dict[str, object]]:
        """The combinations of values that pass, as rows of a table."""
        for values in product(*self.spelled.values()):
            yield {NUMBER: self.number, **dict(zip(map(_asked, self.spelled), values, strict=True))}


@dataclass(frozen=True, slots=True)
class _Count:
    """Plays and listeners of a part, and of what it leaves out."""

    n: int
    n_listeners: int
    n_outside: int
    n_outside_period: int


def parts(
    history: History, filters: Sequence[tuple[FilterTerm, ...]]
) -> Iterator[History | FilterError]:
    """The parts of a history that pass some filters, one after the other.

    However many there are, all plays are looked at a few times only: for the spellings of what the
    filters name, to count, and to copy the plays that pass together, in the order of the filters,
    so that the plays of one lie side by side.

    The scope of a part has the filter, with the values that no play has marked as absent, and the
    numbers of listeners who are left, and of those whose plays are left out. Its days, periods and
    entity stay those of the whole.

    Args:
        history: all plays, prepared.
        filters: the conditions of each, which hold all together; at least one.

    Yields:
        For each filter its part, which the engine keeps until the next one is taken; or why there
        is none: the source lacks a column of the filter, or no play passes it.
    """
    missing = history.intake.missing_columns
    marks = {
        mark.number: mark
        for mark in _marks(
            history,
            {
                number: asked
                for number, asked in enumerate(filters)
                if not any(term.column in missing for term in asked)
            },
        )
    }
    counts = _counts(history, tuple(marks.values()))
    batches = {batch[0]: batch for batch in _batches({i: one.n for i, one in counts.items()})}
    part = replace(history, part=PART)
    passing = history.plays
    for number, asked in enumerate(filters):
        if number not in marks:
            yield _lacking(next(term for term in asked if term.column in missing))
            continue
        if number not in counts:
            yield _no_plays(history, marks[number].terms)
            continue
        if number in batches:
            passing = _passing(history.plays, [marks[one] for one in batches[number]])
            if len(batches[number]) > 1:
                passing = part.keep("passing", passing.order_by(NUMBER))
        plays = part.keep("history", passing.filter(passing[NUMBER] == number).drop(NUMBER))
        yield replace(part, plays=plays, scope=_scope(history.scope, marks[number], counts[number]))


def _marks(history: History, filters: Mapping[int, tuple[FilterTerm, ...]]) -> Iterator[_Mark]:
    spellings = {
        column: _spellings(history, column, filters.values()) for column in COLUMNS.values()
    }
    for number, asked in filters.items():
        spelled: dict[str, tuple[str, ...]] = {}
        terms_ = []
        for term in asked:
            known = spellings[term.column]
            spelled[term.column] = tuple(
                found for value in term.values for found in known.get(value.lower(), ())
            )
            absent = tuple(value for value in term.values if value.lower() not in known)
            terms_.append(replace(term, absent=absent))
        yield _Mark(number, tuple(terms_), spelled)


def _spellings(
    history: History, column: str, filters: Iterable[tuple[FilterTerm, ...]]
) -> Mapping[str, list[str]]:
    """What the source has for the values that filters name in a column, by their small letters."""
    wanted = {
        value.lower()
        for asked in filters
        for term in asked
        if term.column == column
        for value in term.values
    }
    if not wanted:
        return {}
    plays = history.plays
    small = plays[column].lower()
    found = plays.filter(small.isin(sorted(wanted))).select(value=plays[column], small=small)
    rows = history.engine.to_pyarrow(found.distinct().order_by("value")).to_pylist()
    spelled: dict[str, list[str]] = {}
    for row in rows:
        spelled.setdefault(row["small"], []).append(row["value"])
    return spelled


def _passing(plays: ir.Table, marks: Iterable[_Mark]) -> ir.Table:
    """The plays that pass, once for each filter that they pass, with its number."""
    rows: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for mark in marks:
        rows.setdefault(tuple(mark.spelled), []).extend(mark.rows())
    passing = []
    for columns, values in rows.items():
        asked = ibis.memtable(pa.Table.from_pylist(values, schema=_schema(columns)))
        same = [plays[column] == asked[_asked(column)] for column in columns]
        passing.append(plays.join(asked, same).select(NUMBER, *plays.columns))
    return ibis.union(*passing) if len(passing) > 1 else passing[0]


def _counts(history: History, marks: tuple[_Mark, ...]) -> Mapping[int, _Count]:
    """By number of the filter; without those that no play passes."""
    marks = tuple(mark for mark in marks if all(mark.spelled.values()))
    if not marks:
        return {}
    period = history.scope.period

    def totals(plays: ir.Table) -> dict[str, ir.IntegerScalar]:
        inside = (plays.day >= ibis.literal(period.first_day)) & (
            plays.day < ibis.literal(period.end_day)
        )
        return {"n": plays.count(), "n_period": plays.count(where=inside)}

    passing = _passing(history.plays, marks)
    some = passing.group_by(NUMBER, "listener_id").aggregate(**totals(passing))
    every = history.plays.group_by("listener_id").aggregate(**totals(history.plays))
    both = some.join(every, "listener_id", rname="all_{name}")
    by_part = both.group_by(NUMBER).aggregate(
        n=both.n.sum().cast("int64"),
        n_listeners=both.count(),
        whole=both.count(where=both.n == both.all_n),
        whole_period=both.count(
            where=(both.all_n_period > 0) & (both.n_period == both.all_n_period)
        ),
    )
    (known,) = history.engine.to_pyarrow(
        every.aggregate(n=every.count(), n_period=every.count(where=every.n_period > 0))
    ).to_pylist()
    return {
        row[NUMBER]: _Count(
            row["n"],
            row["n_listeners"],
            known["n"] - row["whole"],
            known["n_period"] - row["whole_period"],
        )
        for row in history.engine.to_pyarrow(by_part).to_pylist()
    }


def _batches(plays: Mapping[int, int]) -> Iterator[tuple[int, ...]]:
    """The filters in their order, such that the plays of a batch are not too many to copy."""
    batch: list[int] = []
    n = 0
    for number in sorted(plays):
        if batch and n + plays[number] > MOST_COPIED:
            yield tuple(batch)
            batch, n = [], 0
        batch.append(number)
        n += plays[number]
    if batch:
        yield tuple(batch)


def _scope(whole: Scope, mark: _Mark, count: _Count) -> Scope:
    return replace(
        whole,
        filter=mark.terms,
        n_listeners=count.n_listeners,
        n_outside=count.n_outside,
        n_outside_period=count.n_outside_period,
    )


def _asked(column: str) -> str:
    return f"asked_{column}"


def _schema(columns: tuple[str, ...]) -> pa.Schema:
    return pa.schema({NUMBER: pa.int32(), **dict.fromkeys(map(_asked, columns), pa.string())})


def _lacking(term: FilterTerm) -> FilterError:
    msg = f"the source does not record {term.column}, by which the plays are filtered"
    return FilterError(msg, hint="take it out of the audience's filter")


def _no_plays(history: History, asked: tuple[FilterTerm, ...]) -> FilterError:
    absent = next((term for term in asked if len(term.absent) == len(term.values)), None)
    if absent is None:
        return FilterError(
            "no play passes all conditions of the audience's filter",
            hint="take one of them out",
        )
    msg = f"no play has the {absent.column} {' or '.join(absent.values)} of the audience's filter"
    if absent.column not in LISTED:
        return FilterError(msg, hint="mend its spelling")
    return FilterError(msg, hint=f"the source has {', '.join(_most_played(history, absent))}")


def _most_played(history: History, term: FilterTerm) -> list[str]:
    """The values of the term's column with the most plays, in order of plays."""
    plays = history.plays
    counts = plays.group_by(value=plays[term.column]).aggregate(n=plays.count())
    most = counts.drop_null("value").order_by(ibis.desc("n"), "value").limit(N_LISTED)
    found: list[str] = history.engine.to_pyarrow(most)["value"].to_pylist()
    return found or ["none"]
