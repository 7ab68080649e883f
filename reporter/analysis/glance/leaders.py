"""The most played and the most skipped artists and tracks of the period."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.compare import in_span
from reporter.analysis.statistics.disclosure import is_told, withheld
from reporter.analysis.statistics.hierarchy import rate_prior
from reporter.engine.expressions import as_int
from reporter.results.facts import Gap, Part, Reason
from reporter.results.overview import Leader, LeaderKind, LeaderRank, Leaders

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History
    from reporter.results.facts import Estimate

N_LEADERS = 10
MIN_PLAYS = 5
"""Decided plays that an artist or track needs to count among the most skipped."""


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    name: str
    artist: str | None
    plays: int
    before: int
    skips: int
    decided: int
    skips_before: int
    decided_before: int
    listeners: int
    deciding: int
    listeners_before: int
    deciding_before: int


def leaders(history: History) -> Leaders | Gap:
    """Up to ten artists and tracks by plays, and by shrunk skip rate.

    The skip rates are drawn towards the mean of their period, so that a handful of plays does not
    win; the most skipped are those with the highest lower end. What fewer listeners played than
    `Scope.least_listeners` is left out, and so is the period before where fewer played it then.
    """
    plays = history.plays
    least = history.scope.least_listeners
    artists = _rows(history, plays.artist_name, plays.artist_name, None)
    tracks = _rows(history, plays.track_id, plays.track_name, plays.artist_name)
    if not any(row.plays for row in (*artists, *tracks)):
        return Gap(Part.LEADERS, Reason.NO_PLAYS)
    untold = (
        _untold(history, artists, plays.artist_name),
        _untold(history, tracks, plays.track_id),
    )
    comparable = history.scope.previous is not None
    rows = (
        *_ranked(LeaderKind.ARTIST, artists, untold[0], least, comparable=comparable),
        *_ranked(LeaderKind.TRACK, tracks, untold[1], least, comparable=comparable),
    )
    return Leaders(rows, MIN_PLAYS, least, sum(map(len, untold)))


def _rows(
    history: History, key: ir.StringValue, name: ir.StringValue, artist: ir.StringValue | None
) -> list[_Row]:
    plays, scope = history.plays, history.scope
    now, before = in_span(plays.day, scope.period), in_span(plays.day, scope.previous)
    skipped, decided = plays.skip.fill_null(0) == 1, plays.skip.notnull()
    grouped = (
        plays.filter((now | before) & key.notnull())
        .group_by(id=key)
        .aggregate(
            name=name.max(),
            artist=ibis.literal(None, "string") if artist is None else artist.max(),
            plays=_count(now),
            before=_count(before),
            skips=_count(now & skipped),
            decided=_count(now & decided),
            skips_before=_count(before & skipped),
            decided_before=_count(before & decided),
            listeners=plays.listener_id.nunique(where=now),
            deciding=plays.listener_id.nunique(where=now & decided),
            listeners_before=plays.listener_id.nunique(where=before),
            deciding_before=plays.listener_id.nunique(where=before & decided),
        )
    )
    found = history.engine.to_pyarrow(grouped.order_by(ibis.desc("plays"), "id")).to_pydict()
    found["name"] = [name or own for name, own in zip(found["name"], found["id"], strict=True)]
    return list(map(_Row, *(found[field.name] for field in fields(_Row))))


def _count(which: ir.BooleanValue) -> ir.IntegerScalar:
    return as_int(which).sum().cast("int64")


def _untold(history: History, found: list[_Row], key: ir.StringValue) -> frozenset[str]:
    """Ids of what is left out.

    Where all the rest is listed, its plays follow from those of the period: unless enough listeners
    stand behind them all together, what would give them away is left out, too.
    """
    least, plays = history.scope.least_listeners, history.plays
    told = [row.id for row in found if row.listeners >= least]
    n_rest = 0
    if least > 1 and len(told) <= N_LEADERS:
        rest = in_span(plays.day, history.scope.period) & key.notnull() & key.notin(told)
        counted = plays.aggregate(n=plays.listener_id.nunique(where=rest))
        n_rest = history.engine.to_pyarrow(counted).to_pylist()[0]["n"]
    return withheld(
        {row.id: (row.listeners,) for row in found},
        least,
        [] if is_told(least, n_rest) else [[row.id for row in found]],
        disjoint=False,
    )


def _ranked(
    kind: LeaderKind, found: list[_Row], untold: frozenset[str], least: int, *, comparable: bool
) -> list[Leader]:
    rates = _rates([(row.skips, row.decided) for row in found])
    earlier = _rates([(row.skips_before, row.decided_before) for row in found])
    played = [row for row in found if row.plays and row.id not in untold]
    most_skipped = sorted(
        (row for row in played if row.decided >= MIN_PLAYS and row.skips and row.deciding >= least),
        key=lambda row: (-(rates[row.skips, row.decided].low or 0.0), row.id),
    )

    def leader(by: LeaderRank, rank: int, row: _Row) -> Leader:
        shown = comparable and is_told(least, row.listeners_before)
        rated = is_told(least, row.deciding)
        rated_before = shown and is_told(least, row.deciding_before)
        rate_before = earlier.get((row.skips_before, row.decided_before))
        return Leader(
            kind=kind,
            by=by,
            rank=rank,
            id=row.id,
            name=row.name,
            artist=row.artist,
            plays=row.plays,
            before=row.before if shown else None,
            skip_rate=rates.get((row.skips, row.decided)) if rated else None,
            skip_rate_before=rate_before if rated_before else None,
            raw_skip_rate=row.skips / row.decided if row.decided and rated else None,
        )

    return [
        leader(by, rank, row)
        for by, ordered in ((LeaderRank.PLAYED, played), (LeaderRank.SKIPPED, most_skipped))
        for rank, row in enumerate(ordered[:N_LEADERS], start=1)
    ]


def _rates(counts: list[tuple[int, int]]) -> dict[tuple[int, int], Estimate]:
    """By (skips, decided plays) the skip rate of all that have so many; most have few plays."""
    known = [pair for pair in counts if pair[1]]
    distinct = list(set(known))
    return dict(zip(distinct, rate_prior(known).posteriors(distinct), strict=True))
