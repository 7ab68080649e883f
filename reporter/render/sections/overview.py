"""The period at a glance: headline numbers, and the skip rate by platform, shuffle and length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render import text
from reporter.render.blocks import Cell, Row, Section
from reporter.render.context import row
from reporter.results.facts import Gap
from reporter.results.overview import Headline
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Block, Table
    from reporter.render.context import Context
    from reporter.results.overview import LevelRate, Tile

ID = "overview"
MOST_LEVELS = 7


def section(context: Context, number: str) -> Section:
    """The overview."""
    found = context.report.overview
    return Section(
        ID,
        number,
        context.say(f"section.{ID}"),
        _finding(context),
        (
            *((context.gap(found.comparison),) if found.comparison else ()),
            *((_headlines(context),) if isinstance(context.report.changes, Gap) else ()),
            *((_restated(context),) if found.restated else ()),
            *context.pictures(
                ChartId.PLAYS_BY_HOUR,
                ChartId.SKIP_RATE_BY_HOUR,
                ChartId.SKIP_RATE_BY_PLATFORM,
                ChartId.SKIP_RATE_BY_SHUFFLE,
                ChartId.SKIP_RATE_BY_LENGTH,
            ),
            *_levels(context),
        ),
    )


def _finding(context: Context) -> str:
    tiles = {tile.headline: tile for tile in context.report.overview.tiles}
    plays, hours = tiles[Headline.PLAYS], tiles[Headline.HOURS]
    kind = context.report.scope.period.kind
    if plays.now is None or hours.now is None or not plays.now.value:
        return context.say("overview.finding.empty", period=context.say(f"report.this.{kind}"))
    said = {
        "plays": context.say("count.plays", n=plays.now.value),
        "hours": hours.now.value,
    }
    if plays.relative is None:
        return context.say("overview.finding.plain", **said)
    before = context.say(f"before.{kind}")
    return context.say("overview.finding", **said, relative=plays.relative, before=before)


def _headlines(context: Context) -> Table:
    columns = (("measure", 6), ("now", 4), ("before", 4), ("change", 4), ("interval", 6))
    rows = (_headline(context, tile) for tile in context.report.overview.tiles)
    return context.table(context.say("overview.headlines"), columns, rows)


def _headline(context: Context, tile: Tile) -> Row:
    name = labels.metric(context.words, tile.headline, context.entity)
    change = text.change(tile.change, context.words) if tile.change else context.value(None)
    return row(
        name,
        context.value(tile.now),
        context.value(tile.before),
        change,
        context.interval(tile.change, signed=True),
    )


def _restated(context: Context) -> Table:
    before = context.say(f"before.{context.report.scope.period.kind}")
    columns = (("measure", 6), ("restated", 6), ("reported", 6), ("difference", 6))
    rows = (
        row(
            labels.metric(context.words, one.headline, context.entity),
            context.value(one.now),
            context.value(one.reported),
            text.change(one.change, context.words),
        )
        for one in context.report.overview.restated
    )
    caption = context.say("overview.restated", before=before)
    return context.table(caption, columns, rows, context.say("overview.restated.note"))


def _levels(context: Context) -> tuple[Block, ...]:
    """One table of all dimensions that the data have, and a sentence for each that they lack."""
    found = context.report.overview
    dimensions = {"platform": found.platforms, "shuffle": found.shuffle, "length": found.lengths}
    gaps = [context.gap(rates) for rates in dimensions.values() if isinstance(rates, Gap)]
    rows = tuple(
        one
        for dimension, rates in dimensions.items()
        if not isinstance(rates, Gap)
        for one in _group(context, dimension, rates)
    )
    columns = (
        ("level", 7),
        ("plays", 3),
        ("share", 3),
        ("skip_rate", 3),
        ("interval", 5),
        ("before", 3),
    )
    caption = context.say("overview.levels")
    capped = any(
        not isinstance(rates, Gap) and len(rates) > MOST_LEVELS for rates in dimensions.values()
    )
    notes = [context.say("overview.capped", n=MOST_LEVELS)] if capped else []
    if found.left_out:
        said = {"n": found.left_out, "least": found.least_listeners}
        notes.append(context.say("overview.left_out", **said))
    note = " ".join(notes)
    return (*((context.table(caption, columns, rows, note),) if rows else ()), *gaps)


def _group(context: Context, dimension: str, rates: tuple[LevelRate, ...]) -> Iterator[Row]:
    heading = labels.label(context.words, "dimension", dimension)
    yield Row((Cell(heading),), group=True)
    for rate in rates[:MOST_LEVELS]:
        yield row(
            _level_name(context, dimension, rate.level),
            context.formats.count(rate.plays or 0),
            context.formats.percent(rate.share or 0.0),
            context.value(rate.skip_rate),
            context.interval(rate.skip_rate),
            context.value(rate.before),
        )


def _level_name(context: Context, dimension: str, level: str) -> str:
    """Beside its heading `Shuffle` a level may say `On`; a length speaks for itself."""
    if dimension == "length":
        return labels.full_level(context.words, dimension, level)
    return labels.level(context.words, dimension, level)
