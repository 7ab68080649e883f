"""Charts: `Report` -> SVG with alt text, one function a chart.

Importing this package loads no drawing library: who only handles drawn charts needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporter.figures.chart import Chart
    from reporter.report import Report
    from reporter.words import Words


def charts(report: Report, words: Words) -> tuple[Chart, ...]:
    """Every chart that the report has the results for, in the order of `ChartId`."""
    from reporter.figures.gallery import draw  # noqa: PLC0415 - loads matplotlib

    return draw(report, words)
