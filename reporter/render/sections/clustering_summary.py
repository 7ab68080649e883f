"""Appendix: how the number of segments was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.formats import count, decimal
from reporter.render import text
from reporter.render.blocks import Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.segments import Candidate, Segments

ID = "clustering_summary"


def section(context: Context, number: str) -> Section:
    """Elbow, silhouette, the choice, and what the map explains."""
    segmentation = context.report.segmentation
    found = segmentation if isinstance(segmentation, Gap) else segmentation.found
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    names = [labels.label(context.words, "feature", name) for name in found.features]
    features = context.say("clustering.features", names=text.listed(names, context.words))
    blocks = (
        *context.pictures(ChartId.ELBOW, ChartId.SILHOUETTE),
        Prose(f"{context.say('clustering.method', n=found.min_size)} {features}"),
        _table(context, found),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _finding(context: Context, found: Segments) -> str:
    first, second = found.explained
    return context.say(
        "clustering.finding",
        k=found.k,
        silhouette=found.silhouette,
        explained=context.say("clustering.explained", first=first, second=second),
    )


def _table(context: Context, found: Segments) -> Table:
    columns = (
        ("k", 4),
        ("inertia", 4),
        ("silhouette", 4),
        ("error", 4),
        ("smallest", 4),
        ("allowed", 4),
    )
    rows = (_row(context, one, chosen=one.k == found.k) for one in found.candidates)
    return context.table(context.say("clustering.caption"), columns, rows)


def _row(context: Context, one: Candidate, *, chosen: bool) -> Row:
    none = context.value(None)
    return row(
        count(one.k),
        decimal(one.inertia, 0),
        none if one.silhouette is None else decimal(one.silhouette, 3),
        none if one.silhouette_error is None else decimal(one.silhouette_error, 3),
        count(one.smallest),
        context.say("word.yes" if one.allowed else "word.no"),
        strong=chosen,
    )
