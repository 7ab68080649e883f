"""Whether skips can be foreseen: models beside simple rules, on plays that none of them saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.formats import decimal, percent
from reporter.render import text
from reporter.render.blocks import Fact, Facts, Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.skips import ModelScore, SkipModel

ID = "skip_model"
MAJORITY = "prevalence"
COLUMNS = (
    ("model", 5),
    ("accuracy", 3),
    ("auc", 2),
    ("interval", 4),
    ("pr_auc", 2),
    ("log_loss", 2),
    ("brier", 2),
    ("slope", 2),
    ("intercept", 2),
)


def section(context: Context, number: str) -> Section:
    """The skip model, or why there is none."""
    found = context.report.skip_model
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (
        _facts(context, found),
        *context.pictures(ChartId.MODEL_AUC, ChartId.CONFUSION),
        table(context, found, "test", context.say("model.caption", n=score(found, "test").n_test)),
        *(Prose(sentence) for sentence in _sentences(context, found)),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def score(found: SkipModel, split: str, model: str | None = None) -> ModelScore:
    """The score of a model (else the chosen one) on a split."""
    name = model or found.best
    return next(one for one in found.scores if one.split == split and one.model == name)


def majority(found: SkipModel, split: str = "test") -> float:
    """Accuracy of the majority class: what always saying the more frequent outcome reaches."""
    return score(found, split, MAJORITY).accuracy


def table(context: Context, found: SkipModel, split: str, caption: str) -> Table:
    """All models and baselines on one split, the chosen one standing out."""
    rows = (_row(context, one) for one in found.scores if one.split == split)
    return context.table(caption, COLUMNS, rows)


def _row(context: Context, one: ModelScore) -> Row:
    none = context.value(None)
    slope, intercept = one.calibration_slope, one.calibration_intercept
    return row(
        labels.label(context.words, "model", one.model),
        percent(one.accuracy),
        context.value(one.auc),
        context.interval(one.auc),
        decimal(one.pr_auc, 3),
        decimal(one.log_loss, 3),
        decimal(one.brier, 3),
        none if slope is None else decimal(slope),
        none if intercept is None else decimal(intercept),
        strong=one.is_best,
    )


def _finding(context: Context, found: SkipModel) -> str:
    said = {"gain": found.gain.value, "interval": context.interval(found.gain)}
    if not found.usable:
        return context.say("model.finding.unusable", **said)
    return context.say(
        "model.finding.usable",
        auc=score(found, "test").auc.value,
        baseline=score(found, "test", found.best_baseline).auc.value,
        **said,
    )


def _facts(context: Context, found: SkipModel) -> Facts:
    best = score(found, "test")
    name = labels.label(context.words, "model", found.best)
    verdict = context.say("model.verdict." + ("usable" if found.usable else "unusable"))
    return Facts(
        (
            Fact(
                context.say("model.fact.verdict"),
                verdict,
                context.say("model.verdict.detail", model=name),
            ),
            Fact(
                context.say("model.fact.auc"), context.value(best.auc), context.interval(best.auc)
            ),
            Fact(
                context.say("model.fact.gain"),
                context.value(found.gain),
                context.interval(found.gain),
            ),
            Fact(
                context.say("model.fact.accuracy"),
                percent(best.accuracy),
                context.say("model.fact.accuracy.detail", majority=majority(found)),
            ),
        )
    )


def _sentences(context: Context, found: SkipModel) -> tuple[str, ...]:
    names = [labels.label(context.words, "model", model) for model in found.tied]
    chosen = labels.label(context.words, "model", found.best)
    choice = (
        context.say("model.tied", names=text.listed(names, context.words))
        if len(names) > 1
        else context.say("model.alone", name=chosen)
    )
    method = context.say(
        "model.method",
        train=found.train_end,
        validation=found.validation_end,
        sample=found.n_sample,
        history=found.n_history,
        features=found.n_features,
    )
    alone = found.without_overlaps
    overlaps = (
        context.say("model.overlaps", auc=alone.value, interval=context.interval(alone))
        if alone
        else ""
    )
    sentences = (method, choice, context.say("model.majority", majority=majority(found)), overlaps)
    return (" ".join(sentence for sentence in sentences if sentence),)
