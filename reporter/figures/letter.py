"""The charts of a mail: few, narrow enough for a phone, and as pixels, which every client shows."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from reporter.figures.changes import changes
from reporter.figures.chart import Chart, Medium
from reporter.figures.sparks import sparks
from reporter.figures.weeks import plays_by_week, skip_rate_by_week
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.report import Report
    from reporter.words import Words

WIDTH_MM = 110.0
WIDTH_PX = 536
"""What the mail's page leaves for a chart; its text is then as large as that of the mail."""
SPARK_PX_PER_MM = 96 / 25.4
MOST_CHARTS = 2
MAIL = Medium(
    full_mm=WIDTH_MM,
    half_mm=WIDTH_MM,
    label_mm=44.0,
    most_rows=8,
    px_per_mm=WIDTH_PX / WIDTH_MM,
)
SPARK = replace(MAIL, px_per_mm=SPARK_PX_PER_MM, opaque=False)


def draw_mail(report: Report, words: Words, accent: str | None = None) -> tuple[Chart, ...]:
    """The sparklines, then the most telling charts: each with its picture as pixels.

    The tested changes come first, if any of them counts; else weeks tell more than noise does.

    Args:
        report: what was found.
        words: the language.
        accent: colour of the pictures; none for the program's own.
    """
    mail, spark = (replace(medium, accent=accent) for medium in (MAIL, SPARK))
    found = report.changes
    telling: tuple[Callable[[Report, Words, Medium], Chart | None], ...]
    telling = skip_rate_by_week, plays_by_week
    if not isinstance(found, Gap) and found.kept:
        telling = changes, *telling
    drawn = (chart for draw in telling if (chart := draw(report, words, mail)))
    return (*sparks(report, words, spark), *islice(drawn, MOST_CHARTS))
