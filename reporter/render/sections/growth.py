"""Where the active come from, and how often they are active."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render.blocks import Heading, Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.render.blocks import Block, Row, Table
    from reporter.render.context import Context
    from reporter.results.retention import Cohorts, GrowthRow, Stickiness

ID = "growth"
MOST_WEEKS = 8


def section(context: Context, number: str) -> Section:
    """Growth accounting and stickiness, or why there is none."""
    title, found = context.say(f"section.{ID}"), context.report.retention.returning
    sticky = _stickiness(context, context.report.retention.stickiness)
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, sticky)
    blocks = (*context.beside(ChartId.GROWTH, _table(context, found)), *sticky)
    return Section(ID, number, title, _finding(context, found), blocks)


def _finding(context: Context, found: Cohorts) -> str:
    known = [row for row in found.growth if not row.truncated]
    if not known:
        return context.say("growth.finding.none")
    last = known[-1]
    if last.active is None or last.came is None:
        return context.say("growth.finding.untold")
    if last.new is None:
        said = {"came": last.came, "gone": last.churned, "n": last.active}
        return context.say("growth.finding.joined", **said)
    said = {"new": last.new, "back": last.resurrected, "gone": last.churned}
    if last.quick_ratio is None:
        return context.say("growth.finding.kept", **said, n=last.active)
    return context.say("growth.finding", **said, n=last.active, ratio=last.quick_ratio)


def _table(context: Context, found: Cohorts) -> Table:
    columns = (
        ("week", 5),
        ("active", 3),
        ("new", 3),
        ("retained", 4),
        ("resurrected", 3),
        ("churned", 3),
        ("quick_ratio", 3),
    )
    shown = found.growth[-MOST_WEEKS:]
    notes = [context.say("growth.note")]
    if any(one.new is None for one in shown):
        notes.append(context.say("growth.left_out", least=found.least_listeners))
    rows = (_row(context, one) for one in reversed(shown))
    return context.table(context.say("growth.caption"), columns, rows, " ".join(notes))


def _row(context: Context, one: GrowthRow) -> Row:
    return row(
        context.say("retention.week.first", label=one.label) if one.truncated else one.label,
        *(
            context.value(None) if n is None else context.formats.count(n)
            for n in (one.active, one.new, one.retained, one.resurrected, one.churned)
        ),
        context.value(None)
        if one.quick_ratio is None
        else context.formats.decimal(one.quick_ratio),
    )


def _stickiness(context: Context, found: Stickiness | Gap) -> tuple[Block, ...]:
    """How often the active are active; of one person there is nothing to say here."""
    if context.report.retention.one is not None:
        return ()
    if isinstance(found, Gap):
        return (context.gap(found),)
    sentences = [
        context.say(
            "growth.stickiness",
            rate=found.rate.value,
            interval=context.interval(found.rate),
            n=found.rate.n,
        )
    ]
    if found.share_of_quarter is not None:
        sentences.append(context.say("growth.stickiness.quarter", most=found.share_of_quarter))
    sentences.append(context.say("growth.stickiness.same"))
    if found.left_out:
        sentences.append(context.say("stickiness.left_out", n=found.left_out))
    told = Prose(" ".join(sentences))
    heading = Heading(context.say("growth.stickiness.heading"))
    return (heading, *context.beside(ChartId.STICKINESS, told))
