"""Tables that keep the seed notebook's names, columns and labels; its fourth is among the rows."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.period import week_of
from reporter.results.facts import Gap
from reporter.results.retention import Risk
from reporter.tables.table import Cell, Columns, Table, found_segments, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reporter.report import Report
    from reporter.results.facts import Estimate
    from reporter.results.retention import DayRow
    from reporter.results.skips import ModelScore, SkipModel

# In the notebook's order, which is that of the rows; these labels are part of the contract.
MODELS: Mapping[str, str] = {
    "random_forest": "Random Forest",
    "logistic_regression": "Logistic Regression",
    "gradient_boosting": "Gradient Boosting",
    "prevalence": "Prevalence",
    "last_action": "Last Action",
    "track_rate": "Track Rate",
}
RISKS: Mapping[Risk, str] = {
    Risk.LOW: "Low",
    Risk.MEDIUM: "Medium",
    Risk.HIGH: "High",
    Risk.INSUFFICIENT: "Insufficient data",
}

_SCORE: Columns[ModelScore] = {
    "Model": lambda score: MODELS[score.model],
    "Accuracy": attrgetter("accuracy.value"),
    "AUC Score": attrgetter("auc.value"),
    "split": attrgetter("split"),
    "n_train": attrgetter("n_train"),
    "n_test": attrgetter("n_test"),
    "auc_low": attrgetter("auc.low"),
    "auc_high": attrgetter("auc.high"),
    "pr_auc": attrgetter("pr_auc.value"),
    "log_loss": attrgetter("log_loss.value"),
    "brier": attrgetter("brier.value"),
    "calibration_slope": lambda score: _value(score.calibration_slope),
    "calibration_intercept": lambda score: _value(score.calibration_intercept),
    "is_baseline": attrgetter("is_baseline"),
    "is_best": attrgetter("is_best"),
    "origin": attrgetter("origin"),
    "accuracy_low": attrgetter("accuracy.low"),
    "accuracy_high": attrgetter("accuracy.high"),
    "pr_auc_low": attrgetter("pr_auc.low"),
    "pr_auc_high": attrgetter("pr_auc.high"),
    "log_loss_low": attrgetter("log_loss.low"),
    "log_loss_high": attrgetter("log_loss.high"),
    "brier_low": attrgetter("brier.low"),
    "brier_high": attrgetter("brier.high"),
    "calibration_slope_low": lambda score: _low(score.calibration_slope),
    "calibration_slope_high": lambda score: _high(score.calibration_slope),
    "calibration_intercept_low": lambda score: _low(score.calibration_intercept),
    "calibration_intercept_high": lambda score: _high(score.calibration_intercept),
}


def _value(estimate: Estimate | None) -> float | None:
    return estimate.value if estimate else None


def _low(estimate: Estimate | None) -> float | None:
    return estimate.low if estimate else None


def _high(estimate: Estimate | None) -> float | None:
    return estimate.high if estimate else None


def model_performance(report: Report) -> Table:
    """Every model, then every baseline, on test; then the same on each validation block."""
    order = tuple(MODELS)
    scores = () if isinstance(report.skip_model, Gap) else report.skip_model.scores
    ranked = sorted(
        scores, key=lambda score: (score.split != "test", score.origin, order.index(score.model))
    )
    return listed("model_performance", ranked, _SCORE)


def advanced_analytics_summary(report: Report) -> Table:
    """The notebook's six lines, then its clustering summary and what the model is held against.

    A value is empty where its part is a gap. `Retention Rate` is the active-day rate of the
    history, as in the notebook.
    """
    retention = report.retention
    segments = found_segments(report)
    best, best_auc = _tested(report.skip_model, attrgetter("best"))
    baseline, baseline_auc = _tested(report.skip_model, attrgetter("best_baseline"))
    lines: Mapping[str, Cell] = {
        "Best Model": best,
        "Best Model AUC": best_auc,
        "User Segments": segments.k if segments else None,
        "Retention Rate": retention.active_day_rate.value,
        "Activity Trend": retention.trend.change,
        "Churn Risk": RISKS[retention.trend.risk],
        "Silhouette Score": segments.silhouette if segments else None,
        "Total Users Segmented": segments.n_segmented if segments else None,
        "Variance Explained (PCA)": sum(segments.explained) if segments else None,
        "Best Baseline": baseline,
        "Best Baseline AUC": baseline_auc,
        "Usable Signal": None if isinstance(report.skip_model, Gap) else report.skip_model.usable,
    }
    return Table("advanced_analytics_summary", ("Metric", "Value"), tuple(lines.items()))


def _tested(
    model: SkipModel | Gap, chosen: Callable[[SkipModel], str]
) -> tuple[str | None, float | None]:
    """Label and AUC on test of the model that `chosen` names."""
    if isinstance(model, Gap):
        return None, None
    name = chosen(model)
    score = next(score for score in model.scores if (score.split, score.model) == ("test", name))
    return MODELS[name], score.auc.value


_DAY: Columns[DayRow] = {
    "date": attrgetter("day"),
    "daily_plays": attrgetter("plays"),
    "daily_seconds": attrgetter("seconds"),
    "daily_skip_rate": attrgetter("skip_rate"),
    "daily_minutes": attrgetter("minutes"),
    "week": lambda row: week_of(row.day).label,
    "rolling_7d_plays": attrgetter("rolling_plays"),
    "rolling_7d_minutes": attrgetter("rolling_minutes"),
}


def retention_analysis(report: Report) -> Table:
    """Every local day; `week` is the ISO year and week, so that years are not merged."""
    return listed("retention_analysis", report.retention.days, _DAY)
