"""Every change that was tested, those beyond noise first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render import text
from reporter.render.blocks import Cell, Section
from reporter.render.context import row
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.changes import Change, Changes
    from reporter.results.facts import Estimate

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
        ("measure", 4),
        ("before", 3),
        ("now", 3),
        ("change", 3),
        ("interval", 4),
        ("design_effect", 3),
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
    note = f"{note} {_methods(context, found)}"
    rows = (_row(context, change) for change in shown)
    return context.table(context.say("changes.caption"), columns, rows, note)


def _methods(context: Context, found: Changes) -> str:
    """Where the intervals come from, and what resampled blocks make of the whole rate."""
    used = sorted({change.method for change in found.rows})
    said = [context.say(f"changes.method.{method}") for method in used]
    said += [
        context.say("changes.resampled", interval=context.interval(change.resampled, signed=True))
        for change in found.rows
        if change.resampled
    ]
    return " ".join(said)


def _row(context: Context, change: Change) -> Row:
    effect = change.design_effect
    return row(
        name(context, change),
        _with_n(context, change.before),
        _with_n(context, change.now),
        text.change(change.change, context.words),
        context.interval(change.change, signed=True),
        context.say("report.none") if effect is None else context.formats.decimal(effect, 1),
        context.formats.p_value(change.p_adjusted),
        context.say("word.yes" if change.kept else "word.no"),
        strong=change.kept,
    )


def _with_n(context: Context, estimate: Estimate) -> Cell:
    return Cell(context.value(estimate), context.say("changes.n", n=estimate.n))
