"""How many listeners will go quiet, and how far that can be foreseen; nobody is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.period import DAY
from reporter.render.blocks import Fact, Facts, Prose, Section
from reporter.render.context import row
from reporter.results.churn import RiskModel
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.churn import ChurnRisk, RiskScore
    from reporter.results.facts import Estimate

ID = "churn"


def section(context: Context, number: str) -> Section:
    """The churn risk, or why there is none."""
    found, title = context.report.churn, context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (
        _facts(context, found),
        *context.pictures(ChartId.CHURN_RISK, ChartId.CHURN_RELIABILITY),
        Prose(_verdict(context, found)),
        _table(context, found),
        Prose(_method(context, found), tone="note"),
        *(
            (Prose(context.say("churn.left_out", n=found.left_out), tone="note"),)
            if found.left_out
            else ()
        ),
    )
    finding = context.say(
        "churn.finding",
        expected=found.expected.value,
        low=found.expected.low,
        high=found.expected.high,
        n=found.expected.n,
        days=found.horizon_days,
    )
    return Section(ID, number, title, finding, blocks)


def _facts(context: Context, found: ChurnRisk) -> Facts:
    chosen = found.chosen
    slope = chosen.calibration_slope
    return Facts(
        (
            Fact(
                context.say("churn.fact.expected"),
                context.value(found.expected),
                _range(context, found.expected),
            ),
            Fact(
                context.say("churn.fact.before"),
                context.value(found.test_rate),
                context.say("churn.fact.before.detail", n=found.test_rate.n),
            ),
            Fact(
                context.say("churn.fact.auc"),
                context.value(chosen.auc),
                context.interval(chosen.auc),
            ),
            Fact(
                context.say("churn.fact.slope"),
                context.value(None) if slope is None else context.formats.decimal(slope.value),
                context.interval(slope),
            ),
        )
    )


def _range(context: Context, expected: Estimate) -> str:
    return context.say("churn.range", low=expected.low, high=expected.high)


def _verdict(context: Context, found: ChurnRisk) -> str:
    better = found.model is RiskModel.FEATURES
    return context.say(
        "churn.verdict.features" if better else "churn.verdict.recency",
        gain=found.log_loss_gain.value,
        interval=context.interval(found.log_loss_gain),
        auc=found.auc_gain.value,
        auc_interval=context.interval(found.auc_gain),
    )


def _table(context: Context, found: ChurnRisk) -> Table:
    columns = (
        ("model", 6),
        ("auc", 2),
        ("interval", 4),
        ("log_loss", 2),
        ("interval", 4),
        ("slope", 3),
        ("intercept", 3),
    )
    rows = (_row(context, score, strong=score.model is found.model) for score in found.scores)
    return context.table(context.say("churn.caption", n=found.test_rate.n), columns, rows)


def _row(context: Context, score: RiskScore, *, strong: bool) -> Row:
    return row(
        context.say(f"churn.model.{score.model}"),
        context.value(score.auc),
        context.interval(score.auc),
        context.value(score.log_loss),
        context.interval(score.log_loss),
        context.value(score.calibration_slope),
        context.value(score.calibration_intercept),
        strong=strong,
    )


def _method(context: Context, found: ChurnRisk) -> str:
    said = context.say(
        "churn.method",
        active=found.active_days,
        days=found.horizon_days,
        cut_offs=len(found.train_cut_offs),
        last=found.train_cut_offs[0] - DAY,
        test=found.test_cut_off - DAY,
        rows=found.n_train,
        n=found.n_train_listeners,
        dispersion=found.dispersion,
    )
    if found.n_sampled is None:
        return said
    return f"{said} {context.say('churn.sampled', n=found.n_sampled)}"
