"""Every change that was tested, those beyond noise first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.formats import p_value
from reporter.render import text
from reporter.render.blocks import Section
from reporter.render.context import row
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.changes import Change, Changes

ID = "changes"
MOST_ROWS = 20


def section(context: Context, number: str) -> Section:
    """The changes, or why none was tested."""
    found = context.report.changes
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (*context.pictures(ChartId.CHANGES), _table(context, found))
    return Section(ID, number, title, _finding(context, found), blocks)


def name(context: Context, change: Change) -> str:
    """What changed, such as `Skip rate, Android`."""
    metric = labels.metric(context.words, change.metric, context.entity)
    if change.dimension is None or change.level is None:
        return metric
    own = f"changes.name.{change.dimension}.{change.level}"
    if context.words.has(own):
        return context.say(own, metric=metric)
    level = labels.full_level(context.words, change.dimension, change.level)
    return context.say(f"changes.name.{change.dimension}", metric=metric, level=level)


def _finding(context: Context, found: Changes) -> str:
    if not found.kept:
        return context.say("changes.finding.none", n=found.tested)
    first = found.rows[0]
    return context.say(
        "changes.finding",
        n=found.kept,
        kept=found.kept,
        all=found.tested,
        name=name(context, first),
        change=text.change(first.change, context.words),
    )


def _table(context: Context, found: Changes) -> Table:
    columns = (
        ("measure", 6),
        ("before", 2),
        ("now", 2),
        ("change", 4),
        ("interval", 6),
        ("adjusted_p", 2),
        ("verdict", 2),
    )
    shown = found.rows[:MOST_ROWS]
    note = context.say(
        "changes.note", q=found.q, points=found.material_points, relative=found.material_relative
    )
    if len(found.rows) > len(shown):
        capped = context.say("changes.capped", shown=len(shown), n=len(found.rows))
        note = f"{capped} {note}"
    rows = (_row(context, change) for change in shown)
    return context.table(context.say("changes.caption"), columns, rows, note)


def _row(context: Context, change: Change) -> Row:
    return row(
        name(context, change),
        context.value(change.before),
        context.value(change.now),
        text.change(change.change, context.words),
        context.interval(change.change, signed=True),
        p_value(change.p_adjusted),
        context.say("word.yes" if change.kept else "word.no"),
        strong=change.kept,
    )
