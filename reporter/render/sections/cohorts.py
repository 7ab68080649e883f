"""Who comes back: cohorts of listeners, or of one listener's tracks and artists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render.blocks import Pair, Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.render.blocks import Block, Table
    from reporter.render.context import Context
    from reporter.results.retention import Cohorts, OneListener

ID = "cohorts"
MOST_OFFSETS = 6


def section(context: Context, number: str) -> Section:
    """Cohorts with their curves, or why there are none."""
    title, retention = context.say(f"section.{ID}"), context.report.retention
    if retention.one is not None:
        finding, blocks = _music(context, retention.one)
        return Section(ID, number, title, finding, blocks)
    found = retention.cohorts
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (
        *context.pictures(ChartId.COHORTS),
        *(context.beside(ChartId.RETENTION_CURVE, _days(context, found)) if found.days else ()),
        *((_curve(context, found),) if found.curve else ()),
        Prose(context.say("cohorts.note"), tone="note"),
        *_left_out(context, found),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _left_out(context: Context, found: Cohorts) -> tuple[Block, ...]:
    if found.left_out:
        said = {"n": found.left_out, "least": found.least_listeners}
        return (Prose(context.say("cohorts.left_out", **said), tone="note"),)
    if any(cohort.last_week for cohort in found.cohorts):
        return (Prose(context.say("cohorts.joined"), tone="note"),)
    return ()


def _finding(context: Context, found: Cohorts) -> str:
    first = next((row for row in found.curve if row.offset == 1), None)
    if first is None and found.left_out:
        return context.say("cohorts.finding.untold")
    if first is None:
        return context.say("cohorts.finding.none")
    rate = first.rate
    return context.say(
        "cohorts.finding", rate=rate.value, interval=context.interval(rate), n=rate.n
    )


def _music(context: Context, one: OneListener) -> tuple[str, tuple[Block, ...]]:
    """The finding and the blocks of one listener's music."""
    undefined = context.say("cohorts.undefined")
    tracks, artists = one.tracks, one.artists
    if isinstance(tracks, Gap) or isinstance(artists, Gap):
        gaps = tuple(context.gap(gap) for gap in (tracks, artists) if isinstance(gap, Gap))
        return undefined, gaps
    blocks = (
        Prose(context.say("cohorts.music")),
        *context.pictures(ChartId.COHORTS, ChartId.RETENTION_CURVE, ChartId.ARTISTS_CURVE),
        Pair(_curve(context, tracks), _curve(context, artists)),
        Prose(context.say("cohorts.note"), tone="note"),
    )
    return undefined, blocks


def _curve(context: Context, found: Cohorts) -> Table:
    columns = (("offset", 5), ("retention", 5), ("interval", 8), ("unbounded", 6))
    later = {row.offset: row.rate for row in found.unbounded}
    rows = (
        row(
            context.formats.count(one.offset),
            context.value(one.rate),
            context.interval(one.rate),
            context.value(later.get(one.offset)),
        )
        for one in found.curve[:MOST_OFFSETS]
    )
    return context.table(context.say(f"cohorts.curve.caption.{found.entity}"), columns, rows)


def _days(context: Context, found: Cohorts) -> Table:
    columns = (("when", 8), ("retention", 4), ("interval", 9), ("n", 3))
    rows = (
        row(
            context.say("cohorts.day", n=one.first)
            if one.first == one.last
            else context.say("cohorts.bracket", first=one.first, last=one.last),
            context.value(one.rate),
            context.interval(one.rate),
            context.formats.count(one.rate.n),
        )
        for one in found.days
    )
    return context.table(context.say("cohorts.days.caption"), columns, rows)
