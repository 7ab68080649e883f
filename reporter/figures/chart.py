"""What a chart is once it is drawn: a picture, its message, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FULL_WIDTH_MM = 170.0
HALF_WIDTH_MM = 82.0


class ChartId(StrEnum):
    """Every chart that can be drawn, in the order of the report. Two halves in a row are a pair."""

    SPARK_PLAYS = "spark_plays"
    SPARK_HOURS = "spark_hours"
    SPARK_SKIP_RATE = "spark_skip_rate"
    SPARK_ENTITIES = "spark_entities"
    SPARK_ACTIVE_DAY_RATE = "spark_active_day_rate"
    CHANGES = "changes"
    SKIP_RATE_BY_PLATFORM = "skip_rate_by_platform"
    SKIP_RATE_BY_SHUFFLE = "skip_rate_by_shuffle"
    SKIP_RATE_BY_LENGTH = "skip_rate_by_length"
    PLAYS_BY_HOUR = "plays_by_hour"
    SKIP_RATE_BY_HOUR = "skip_rate_by_hour"
    DRIVERS = "drivers"
    DRIVER_CURVES = "driver_curves"
    DRIVER_LOSS = "driver_loss"
    MODEL_AUC = "model_auc"
    CONFUSION = "confusion"
    ROC = "roc"
    CALIBRATION = "calibration"
    ELBOW = "elbow"
    SILHOUETTE = "silhouette"
    GAP_STATISTIC = "gap_statistic"
    STABILITY = "stability"
    SEGMENT_MAP = "segment_map"
    SEGMENT_KEY = "segment_key"
    SEGMENT_PROFILES = "segment_profiles"
    SEGMENT_MIGRATION = "segment_migration"
    PLAYS_BY_WEEK = "plays_by_week"
    SKIP_RATE_BY_WEEK = "skip_rate_by_week"
    PLAYS_BY_DAY = "plays_by_day"
    COHORTS = "cohorts"
    RETENTION_CURVE = "retention_curve"
    ARTISTS_CURVE = "artists_curve"
    GROWTH = "growth"
    STICKINESS = "stickiness"
    SURVIVAL = "survival"
    SILENCES = "silences"
    CHURN_RISK = "churn_risk"
    CHURN_RELIABILITY = "churn_reliability"
    IMPORTANCES = "importances"


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawn chart. Nothing in the picture repeats the title.

    Attributes:
        id: one of `ChartId`, also of its file: `charts/<id>.svg`.
        title: its one message, a sentence without a full stop, printed above the picture.
        alt: what the picture shows, with its numbers, for those who cannot see it.
        svg: the picture, UTF-8, with its text as outlines: looks the same wherever it is opened.
        text_svg: the same picture with its text as text in `resources.FONT_FAMILY`: for pages
            that bring that font. WeasyPrint draws it four times as fast, and it can be searched.
        width_mm: width at which its text has its size: 170 fills a page, 82 half of it.
        height_mm: height at that width.
    """

    id: str
    title: str
    alt: str
    svg: bytes
    text_svg: bytes
    width_mm: float
    height_mm: float

    @property
    def is_half(self) -> bool:
        """Whether two of its width fit side by side."""
        return self.width_mm <= HALF_WIDTH_MM
