"""Whether skips can be foreseen: models beside simple rules, on plays that none of them saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
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
        _table(context, found),
        *(Prose(sentence) for sentence in _sentences(context, found)),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def score(found: SkipModel, model: str | None = None) -> ModelScore:
    """The score of a model (else the chosen one) on test."""
    name = model or found.best
    return next(one for one in found.scores if one.split == "test" and one.model == name)


def majority(found: SkipModel) -> float:
    """Accuracy of the majority class: what always saying the more frequent outcome reaches."""
    return score(found, MAJORITY).accuracy.value


def _table(context: Context, found: SkipModel) -> Table:
    """All models and baselines on test, the chosen one standing out."""
    rows = (_row(context, one) for one in found.scores if one.split == "test")
    return context.table(context.say("model.caption", n=score(found).n_test), COLUMNS, rows)


def _row(context: Context, one: ModelScore) -> Row:
    calibrated = (one.calibration_slope, one.calibration_intercept)
    return row(
        labels.label(context.words, "model", one.model),
        context.formats.percent(one.accuracy.value),
        context.value(one.auc),
        context.interval(one.auc),
        *(context.value(measure) for measure in (one.pr_auc, one.log_loss, one.brier)),
        *(
            context.value(None) if found is None else context.formats.decimal(found.value)
            for found in calibrated
        ),
        strong=one.is_best,
    )


def _finding(context: Context, found: SkipModel) -> str:
    said = {"gain": found.gain.value, "interval": context.interval(found.gain)}
    if not found.usable:
        return context.say("model.finding.unusable", **said)
    return context.say(
        "model.finding.usable",
        auc=score(found).auc.value,
        baseline=score(found, found.best_baseline).auc.value,
        **said,
    )


def _facts(context: Context, found: SkipModel) -> Facts:
    best = score(found)
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
                context.formats.percent(best.accuracy.value),
                context.say(
                    "model.fact.accuracy.detail",
                    interval=context.interval(best.accuracy),
                    majority=majority(found),
                ),
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
    first, *_, test = found.blocks
    method = context.say(
        "model.method",
        validation=first.first_day,
        test=test.first_day,
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
    leak = context.say("model.suspicious") if found.suspicious else ""
    fair = context.say("model.majority", majority=majority(found))
    sentences = (leak, method, choice, fair, overlaps)
    return (" ".join(sentence for sentence in sentences if sentence),)
