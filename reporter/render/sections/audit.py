"""Appendix: does a feature of the skip model know how the play ended?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.render import text
from reporter.render.blocks import Prose, Section
from reporter.render.context import row
from reporter.results.audit import SuspectKind
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Block, Row, Table
    from reporter.render.context import Context
    from reporter.results.audit import Audit, Suspect
    from reporter.results.facts import Estimate

ID = "audit"
COLUMNS = (("added", 11), ("auc", 2), ("gain", 3), ("interval", 5), ("leaks", 3))


def section(context: Context, number: str) -> Section:
    """The verdict and what it rests on, or that the run was not asked to look."""
    found = context.report.audit
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks: tuple[Block, ...] = (
        Prose(
            context.say(
                "audit.method",
                cuts=found.n_cuts,
                watched=found.n_watched,
                n=found.permutation.auc.n,
                **_estimate(context, found.permutation.auc),
            )
        ),
        _table(context, found),
        *_absent(context, found),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _finding(context: Context, found: Audit) -> str:
    if found.leaking:
        names = (labels.feature(context.words, name) for name in found.leaking)
        return context.say("audit.finding.leaking", names=text.listed(names, context.words))
    if not found.permutation.fair:
        return context.say("audit.finding.unfair", **_estimate(context, found.permutation.auc))
    return context.say("audit.finding.clean", n=found.n_columns)


def _estimate(context: Context, auc: Estimate) -> dict[str, str]:
    return {"auc": context.value(auc), "interval": context.interval(auc)}


def _table(context: Context, found: Audit) -> Table:
    note = context.say(
        "audit.note",
        n=found.auc.n,
        model=context.words.inside(labels.label(context.words, "model", found.model)),
        **_estimate(context, found.auc),
    )
    rows = (_row(context, one) for one in found.suspects)
    return context.table(context.say("audit.caption"), COLUMNS, rows, note)


def _row(context: Context, one: Suspect) -> Row:
    verdict = "check" if one.kind is SuspectKind.CHECK else "no"
    return row(
        labels.label(context.words, "suspect", one.name),
        context.value(one.auc),
        context.value(one.gain),
        context.interval(one.gain),
        context.say(f"audit.leaks.{'yes' if one.leaks else verdict}"),
        strong=one.leaks,
    )


def _absent(context: Context, found: Audit) -> Iterator[Prose]:
    for gap in found.absent:
        name = labels.label(context.words, "suspect", gap.name or "")
        reason = text.reason(replace(gap, name=None), context.words, context.entity)
        yield Prose(context.say("audit.absent", name=name, reason=reason), tone="gap")
