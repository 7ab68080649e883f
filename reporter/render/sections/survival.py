"""How long listeners stay, or how long one listener stays away."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render.blocks import Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap
from reporter.results.survival import Survival

if TYPE_CHECKING:
    from reporter.render.blocks import Block, Row, Table
    from reporter.render.context import Context
    from reporter.results.facts import Estimate
    from reporter.results.survival import Silences, SurvivalCurve

ID = "survival"
DAYS = (28, 84)
LEVEL = 0.05


def section(context: Context, number: str) -> Section:
    """Kaplan-Meier of listeners, or of one listener's silences, or why there is none."""
    title, retention = context.say(f"section.{ID}"), context.report.retention
    found = retention.survival if retention.one is None else retention.one.silences
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    if isinstance(found, Survival):
        finding, blocks = _stays(context, found)
    else:
        finding, blocks = _away(context, found)
    return Section(ID, number, title, finding, blocks)


def _stays(context: Context, found: Survival) -> tuple[str, tuple[Block, ...]]:
    whole = found.curves[0]
    said = {"n": whole.n, "lost": whole.lost, "silence": found.silence_days}
    finding = context.say("survival.finding" + (".untold" if whole.lost is None else ""), **said)
    if whole.median_days is not None:
        median = context.say("survival.median", n=whole.median_days)
        finding = f"{finding} {median}"
    blocks = (
        *context.pictures(ChartId.SURVIVAL),
        Prose(_compared(context, found)),
        _curves(context, found),
        *_left_out(context, found),
        Prose(
            context.say(
                "survival.method.untold"
                if found.n_truncated is None
                else f"survival.method.{found.rule}",
                silence=found.silence_days,
                gap=found.gap_days,
                truncated=found.n_truncated,
                recent=found.n_recent,
            ),
            tone="note",
        ),
    )
    return finding, blocks


def _left_out(context: Context, found: Survival) -> tuple[Block, ...]:
    if not found.left_out:
        return ()
    said = {"n": found.left_out, "least": found.least_listeners}
    return (Prose(context.say("survival.left_out", **said), tone="note"),)


def _compared(context: Context, found: Survival) -> str:
    if found.log_rank is None:
        return context.say("survival.compared.none")
    verdict = "apart" if found.log_rank.p < LEVEL else "alike"
    return context.say(
        f"survival.compared.{verdict}",
        chi2=found.log_rank.chi2,
        p=context.formats.p_value(found.log_rank.p),
    )


def _curves(context: Context, found: Survival) -> Table:
    columns = (
        ("joined", 6),
        ("n", 2),
        ("lost", 2),
        ("after_28", 3),
        ("after_84", 3),
        ("interval", 4),
        ("median_days", 4),
    )
    rows = (_row(context, curve) for curve in found.curves)
    return context.table(context.say("survival.caption"), columns, rows)


def _row(context: Context, curve: SurvivalCurve) -> Row:
    share = {point.day: point.share for point in curve.points}
    first, second = (share.get(day) for day in DAYS)
    return row(
        context.say(f"survival.joined.{curve.joined}", first=curve.first_day, last=curve.last_day),
        context.formats.count(curve.n),
        context.value(None) if curve.lost is None else context.formats.count(curve.lost),
        context.value(first),
        context.value(second),
        context.interval(second),
        context.value(None)
        if curve.median_days is None
        else context.formats.count(curve.median_days),
    )


def _away(context: Context, found: Silences) -> tuple[str, tuple[Block, ...]]:
    blocks = (
        *context.beside(ChartId.SILENCES, _chances(context, found)),
        Prose(context.say("silences.note"), tone="note"),
    )
    return _silent(context, found), blocks


def _silent(context: Context, found: Silences) -> str:
    said = {"n": found.silent_days, "silent": found.silent_days}
    if found.now is None:
        return context.say("silences.finding.none", **said, longest=found.longest_days - 1)
    chance = found.now.chance
    return context.say(
        "silences.finding" if found.silent_days else "silences.finding.playing",
        **said,
        within=found.now.within,
        rate=chance.value,
        interval=context.interval(chance),
    )


def _chances(context: Context, found: Silences) -> Table:
    """A row for each number of silent days, a column for each number of days to come."""
    widths = sorted({chance.within for chance in found.rows})
    columns = (("silent", 6), *((f"within_{width}", 5) for width in widths), ("n", 3))
    rows = []
    for silent, chances in groupby(found.rows, key=lambda chance: chance.silent):
        by_width: dict[int, Estimate] = {one.within: one.chance for one in chances}
        n = next(iter(by_width.values())).n
        shares = (context.value(by_width.get(width)) for width in widths)
        rows.append(row(context.formats.count(silent), *shares, context.formats.count(n)))
    return context.table(context.say("silences.caption", n=found.n), columns, rows)
