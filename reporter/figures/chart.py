"""What a chart is once it is drawn: a picture, its message, and the same in words; and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
class Medium:
    """Where a chart is shown: how wide it may be, how long, and whether as pixels.

    Attributes:
        full_mm: width of a chart that fills the page.
        half_mm: width of one that is half as wide, if halves stand side by side there.
        label_mm: room for the names of rows at most.
        most_rows: rows at most.
        px_per_mm: CSS pixels per millimetre of the picture as pixels; none for no such picture.
        opaque: the picture as pixels brings its paper with it, whatever it is shown on.
        accent: colour of the picture as pixels; none for the program's own. Pictures as SVG take
            another one later (`figures.recolour`).
    """

    full_mm: float = FULL_WIDTH_MM
    half_mm: float = HALF_WIDTH_MM
    label_mm: float = 62.0
    most_rows: int = 20
    px_per_mm: float | None = None
    opaque: bool = True
    accent: str | None = None


PAGE = Medium()
"""The pages of the report, on paper and on a screen."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture as pixels, two by two of them in each pixel of CSS.

    Attributes:
        png: the file, the same bytes for the same chart.
        width_px: in CSS pixels.
        height_px: in CSS pixels.
    """

    png: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawn chart. Nothing in the picture repeats the title.

    Attributes:
        id: one of `ChartId`, also of its file: `charts/<id>.svg`.
        title: its one message, a sentence without a full stop, printed above the picture.
        alt: what the picture shows, with its numbers, for those who cannot see it.
        text_svg: the picture, UTF-8, with its text as text in `resources.FONT_FAMILY`: for pages
            that bring that font. WeasyPrint draws it four times as fast, and it can be searched.
        width_mm: width at which its text has its size: 170 fills a page, 82 half of it.
        height_mm: height at that width.
        raster: the same picture as pixels, if its medium has such.
    """

    id: str
    title: str
    alt: str
    text_svg: bytes
    width_mm: float
    height_mm: float
    raster: Raster | None = None

    @property
    def svg(self) -> bytes:
        """The picture with its text as outlines: looks the same wherever it is opened."""
        from reporter.figures.lettering import outlined  # noqa: PLC0415 - loads matplotlib

        return outlined(self.text_svg, self.id, self.title, self.alt)

    @property
    def is_half(self) -> bool:
        """Whether two of its width fit side by side."""
        return self.width_mm <= HALF_WIDTH_MM


def in_order(charts: Iterable[Chart]) -> tuple[Chart, ...]:
    """The charts in the order of `ChartId`."""
    order = [name.value for name in ChartId]
    return tuple(sorted(charts, key=lambda chart: order.index(chart.id)))
