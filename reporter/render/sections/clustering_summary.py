"""Appendix: how the number of segments was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render import text
from reporter.render.blocks import Prose, Section
from reporter.render.context import row
from reporter.render.sections.segments import gap_sentence
from reporter.results.facts import Gap
from reporter.results.segments import Segments
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Block, Row, Table
    from reporter.render.context import Context
    from reporter.results.segments import Candidate, Choice

ID = "clustering_summary"


def section(context: Context, number: str) -> Section:
    """Elbow, silhouette, gap, stability, the choice, and what the map explains."""
    segmentation = context.report.segmentation
    title = context.say(f"section.{ID}")
    if isinstance(segmentation, Gap):
        return Section(ID, number, title, context.gap(segmentation).text, ())
    found, choice = segmentation.found, segmentation.choice
    blocks = _blocks(context, choice) if choice else ()
    return Section(ID, number, title, _finding(context, found), blocks)


def _finding(context: Context, found: Segments | Gap) -> str:
    if isinstance(found, Gap):
        return gap_sentence(context, found)
    first, second = found.explained
    return context.say(
        "clustering.finding",
        k=found.k,
        silhouette=found.silhouette,
        explained=context.say("clustering.explained", first=first, second=second),
    )


def _blocks(context: Context, choice: Choice) -> tuple[Block, ...]:
    charts = (ChartId.ELBOW, ChartId.SILHOUETTE, ChartId.GAP_STATISTIC, ChartId.STABILITY)
    return (
        *context.pictures(*charts),
        Prose(" ".join(_method(context, choice))),
        _table(context, choice),
    )


def _method(context: Context, choice: Choice) -> Iterator[str]:
    yield context.say(
        "clustering.method",
        period=choice.period,
        n=choice.n,
        size=choice.min_size,
        jaccard=choice.min_jaccard,
    )
    if choice.votes:
        listed = text.listed([context.formats.count(k) for k in choice.votes], context.words)
        yield context.say("clustering.votes", listed=listed)
    names = [labels.label(context.words, "feature", name) for name in choice.features]
    yield context.say("clustering.features", names=text.listed(names, context.words))


def _table(context: Context, choice: Choice) -> Table:
    columns = (
        ("k", 2),
        ("inertia", 2),
        ("gap", 3),
        ("error", 3),
        ("silhouette", 3),
        ("error", 3),
        ("smallest", 3),
        ("jaccard", 2),
        ("requirements", 3),
    )
    segmentation = context.report.segmentation
    found = None if isinstance(segmentation, Gap) else segmentation.found
    chosen = found.k if isinstance(found, Segments) else None
    rows = (_row(context, one, chosen=one.k == chosen) for one in choice.candidates)
    return context.table(context.say("clustering.caption"), columns, rows)


def _row(context: Context, one: Candidate, *, chosen: bool) -> Row:
    none = context.value(None)
    message = f"clustering.failed.{one.failed}" if one.failed else "clustering.met"
    return row(
        context.formats.count(one.k),
        context.formats.decimal(one.inertia, 0),
        context.formats.decimal(one.gap, 3),
        context.formats.decimal(one.gap_error, 3),
        none if one.silhouette is None else context.formats.decimal(one.silhouette, 3),
        none if one.silhouette_error is None else context.formats.decimal(one.silhouette_error, 3),
        none if one.smallest is None else context.formats.count(one.smallest),
        none if one.jaccard is None else context.formats.decimal(one.jaccard, 2),
        context.say(message),
        strong=chosen,
    )
