"""Made charts: a grey box for every chart that there is, in its real width."""

from __future__ import annotations

from reporter.figures.chart import FULL_WIDTH_MM, HALF_WIDTH_MM, Chart, ChartId

HALVES = frozenset(
    {
        ChartId.SKIP_RATE_BY_SHUFFLE,
        ChartId.SKIP_RATE_BY_LENGTH,
        ChartId.PLAYS_BY_HOUR,
        ChartId.SKIP_RATE_BY_HOUR,
        ChartId.MODEL_AUC,
        ChartId.CONFUSION,
        ChartId.ROC,
        ChartId.CALIBRATION,
        ChartId.ELBOW,
        ChartId.SILHOUETTE,
        ChartId.SEGMENT_MAP,
        ChartId.SEGMENT_KEY,
        ChartId.PLAYS_BY_WEEK,
        ChartId.SKIP_RATE_BY_WEEK,
        ChartId.RETENTION_CURVE,
        ChartId.GROWTH,
    }
)


def make_chart(name: str, width_mm: float = FULL_WIDTH_MM, height_mm: float = 50.0) -> Chart:
    """One grey box with a title and an alternative text of its own."""
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm}mm" height="{height_mm}mm"'
        ' viewBox="0 0 10 10"><rect width="10" height="10" fill="#c4cad1"/></svg>'
    ).encode()
    return Chart(
        id=name,
        title=f"The message of {name}",
        alt=f"What {name} shows",
        text_svg=picture,
        width_mm=width_mm,
        height_mm=height_mm,
    )


def make_charts() -> tuple[Chart, ...]:
    """Every chart, sparklines included."""
    return tuple(_made(name) for name in ChartId)


def _made(name: ChartId) -> Chart:
    if name.startswith("spark_"):
        return make_chart(name, 30.0, 8.0)
    return make_chart(name, HALF_WIDTH_MM if name in HALVES else FULL_WIDTH_MM)
