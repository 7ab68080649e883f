"""All charts at once: which are drawn, that nothing is cut, and that they stay the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.text import Text

from reporter.figures import charts
from reporter.figures.chart import FULL_WIDTH_MM, Chart, ChartId
from reporter.figures.gallery import (
    DRIVERS,
    FITTED,
    MODEL,
    OWN,
    draw_drivers,
    draw_fitted,
    draw_model,
    draw_own,
)
from reporter.figures.letter import draw_mail
from reporter.figures.sheet import Sheet
from reporter.plays import Entity
from reporter.results.facts import FilterTerm, Gap, Part, Reason
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.extremes import EXTREMES
from tests.factories.groups import make_unsegmented

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.transforms import Bbox

REPORTS = {"made": make_report, **EXTREMES}
TOUCH_PT = 1.5
APART_PT = 2.5
"""Least space between two texts side by side: a blank and a little."""
OF_ONE_LISTENER = {ChartId.ARTISTS_CURVE, ChartId.SILENCES}
SAME_PLACE = {"zero", "flat"}
"""Reports in which all centroids lie on one point."""


@dataclass(frozen=True)
class Drawn:
    """The charts of a report.

    Attributes:
        charts: as they are.
        boxes: of each chart's texts, from the corner of the picture; the picture's own is the last.
    """

    charts: tuple[Chart, ...]
    boxes: dict[str, list[tuple[str, Bbox]]]


def measure(patch: pytest.MonkeyPatch) -> dict[str, list[tuple[str, Bbox]]]:
    """The boxes of each chart that is drawn, until the patch is taken back."""
    boxes: dict[str, list[tuple[str, Bbox]]] = {}
    finish = Sheet.chart

    def chart(sheet: Sheet, name: str, title: str, alt: str) -> Chart:
        renderer = _renderer(sheet)
        boxes[name] = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in sheet.figure.findobj(Text)
            if text.get_text().strip()
        ]
        boxes[name].append(("the picture", sheet.figure.bbox.frozen()))
        FigureCanvasSVG(sheet.figure)
        return finish(sheet, name, title, alt)

    patch.setattr(Sheet, "chart", chart)
    return boxes


@cache
def drawn(kind: str) -> Drawn:
    """Draw a report's charts and measure their texts."""
    with pytest.MonkeyPatch.context() as patch:
        boxes = measure(patch)
        return Drawn(charts(REPORTS[kind](), ENGLISH), boxes)


@pytest.fixture(scope="module")
def made() -> tuple[Chart, ...]:
    return drawn("made").charts


def test_every_chart_is_drawn_in_the_order_of_its_ids(made: tuple[Chart, ...]) -> None:
    assert [chart.id for chart in made] == [one for one in ChartId if one not in OF_ONE_LISTENER]
    of_one = {chart.id for chart in drawn("tracks").charts}
    assert of_one >= OF_ONE_LISTENER


def test_functions_are_named_as_their_charts() -> None:
    named = [ChartId(function.__name__) for function in (*OWN, *FITTED, *DRIVERS, *MODEL)]
    assert sorted(named) == sorted(one for one in ChartId if not one.startswith("spark_"))


def test_the_early_charts_can_be_drawn_before_the_skip_model_is_fitted() -> None:
    not_yet = Gap(Part.SKIP_MODEL, Reason.NOT_FITTED_YET)
    early = make_report(skip_model=not_yet, drivers=not_yet, recommendations=not_yet)
    for draw in (draw_own, draw_fitted):
        assert draw(early, ENGLISH) == draw(make_report(), ENGLISH)
    assert draw_drivers(early, ENGLISH) == draw_model(early, ENGLISH) == ()


def test_what_is_fitted_on_all_plays_looks_the_same_with_each_filter() -> None:
    report = make_report()
    scope = replace(
        report.scope, filter=(FilterTerm("country", ("DE",)),), audience="germany", n_listeners=3
    )
    other = replace(
        make_minimal_report(),
        scope=scope,
        **{
            name: getattr(report, name)
            for name in ("segmentation", "churn", "skip_model", "drivers")
        },
    )
    for draw in (draw_fitted, draw_drivers, draw_model):
        assert draw(other, ENGLISH) == draw(report, ENGLISH) != ()


def test_two_draws_give_the_same_bytes(made: tuple[Chart, ...]) -> None:
    assert charts(make_report(), ENGLISH) == made


def test_each_has_a_short_message_and_tells_its_numbers(made: tuple[Chart, ...]) -> None:
    for chart in made:
        assert 10 < len(chart.title) < 110
        assert not chart.title.endswith(".")
        assert chart.alt.endswith(".")
        assert any(letter.isdigit() for letter in chart.alt)
        assert "{" not in chart.title + chart.alt


def test_they_are_small(made: tuple[Chart, ...]) -> None:
    assert sum(len(chart.text_svg) for chart in made) < 250_000
    assert sum(len(chart.svg) for chart in made) < 1_500_000


def test_they_fit_the_page(made: tuple[Chart, ...]) -> None:
    for chart in made:
        assert chart.width_mm <= FULL_WIDTH_MM
        assert chart.height_mm <= 160
        assert chart.is_half == (chart.width_mm < 100)


def test_nothing_but_the_hours_is_left_of_a_minimal_report() -> None:
    left = charts(make_minimal_report(), ENGLISH)
    assert [chart.id for chart in left] == [ChartId.PLAYS_BY_HOUR]


def test_gaps_take_their_charts_away() -> None:
    gap = Gap(Part.SEGMENTS, Reason.NO_STABLE_SEGMENTS)
    none = replace(make_unsegmented(), found=gap)
    report = make_report(changes=gap, skip_model=gap, drivers=gap, segmentation=none)
    left = {chart.id for chart in charts(report, ENGLISH)}
    missing = set(ChartId) - OF_ONE_LISTENER - left
    assert missing == {
        ChartId.CHANGES,
        ChartId.DRIVERS,
        ChartId.DRIVER_CURVES,
        ChartId.DRIVER_LOSS,
        ChartId.MODEL_AUC,
        ChartId.CONFUSION,
        ChartId.ROC,
        ChartId.CALIBRATION,
        ChartId.IMPORTANCES,
        ChartId.ELBOW,
        ChartId.SILHOUETTE,
        ChartId.GAP_STATISTIC,
        ChartId.STABILITY,
        ChartId.SEGMENT_MAP,
        ChartId.SEGMENT_KEY,
        ChartId.SEGMENT_PROFILES,
        ChartId.SEGMENT_MIGRATION,
    }


def test_a_report_about_tracks_never_says_listeners() -> None:
    assert EXTREMES["tracks"]().scope.entity is Entity.TRACK
    for chart in drawn("tracks").charts:
        if chart.id not in {ChartId.DRIVERS, ChartId.DRIVER_CURVES, ChartId.DRIVER_LOSS}:
            assert "listeners" not in (chart.title + chart.alt).lower()


@pytest.mark.untraced
@pytest.mark.parametrize("kind", REPORTS)
def test_no_text_is_cut_and_none_touches_another(kind: str) -> None:
    found = drawn(kind)
    for chart in found.charts:
        ET.fromstring(chart.svg)  # noqa: S314 - our own
        ET.fromstring(chart.text_svg)  # noqa: S314 - our own
    _check(found.boxes, kind)


@pytest.mark.untraced
@pytest.mark.parametrize("kind", ["flat", "huge", "long"])
def test_so_it_is_in_the_narrow_charts_of_a_mail(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = measure(monkeypatch)
    draw_mail(REPORTS[kind](), ENGLISH)
    _check(boxes, kind)


def _check(laid_out: dict[str, list[tuple[str, Bbox]]], kind: str) -> None:
    assert laid_out
    for name, boxes in laid_out.items():
        *shown, (_, page) = boxes
        cut = [text for text, box in shown if not _inside(box, page)]
        assert not cut, name
        if name == ChartId.SEGMENT_MAP and kind in SAME_PLACE:
            continue
        clashes = [(a, b) for (a, one), (b, two) in combinations(shown, 2) if _clash(one, two)]
        assert not clashes, name


def _renderer(sheet: Sheet) -> RendererAgg:
    renderer: RendererAgg = FigureCanvasAgg(sheet.figure).get_renderer()  # type: ignore[no-untyped-call]
    return renderer


def _inside(box: Bbox, page: Bbox) -> bool:
    return bool(
        box.x0 >= page.x0 - TOUCH_PT
        and box.x1 <= page.x1 + TOUCH_PT
        and box.y0 >= page.y0 - TOUCH_PT
        and box.y1 <= page.y1 + TOUCH_PT
    )


def _clash(one: Bbox, two: Bbox) -> bool:
    across = min(one.x1, two.x1) - max(one.x0, two.x0)
    along = min(one.y1, two.y1) - max(one.y0, two.y0)
    return bool(across > -APART_PT and along > TOUCH_PT)
