"""How churn risk is spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import framed, ticker
from reporter.figures.marks import bars, x_labels
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, ACCENT_SOFT, drawing
from reporter.results.churn import LIKELY
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.words import Words

HEIGHT_MM = 58.0
RIGHT_MM = 4.0
GAP = 0.01


def churn_risk(report: Report, words: Words) -> Chart | None:
    """Bars of listeners by their risk."""
    found = report.churn
    if isinstance(found, Gap) or not any(band.n for band in found.bands):
        return None
    n = found.expected.n
    with drawing(ChartId.CHURN_RISK):
        sheet = Sheet(HALF_WIDTH_MM, HEIGHT_MM)
        axes = framed(
            sheet,
            words("chart.churn_risk.y"),
            [0, *(band.n for band in found.bands if band.n)],
            ticker(words, "count"),
            whole=True,
            x=(0, 1),
            right_mm=RIGHT_MM,
            foot=words("chart.churn_risk.x", days=found.horizon_days),
        )
        for name, colour in (("low", ACCENT_SOFT), ("high", ACCENT)):
            boxes = [
                (one.low + GAP, 0.0, one.high - GAP, float(one.n))
                for one in found.bands
                if one.n is not None and (one.low >= LIKELY) == (name == "high")
            ]
            bars(axes, boxes, colour, f"bands-{name}")
        ticks = [i / 5 for i in range(6)]
        x_labels(axes, ticks, [words("tick.share", value=tick) for tick in ticks])
        listed = ", ".join(
            words("chart.churn_risk.band", low=one.low, high=one.high, n=one.n)
            for one in found.bands
            if one.n is not None
        )
        title = "chart.churn_risk.title" + (".untold" if found.n_likely is None else "")
        return sheet.chart(
            ChartId.CHURN_RISK,
            words(title, n=found.n_likely, all=n, share=LIKELY),
            words("chart.churn_risk.alt", listed=listed),
        )
