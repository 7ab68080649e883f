"""The most played and the most skipped artists and tracks of the period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.compare import in_span
from reporter.analysis.statistics.shrinkage import beta_prior
from reporter.results.facts import Gap, Part, Reason
from reporter.results.overview import Leader, LeaderKind, LeaderRank, Leaders

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History

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


def leaders(history: History) -> Leaders | Gap:
    """Up to ten artists and tracks by plays, and by shrunk skip rate.

    The skip rates are shrunk towards the period's mean (empirical Bayes), so that a handful of
    plays does not win; the most skipped are those with the highest lower end.
    """
    plays = history.plays
    artists = _rows(history, plays.artist_name, plays.artist_name, None)
    tracks = _rows(history, plays.track_id, plays.track_name, plays.artist_name)
    if not artists and not tracks:
        return Gap(Part.LEADERS, Reason.NO_PLAYS)
    rows = [
        leader
        for kind, found in ((LeaderKind.ARTIST, artists), (LeaderKind.TRACK, tracks))
        for leader in _ranked(kind, found, comparable=history.scope.previous is not None)
    ]
    return Leaders(tuple(rows), MIN_PLAYS)


def _rows(
    history: History, key: ir.StringValue, name: ir.StringValue, artist: ir.StringValue | None
) -> list[_Row]:
    plays, scope = history.plays, history.scope
    now, before = in_span(plays.day, scope.period), in_span(plays.day, scope.previous)
    grouped = (
        plays.filter((now | before) & key.notnull())
        .group_by(id=key)
        .aggregate(
            name=name.max(),
            artist=ibis.literal(None, "string") if artist is None else artist.max(),
            plays=now.cast("int64").sum().cast("int64"),
            before=before.cast("int64").sum().cast("int64"),
            skips=(now & (plays.skip.fill_null(0) == 1)).cast("int64").sum().cast("int64"),
            decided=(now & plays.skip.notnull()).cast("int64").sum().cast("int64"),
        )
    )
    found = history.engine.to_pyarrow(
        grouped.filter(grouped.plays > 0).order_by(ibis.desc("plays"), "id")
    ).to_pylist()
    return [_Row(**{**row, "name": row["name"] or row["id"]}) for row in found]


def _ranked(kind: LeaderKind, rows: list[_Row], *, comparable: bool) -> list[Leader]:
    prior = beta_prior([(row.skips, row.decided) for row in rows if row.decided])
    shrunk = {row.id: prior.posterior(row.skips, row.decided) for row in _judged(rows)}
    most_skipped = sorted(
        (row for row in rows if row.id in shrunk),
        key=lambda row: (-(shrunk[row.id].low or 0.0), row.id),
    )

    def leader(by: LeaderRank, rank: int, row: _Row) -> Leader:
        return Leader(
            kind=kind,
            by=by,
            rank=rank,
            id=row.id,
            name=row.name,
            artist=row.artist,
            plays=row.plays,
            before=row.before if comparable else None,
            skip_rate=prior.posterior(row.skips, row.decided) if row.decided else None,
            raw_skip_rate=row.skips / row.decided if row.decided else None,
        )

    return [
        leader(by, rank, row)
        for by, ordered in ((LeaderRank.PLAYED, rows), (LeaderRank.SKIPPED, most_skipped))
        for rank, row in enumerate(ordered[:N_LEADERS], start=1)
    ]


def _judged(rows: list[_Row]) -> list[_Row]:
    return [row for row in rows if row.decided >= MIN_PLAYS and row.skips]
