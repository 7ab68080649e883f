"""Page one: everything that a reader with two minutes needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from reporter.period import DAY, PeriodKind
from reporter.render import audience, lede, text
from reporter.render.blocks import Front, Line, TileView
from reporter.render.sections import changes, definitions, recommendations, skip_model
from reporter.results.facts import Gap
from reporter.results.overview import Headline
from reporter.words import ENGLISH, labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Card
    from reporter.render.context import Context
    from reporter.results.changes import Change
    from reporter.results.overview import Restated, Tile

MOST_CHANGES = 4
MOST_TODO = 3
LONGEST_SOURCE = 40
LONGEST_TITLE = 120
METRICS = {Headline.ENTITIES: ("entities", "active_entities")}
"""Under which names a headline is tested, where they differ."""


def front(context: Context, brand: str = "") -> Front:
    """Page one.

    Args:
        context: the report.
        brand: name of whose report it is; empty for none.
    """
    changed, changed_note = _changed(context)
    todo, todo_note = _todo(context)
    return Front(
        name=name(context),
        period=period(context),
        scope=scope(context),
        headline=lede.headline(context),
        tiles=tuple(_tile(context, tile) for tile in context.report.overview.tiles),
        changed_heading=context.say("changed.heading"),
        changed=changed,
        changed_note=changed_note,
        todo_heading=context.say("todo.heading"),
        todo=todo,
        todo_note=todo_note,
        trust_heading=context.say("trust.heading"),
        trust=tuple(_trust(context)),
        definitions_link=context.say("trust.definitions"),
        definitions_target=definitions.ID,
        brand=brand,
        logo_alt=context.say("audience.logo.of", name=brand)
        if brand
        else context.say("audience.logo"),
    )


def name(context: Context) -> str:
    """The report's name, as the configuration has it; the built-in one in the report's language."""
    given = context.report.scope.title
    own = context.say("report.name") if given == ENGLISH("report.name") else given
    return text.printable(own, "", LONGEST_TITLE)


def period(context: Context, *, in_short: bool = False) -> str:
    """The period in words; a week in short by its number alone."""
    span = context.report.scope.period
    days = context.formats.days(span.first_day, span.end_day)
    _, week, _ = span.first_day.isocalendar()
    kind = f"{span.kind}.short" if in_short and span.kind is PeriodKind.WEEK else span.kind
    name = context.say(f"report.period.{kind}", days=days, day=span.first_day, week=week)
    partial = span.partial and span.kind is not PeriodKind.ALL
    return context.say("report.period.partial", period=name) if partial else name


def scope(context: Context) -> str:
    """For whom, who, where and from which source, in words."""
    found = context.report.scope
    nameless = context.say("report.nameless")
    source = text.printable(found.source_name, nameless, LONGEST_SOURCE)
    said = context.say(
        "report.scope", who=who(context), zone=found.zone, source=text.isolated(source)
    )
    whom = audience.title(found, context.words)
    return context.say("audience.scope", audience=whom, scope=said) if whom else said


def who(context: Context) -> str:
    """How many listeners, or whose tracks."""
    return context.say("report.who", n=context.report.scope.n_listeners)


def _tile(context: Context, tile: Tile) -> TileView:
    label = context.say(f"tile.{tile.headline}")
    spark = context.charts.get(f"spark_{tile.headline}")
    if tile.now is None:
        unknown = context.say("tile.no_value")
        return TileView(label, context.value(None), unknown, "", "flat", kept=False, spark=spark)
    if tile.change is None:
        alone = context.say("tile.no_comparison")
        return TileView(label, context.value(tile.now), alone, "", "flat", kept=False, spark=spark)
    change = text.change(tile.change, context.words)
    if tile.relative is not None:
        change = context.say("tile.change.relative", change=change, relative=tile.relative)
    interval = context.say("tile.untested")
    if tile.change.low is not None and tile.change.high is not None:
        ends = context.interval(tile.change, signed=True)
        interval = context.say("report.interval.labelled", interval=ends)
    return TileView(
        label,
        context.value(tile.now),
        change,
        interval,
        _direction(tile.change.value),
        kept=_kept(context, tile.headline),
        spark=spark,
    )


def _direction(change: float) -> Literal["up", "down", "flat"]:
    if not change:
        return "flat"
    return "up" if change > 0 else "down"


def _kept(context: Context, headline: Headline) -> bool:
    change = lede.change_of(context.report.changes, *METRICS.get(headline, (headline,)))
    return change is not None and change.kept


def _changed(context: Context) -> tuple[tuple[Line, ...], str]:
    """The kept changes, and a note on the family of tests or on why there is none."""
    found = context.report.changes
    if isinstance(found, Gap):
        return (), text.gap(found, context.words, context.entity)
    if not found.kept:
        return (), context.say("changed.none", n=found.tested)
    kept = [change for change in found.rows if change.kept]
    lines = tuple(_line(context, change) for change in kept[:MOST_CHANGES])
    note = context.say("changed.family", tested=found.tested, kept=found.kept, q=found.q)
    more = len(kept) - len(lines)
    if more:
        note = f"{context.say('changed.more', n=more)} {note}"
    return lines, note


def _line(context: Context, change: Change) -> Line:
    by_how_much = context.say(
        "changed.line",
        before=context.value(change.before),
        now=context.value(change.now),
        change=text.change(change.change, context.words),
        interval=context.interval(change.change, signed=True),
    )
    return Line(changes.name(context, change), by_how_much)


def _todo(context: Context) -> tuple[tuple[Card, ...], str]:
    found = context.report.recommendations
    if isinstance(found, Gap):
        return (), text.gap(found, context.words, context.entity)
    of_all = context.say("audience.todo_of_all_plays") if context.report.scope.filter else ""
    past = recommendations.past(context, found)
    if not found.rows:
        return (), _joined(context.say("todo.none"), of_all, past)
    shown = found.rows[:MOST_TODO]
    more = len(found.rows) - len(shown)
    note = _joined(context.say("todo.more", n=more) if more else "", of_all, past)
    return tuple(recommendations.card(context, one) for one in shown), note


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _trust(context: Context) -> Iterator[str]:
    found = context.report.quality
    if context.report.scope.filter:
        yield context.say("audience.trust")
    yield context.say("trust.read", n=found.read)
    yield context.say("trust.kept", n=found.kept)
    duplicates = context.say("count.duplicates", n=found.duplicates)
    yield context.say("trust.set_aside", duplicates=duplicates, n=found.other_content_rows)
    yield context.say("trust.quarantined", n=found.quarantined)
    yield context.say("trust.through", day=context.report.scope.data_through - DAY)
    if seen := tuple(filter(partial(_is_seen, context), context.report.overview.restated)):
        yield _restated(context, seen)
    yield _verdict(context)
    if found.dead_flag:
        yield context.say("trust.dead_flag")


def _is_seen(context: Context, one: Restated) -> bool:
    """Whether the two numbers differ as they are written; page one has no room for more digits."""
    return context.value(one.now) != context.value(one.reported)


def _restated(context: Context, found: tuple[Restated, ...]) -> str:
    """The skip rate as it was reported, or the first other number, and how many more there are."""
    chosen = next((one for one in found if one.headline is Headline.SKIP_RATE), found[0])
    metric = labels.metric(context.words, chosen.headline, context.entity)
    said = context.say(
        "trust.restated",
        metric=context.words.inside(metric),
        before=context.say(f"before.{context.report.scope.period.kind}"),
        now=context.value(chosen.now),
        reported=context.value(chosen.reported),
    )
    more = len(found) - 1
    return context.say("trust.restated.more", restated=said, n=more) if more else said


def _verdict(context: Context) -> str:
    found = context.report.skip_model
    if isinstance(found, Gap):
        return context.say("trust.model.none")
    if not found.usable:
        return context.say("trust.model.unusable")
    best = skip_model.score(found)
    baseline = skip_model.score(found, found.best_baseline)
    return context.say(
        "trust.model.usable",
        auc=best.auc.value,
        interval=context.interval(best.auc),
        baseline=baseline.auc.value,
    )
