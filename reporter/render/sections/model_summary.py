"""Appendix: the notebook's model summary, on plays that the model has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render import text
from reporter.render.blocks import Cell, Prose, Section
from reporter.render.context import row
from reporter.render.sections import skip_model
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Table
    from reporter.render.context import Context
    from reporter.results.skips import SkipModel

ID = "model_summary"
MEASURES = (
    ("auc", "auc"),
    ("pr_auc", "pr_auc"),
    ("log_loss", "log_loss"),
    ("brier", "brier"),
    ("accuracy", "accuracy"),
    ("calibration_slope", "calibration_slope"),
    ("calibration_intercept", "calibration_intercept"),
)
"""Pairs of (heading, field of a score)."""


def section(context: Context, number: str) -> Section:
    """Classification report, ROC, confusion, calibration and importances."""
    found = context.report.skip_model
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (
        _classes(context, found),
        *context.pictures(ChartId.ROC, ChartId.CALIBRATION),
        _measures(context, found),
        _blocks(context, found),
        *context.pictures(ChartId.IMPORTANCES),
        *((Prose(_importances(context, found)),) if found.importances else ()),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _finding(context: Context, found: SkipModel) -> str:
    best = skip_model.score(found)
    return context.say(
        "model_summary.finding",
        model=labels.label(context.words, "model", found.best),
        accuracy=best.accuracy.value,
        n=best.n_test,
        majority=skip_model.majority(found),
    )


def _classes(context: Context, found: SkipModel) -> Table:
    columns = (("class", 8), ("precision", 4), ("recall", 4), ("f1", 4), ("support", 4))
    rows = (
        row(
            labels.label(context.words, "class", one.label),
            context.formats.decimal(one.precision, 3),
            context.formats.decimal(one.recall, 3),
            context.formats.decimal(one.f1, 3),
            context.formats.count(one.support),
        )
        for one in found.report
    )
    return context.table(context.say("model_summary.report"), columns, rows)


def _measures(context: Context, found: SkipModel) -> Table:
    """All measures of the chosen model on test, beside those of the best simple rule."""
    scores = (skip_model.score(found), skip_model.score(found, found.best_baseline))
    columns = (
        ("measure", 8),
        ("chosen", 3),
        ("interval", 5),
        ("simple_rule", 3),
        ("interval", 5),
    )
    rows = (
        row(
            context.say(f"head.{measure}"),
            *(
                told(getattr(score, field))
                for score in scores
                for told in (context.value, context.interval)
            ),
        )
        for measure, field in MEASURES
    )
    said = {
        name: labels.label(context.words, "model", score.model)
        for name, score in zip(("chosen", "rule"), scores, strict=True)
    }
    return context.table(context.say("model_summary.measures", **said), columns, rows)


def _blocks(context: Context, found: SkipModel) -> Table:
    """AUC of every model and baseline on each block: is it stable over time?"""
    validation = found.blocks[:-1]
    width = 18 // len(found.blocks)
    columns = (
        ("model", 24 - width * len(found.blocks)),
        *((f"validation_{block.origin}", width) for block in validation),
        ("test", width),
    )
    names = dict.fromkeys(score.model for score in found.scores)
    rows = (
        row(
            labels.label(context.words, "model", name),
            *(
                Cell(context.value(score.auc), context.interval(score.auc))
                for score in found.scores
                if score.model == name
            ),
            strong=name == found.best,
        )
        for name in names
    )
    told = [
        context.say("model_summary.block", day=block.first_day, n=block.n_test, known=block.n_train)
        for block in found.blocks
    ]
    note = context.say("model_summary.blocks.note", blocks=text.listed(told, context.words))
    return context.table(context.say("model_summary.blocks"), columns, rows, note)


def _importances(context: Context, found: SkipModel) -> str:
    """What the bars are, and where all of them stand."""
    return context.say(
        "model_summary.importances.note",
        kind=context.say(f"model_summary.kind.{found.importance_kind}"),
        caution=context.say(f"model_summary.caution.{found.importance_kind}"),
        n=len(found.importances),
    )
