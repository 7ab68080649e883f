"""All charts of a report, in its order."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reporter.figures.calibration import calibration, churn_reliability
from reporter.figures.changes import changes
from reporter.figures.chart import in_order
from reporter.figures.choice import elbow, gap_statistic, silhouette, stability
from reporter.figures.churn import churn_risk
from reporter.figures.cohorts import cohorts
from reporter.figures.days import plays_by_day
from reporter.figures.driver_curves import driver_curves
from reporter.figures.drivers import driver_loss, drivers
from reporter.figures.hours import plays_by_hour, skip_rate_by_hour
from reporter.figures.levels import (
    skip_rate_by_length,
    skip_rate_by_platform,
    skip_rate_by_shuffle,
)
from reporter.figures.migration import segment_migration
from reporter.figures.models import confusion, importances, model_auc
from reporter.figures.profiles import segment_profiles
from reporter.figures.retention import artists_curve, growth, retention_curve, stickiness
from reporter.figures.roc import roc
from reporter.figures.segments import segment_key, segment_map
from reporter.figures.sparks import sparks
from reporter.figures.survival import silences, survival
from reporter.figures.weeks import plays_by_week, skip_rate_by_week

if TYPE_CHECKING:
    from reporter.figures.chart import Chart
    from reporter.report import Report
    from reporter.words import Words

Draw = Callable[["Report", "Words"], "Chart | None"]

OWN: tuple[Draw, ...] = (
    changes,
    skip_rate_by_platform,
    skip_rate_by_shuffle,
    skip_rate_by_length,
    plays_by_hour,
    skip_rate_by_hour,
    plays_by_week,
    skip_rate_by_week,
    plays_by_day,
    cohorts,
    retention_curve,
    artists_curve,
    growth,
    stickiness,
    survival,
    silences,
)
"""The charts of the plays that a report is about; they need no skip model."""

FITTED: tuple[Draw, ...] = (
    elbow,
    silhouette,
    gap_statistic,
    stability,
    segment_map,
    segment_key,
    segment_profiles,
    segment_migration,
    churn_risk,
    churn_reliability,
)
"""The charts of segments and churn risk, the same for every filter; they need no skip model."""

DRIVERS: tuple[Draw, ...] = (
    drivers,
    driver_curves,
    driver_loss,
)
"""The charts of the drivers."""

MODEL: tuple[Draw, ...] = (
    model_auc,
    confusion,
    roc,
    calibration,
    importances,
)
"""The charts of the skip model."""


def draw_own(report: Report, words: Words) -> tuple[Chart, ...]:
    """The sparklines, and `OWN`; neither skip model nor drivers are looked at."""
    return (*sparks(report, words), *_drawn(OWN, report, words))


def draw_fitted(report: Report, words: Words) -> tuple[Chart, ...]:
    """`FITTED`."""
    return _drawn(FITTED, report, words)


def draw_drivers(report: Report, words: Words) -> tuple[Chart, ...]:
    """`DRIVERS`."""
    return _drawn(DRIVERS, report, words)


def draw_model(report: Report, words: Words) -> tuple[Chart, ...]:
    """`MODEL`."""
    return _drawn(MODEL, report, words)


def draw(report: Report, words: Words) -> tuple[Chart, ...]:
    """Every chart that the report has the results for, in the order of `ChartId`."""
    drawn = (draw(report, words) for draw in (draw_own, draw_fitted, draw_drivers, draw_model))
    return in_order(chart for charts in drawn for chart in charts)


def _drawn(functions: tuple[Draw, ...], report: Report, words: Words) -> tuple[Chart, ...]:
    drawn = (function(report, words) for function in functions)
    return tuple(chart for chart in drawn if chart is not None)
