"""Part of a history: the plays of an audience's filter, prepared with all the others.

The filter works on prepared plays, so that sessions, positions and labels are those of the whole
listening.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Literal

import ibis

from reporter.errors import FilterError
from reporter.results.facts import FilterTerm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History

FilterKey = Literal["country", "platform", "artist", "listener"]

COLUMNS: Mapping[FilterKey, Literal["country", "platform", "artist_name", "listener_id"]] = {
    "country": "country",
    "platform": "platform",
    "artist": "artist_name",
    "listener": "listener_id",
}
"""What a filter may name, in the order of its words, and the canonical column behind it."""

LISTED = ("country", "platform")
"""Columns whose values may be named in a message; the others are names of people and works."""
N_LISTED = 8
FALSE = ibis.literal(value=False)
PART = "part"
"""One name for all parts, so that the engine never holds two."""


def terms(asked: Mapping[FilterKey, tuple[str, ...]]) -> tuple[FilterTerm, ...]:
    """The conditions of a filter as it is configured, in the order of `COLUMNS`.

    Spaces around a value and the case of countries and platforms do not count; a value counts once.
    """
    return tuple(
        FilterTerm(column, _unique(_plain(column, value) for value in asked[key]))
        for key, column in COLUMNS.items()
        if key in asked
    )


def _plain(column: str, value: str) -> str:
    stripped = value.strip()
    if column == "country":
        return stripped.upper()
    return stripped.lower() if column == "platform" else stripped


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple({value.lower(): value for value in values}.values())


def narrowed(history: History, asked: tuple[FilterTerm, ...]) -> History:
    """The part of a history that passes a filter; the engine keeps its plays until the next part.

    The scope gets the filter, with the values that no play has marked as absent, and the numbers of
    listeners who are left, and of those whose plays are left out. Its days, periods and entity stay
    those of the whole.

    Args:
        history: all plays, prepared.
        asked: the conditions, which hold all together; at least one.

    Raises:
        FilterError: the source lacks a column of the filter, or no play passes it.
    """
    for term in asked:
        if term.column in history.intake.missing_columns:
            msg = f"the source does not record {term.column}, by which the plays are filtered"
            raise FilterError(msg, hint="take it out of the audience's filter")
    passes = reduce(and_, (_passes(history.plays, term) for term in asked))
    part = replace(history, part=PART)
    plays = part.keep("history", history.plays.filter(passes))
    found = tuple(replace(term, absent=_absent(history, term)) for term in asked)
    row = history.engine.to_pyarrow(
        plays.aggregate(n=plays.count(), n_listeners=plays.listener_id.nunique())
    ).to_pylist()[0]
    period = history.scope.period
    outside = history.plays.filter(~passes.fill_null(FALSE))
    inside_period = (outside.day >= ibis.literal(period.first_day)) & (
        outside.day < ibis.literal(period.end_day)
    )
    rest = history.engine.to_pyarrow(
        outside.aggregate(
            n=outside.listener_id.nunique(), period=outside.listener_id.nunique(where=inside_period)
        )
    ).to_pylist()[0]
    if not row["n"]:
        raise _no_plays(history, found)
    scope = replace(
        history.scope,
        filter=found,
        n_listeners=row["n_listeners"],
        n_outside=rest["n"],
        n_outside_period=rest["period"],
    )
    return replace(part, plays=plays, scope=scope)


def _passes(plays: ir.Table, term: FilterTerm) -> ir.BooleanValue:
    return plays[term.column].lower().isin([value.lower() for value in term.values])


def _absent(history: History, term: FilterTerm) -> tuple[str, ...]:
    plays = history.plays
    matching = plays.filter(_passes(plays, term)).select(value=plays[term.column].lower())
    found = set(history.engine.to_pyarrow(matching.distinct())["value"].to_pylist())
    return tuple(value for value in term.values if value.lower() not in found)


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
