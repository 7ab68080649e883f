"""All charts of a report, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.changes import changes
from reporter.figures.cohorts import cohorts
from reporter.figures.curves import calibration, roc
from reporter.figures.days import plays_by_day
from reporter.figures.drivers import driver_loss, drivers
from reporter.figures.hours import plays_by_hour, skip_rate_by_hour
from reporter.figures.levels import (
    skip_rate_by_length,
    skip_rate_by_platform,
    skip_rate_by_shuffle,
)
from reporter.figures.models import confusion, importances, model_auc
from reporter.figures.profiles import segment_profiles
from reporter.figures.retention import growth, retention_curve
from reporter.figures.segments import elbow, segment_map, silhouette
from reporter.figures.sparks import sparks
from reporter.figures.weeks import plays_by_week, skip_rate_by_week

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.figures.chart import Chart
    from reporter.report import Report
    from reporter.words import Words

CHARTS: tuple[Callable[[Report, Words], Chart | None], ...] = (
    changes,
    skip_rate_by_platform,
    skip_rate_by_shuffle,
    skip_rate_by_length,
    plays_by_hour,
    skip_rate_by_hour,
    drivers,
    driver_loss,
    model_auc,
    confusion,
    roc,
    calibration,
    elbow,
    silhouette,
    segment_map,
    segment_profiles,
    plays_by_week,
    skip_rate_by_week,
    plays_by_day,
    cohorts,
    retention_curve,
    growth,
    importances,
)
"""The function of each chart but the sparklines, named and ordered as `ChartId`."""


def draw(report: Report, words: Words) -> tuple[Chart, ...]:
    """Every chart that the report has the results for, in the order of `ChartId`."""
    drawn = (function(report, words) for function in CHARTS)
    return (*sparks(report, words), *(chart for chart in drawn if chart is not None))
