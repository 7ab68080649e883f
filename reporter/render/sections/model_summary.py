"""Appendix: the notebook's model summary, on plays that the model has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.formats import count, decimal
from reporter.render.blocks import Section
from reporter.render.context import row
from reporter.render.sections import skip_model
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Table
    from reporter.render.context import Context
    from reporter.results.skips import SkipModel

ID = "model_summary"
MOST_IMPORTANCES = 10


def section(context: Context, number: str) -> Section:
    """Classification report, ROC, confusion, calibration and importances."""
    found = context.report.skip_model
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    validation = context.say("model_summary.validation")
    blocks = (
        _classes(context, found),
        *context.pictures(ChartId.ROC, ChartId.CALIBRATION),
        skip_model.table(context, found, "validation", validation),
        *context.pictures(ChartId.IMPORTANCES),
        *((_importances(context, found),) if found.importances else ()),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _finding(context: Context, found: SkipModel) -> str:
    best = skip_model.score(found, "test")
    return context.say(
        "model_summary.finding",
        model=labels.label(context.words, "model", found.best),
        accuracy=best.accuracy,
        n=best.n_test,
        majority=skip_model.majority(found),
    )


def _classes(context: Context, found: SkipModel) -> Table:
    columns = (("class", 8), ("precision", 4), ("recall", 4), ("f1", 4), ("support", 4))
    rows = (
        row(
            labels.label(context.words, "class", one.label),
            decimal(one.precision, 3),
            decimal(one.recall, 3),
            decimal(one.f1, 3),
            count(one.support),
        )
        for one in found.report
    )
    return context.table(context.say("model_summary.report"), columns, rows)


def _importances(context: Context, found: SkipModel) -> Table:
    shown = found.importances[:MOST_IMPORTANCES]
    columns = (("feature", 18), ("importance", 6))
    rows = (
        row(labels.feature(context.words, one.feature), decimal(one.importance, 3)) for one in shown
    )
    note = context.say(
        "model_summary.importances.note",
        kind=context.say(f"model_summary.kind.{found.importance_kind}"),
        shown=len(shown),
        n=len(found.importances),
    )
    return context.table(context.say("model_summary.importances"), columns, rows, note)
