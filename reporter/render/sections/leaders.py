"""The most played and the most skipped artists and tracks."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from reporter.render import text
from reporter.render.blocks import Cell, Pair, Prose, Row, Section
from reporter.results.facts import Gap
from reporter.results.overview import LeaderKind, LeaderRank

if TYPE_CHECKING:
    from reporter.render.blocks import Block, Table
    from reporter.render.context import Context
    from reporter.results.overview import Leader, Leaders

ID = "leaders"
MOST_ROWS = 8

Ranking = dict[tuple[LeaderKind, LeaderRank], tuple["Leader", ...]]


def section(context: Context, number: str) -> Section:
    """The leaders, or why there are none."""
    found = context.report.leaders
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        missing = context.gap(found)
        return Section(ID, number, title, missing.text, ())
    ranking = _ranking(found)
    pairs = tuple(_pair(context, found, kind, ranking) for kind in LeaderKind)
    note = context.say("leaders.note", n=found.min_plays)
    if found.left_out:
        left_out = context.say("leaders.left_out", n=found.left_out, least=found.least_listeners)
        note = f"{note} {left_out}"
    return Section(
        ID, number, title, _finding(context, ranking), (*pairs, Prose(note, tone="note"))
    )


def _ranking(found: Leaders) -> Ranking:
    def key(leader: Leader) -> tuple[LeaderKind, LeaderRank]:
        return leader.kind, leader.by

    ordered = sorted(found.rows, key=lambda leader: (*key(leader), leader.rank))
    return {name: tuple(rows)[:MOST_ROWS] for name, rows in groupby(ordered, key)}


def _finding(context: Context, ranking: Ranking) -> str:
    played = ranking.get((LeaderKind.ARTIST, LeaderRank.PLAYED), ())
    skipped = ranking.get((LeaderKind.ARTIST, LeaderRank.SKIPPED), ())
    if not played:
        return context.say("leaders.finding.none")
    first = played[0]
    said = {
        "artist": text.isolated(context.name(first.name)),
        "plays": context.say("count.plays", n=first.plays),
    }
    if not skipped or skipped[0].skip_rate is None:
        return context.say("leaders.finding.played", **said)
    worst, rate = skipped[0], skipped[0].skip_rate.value
    if worst.id == first.id:
        return context.say("leaders.finding.both", **said, rate=rate)
    skipped_name = text.isolated(context.name(worst.name))
    return context.say("leaders.finding", **said, skipped=skipped_name, rate=rate)


def _pair(context: Context, found: Leaders, kind: LeaderKind, ranking: Ranking) -> Block:
    played = _played(context, kind, ranking.get((kind, LeaderRank.PLAYED), ()))
    skipped = ranking.get((kind, LeaderRank.SKIPPED), ())
    if not skipped:
        unranked = context.say(f"leaders.{kind}.unranked", n=found.min_plays)
        return Pair(played, Prose(unranked, tone="gap"))
    return Pair(played, _skipped(context, kind, skipped))


def _played(context: Context, kind: LeaderKind, leaders: tuple[Leader, ...]) -> Table:
    columns = ((str(kind), 12), ("plays", 6), ("before", 6))
    none = context.value(None)
    rows = (
        Row(
            (
                _name(context, leader),
                Cell(context.formats.count(leader.plays)),
                Cell(none if leader.before is None else context.formats.count(leader.before)),
            )
        )
        for leader in leaders
    )
    return context.table(context.say(f"leaders.{kind}.played"), columns, rows)


def _skipped(context: Context, kind: LeaderKind, leaders: tuple[Leader, ...]) -> Table:
    columns = ((str(kind), 10), ("skip_rate", 7), ("before", 4), ("plays", 3))
    rows = (
        Row(
            (
                _name(context, leader),
                Cell(context.value(leader.skip_rate), sub=context.interval(leader.skip_rate)),
                Cell(context.value(leader.skip_rate_before)),
                Cell(context.formats.count(leader.plays)),
            )
        )
        for leader in leaders
    )
    return context.table(context.say(f"leaders.{kind}.skipped"), columns, rows)


def _name(context: Context, leader: Leader) -> Cell:
    artist = "" if leader.artist is None else context.name(leader.artist)
    return Cell(context.name(leader.name), sub=artist, data=True)
