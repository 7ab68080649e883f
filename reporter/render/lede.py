"""The headline sentence of page one, written from the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.results.facts import Gap
from reporter.results.overview import Headline
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.context import Context
    from reporter.results.changes import Change, Changes
    from reporter.results.overview import Tile

MOST = 0.5
"""A level is named in the headline if it carries at least this part of the whole change."""


def headline(context: Context) -> str:
    """What skips did, then what listening did; plain numbers where nothing can be compared."""
    tiles = {tile.headline: tile for tile in context.report.overview.tiles}
    plays = tiles[Headline.PLAYS]
    if plays.now is None or not plays.now.value:
        return _silence(context, plays)
    return context.say(
        "lede.two",
        first=_skips(context, tiles[Headline.SKIP_RATE]),
        second=_listening(context, tiles),
    )


def change_of(found: Changes | Gap, *metrics: str) -> Change | None:
    """The tested change of a whole metric, under the first of the names that was tested."""
    if isinstance(found, Gap):
        return None
    whole = {change.metric: change for change in found.rows if change.dimension is None}
    return next((whole[metric] for metric in metrics if metric in whole), None)


def _silence(context: Context, plays: Tile) -> str:
    kind = context.report.scope.period.kind
    nothing = context.say("lede.no_plays", period=context.say(f"report.this.{kind}"))
    if plays.before is None or not plays.before.value:
        return context.say("lede.one", first=nothing)
    said = context.say("count.plays", n=plays.before.value)
    before = context.say(f"before.{kind}")
    against = context.say("lede.no_plays.against", nothing=nothing, plays=said, before=before)
    return context.say("lede.one", first=against)


def _skips(context: Context, tile: Tile) -> str:
    if tile.now is None:
        return context.say("lede.skips.unknown")
    now = tile.now.value
    if tile.change is None:
        return context.say("lede.skips.plain", now=now)
    found = context.report.changes
    change = change_of(found, Headline.SKIP_RATE)
    direction = "rose" if tile.change.value > 0 else "fell"
    said = {"change": abs(tile.change.value), "now": now}
    if change is None or not change.kept:
        least = 0.0 if isinstance(found, Gap) else found.material_points
        did = _unproven(direction, change, is_small=_is_small(tile.change.value, least))
        return context.say(f"lede.skips.{did}", **said)
    level = _carrier(context, change)
    if level is None:
        return context.say(f"lede.skips.{direction}", **said)
    return context.say(f"lede.skips.{direction}_most", **said, level=level)


def _carrier(context: Context, whole: Change) -> str | None:
    """The kept level that carries most of the change of the whole, where one does."""
    found = context.report.changes
    if isinstance(found, Gap) or not whole.change.value:
        return None
    parts = [
        (change.contribution / whole.change.value, change)
        for change in found.rows
        if change.kept and change.metric == whole.metric and change.contribution is not None
    ]
    share, change = max(parts, key=lambda part: part[0], default=(0.0, None))
    if change is None or share < MOST:
        return None
    own = f"lede.level.{change.dimension}.{change.level}"
    if context.words.has(own):
        return context.say(own)
    name = labels.level(context.words, change.dimension or "", change.level or "")
    return context.say(f"lede.level.{change.dimension}", name=name)


def _listening(context: Context, tiles: dict[Headline, Tile]) -> str:
    hours, plays = tiles[Headline.HOURS], tiles[Headline.PLAYS]
    now = hours.now.value if hours.now else 0.0
    if hours.change is None:
        played = context.say("count.plays", n=plays.now.value if plays.now else 0)
        return context.say("lede.hours.plain", plays=played, now=now)
    if hours.relative is None:
        return context.say("lede.hours.rose_from_nothing", now=now)
    found = context.report.changes
    change = change_of(found, Headline.HOURS, Headline.PLAYS)
    direction = "rose" if hours.change.value > 0 else "fell"
    said = {"relative": abs(hours.relative), "now": now}
    if change is None or not change.kept:
        least = 0.0 if isinstance(found, Gap) else found.material_relative
        did = _unproven(direction, change, is_small=_is_small(hours.relative, least))
        return context.say(f"lede.hours.{did}", **said)
    return context.say(f"lede.hours.{direction}", **said)


def _is_small(change: float, least: float) -> bool:
    """Whether a change is too small to matter; any change matters where no least one is known."""
    return abs(change) < least or not change


def _unproven(direction: str, change: Change | None, *, is_small: bool) -> str:
    """What to say of a change that no test has kept, which may be for want of a test."""
    if is_small:
        return "held"
    return f"{direction}_untested" if change is None else f"{direction}_noise"
