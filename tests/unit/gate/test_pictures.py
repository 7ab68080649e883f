"""Whether data are drawn in a chart, told from its file alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from reporter.figures import charts
from reporter.figures.marks import dots, line, strokes, y_grid
from reporter.figures.sheet import Sheet
from reporter.figures.style import drawing
from reporter.gate import pictures
from reporter.words import ENGLISH
from tests.factories import make_report
from tests.factories.extremes import make_zero_report

if TYPE_CHECKING:
    from reporter.figures.chart import Chart
    from reporter.report import Report


def drawn(points: list[float | None], *, name: str = "series") -> Chart:
    """A panel with a grid, a line of no effect and a line through the points."""
    with drawing("roc"):
        sheet = Sheet(80, 40)
        axes = sheet.panel((10, 10, 60, 25))
        y_grid(axes, [0, 1], ["0", "1"])
        strokes(axes, [(0, 0, 1, 0)], "#000000", name="zero")
        line(axes, range(len(points)), points, "#000000", name=name)
        return sheet.chart("roc", "A title", "1 < 2 & “so on”")


@pytest.mark.parametrize("report", [make_report(), make_zero_report()], ids=["made", "zero"])
def test_every_chart_has_marks_a_name_and_words(report: Report) -> None:
    for chart in charts(report, ENGLISH):
        assert pictures.name(chart.svg) == chart.id
        assert pictures.words(chart.svg) == chart.alt
        assert pictures.has_marks(chart.svg, chart.id), chart.id


def test_a_grid_and_its_labels_are_no_data() -> None:
    assert pictures.has_marks(drawn([0.2, 0.4]).svg, "roc")
    assert not pictures.has_marks(drawn([None, None]).svg, "roc")
    assert not pictures.has_marks(drawn([]).svg, "roc")
    assert not pictures.has_marks(drawn([0.0, 1.0], name="chance").svg, "roc")


def test_one_dot_is_data() -> None:
    with drawing("roc"):
        sheet = Sheet(80, 40)
        dots(sheet.panel((10, 10, 60, 25)), [(0.5, 0.5)], "#000000", name="last")
        svg = sheet.chart("roc", "A title", "One dot").svg
    assert pictures.has_marks(svg, "roc")


def test_a_picture_that_is_cut_off_or_of_something_else_is_empty() -> None:
    svg = drawn([0.2, 0.4]).svg
    assert not pictures.has_marks(svg[:-20], "roc")
    assert not pictures.has_marks(re.sub(rb"<path[^>]*>", b"", svg), "roc")
    assert not pictures.has_marks(b"<svg></svg>", "roc")
    assert (pictures.name(b"<svg/>"), pictures.words(b"<svg/>")) == ("", "")
