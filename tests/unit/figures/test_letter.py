"""The charts of a mail: which, how wide, as pixels, and the same bytes each time."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from reporter.figures import charts
from reporter.figures.chart import Chart, ChartId
from reporter.figures.letter import WIDTH_MM, WIDTH_PX, draw_mail
from reporter.results.facts import Gap
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SPARKS = [name for name in ChartId if name.startswith("spark_")]


@pytest.fixture(scope="module")
def drawn() -> tuple[Chart, ...]:
    return draw_mail(make_report(), ENGLISH)


def _chunks(png: bytes) -> list[bytes]:
    assert png.startswith(SIGNATURE)
    names, at = [], len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        names.append(png[at + 4 : at + 8])
        at += length + 12
    return names


def test_sparklines_come_before_the_most_telling_charts(drawn: tuple[Chart, ...]) -> None:
    assert [chart.id for chart in drawn] == [*SPARKS, ChartId.CHANGES, ChartId.SKIP_RATE_BY_WEEK]


def test_noise_is_not_shown() -> None:
    found = make_report().changes
    assert not isinstance(found, Gap)
    report = make_report(changes=replace(found, kept=0))
    shown = [chart.id for chart in draw_mail(report, ENGLISH)]
    assert shown == [*SPARKS, ChartId.SKIP_RATE_BY_WEEK, ChartId.PLAYS_BY_WEEK]


def test_a_day_has_no_charts() -> None:
    assert draw_mail(make_minimal_report(), ENGLISH) == ()


def test_there_are_two_pixels_for_each_of_css(drawn: tuple[Chart, ...]) -> None:
    for chart in drawn:
        assert chart.raster
        width, height = struct.unpack_from(">II", chart.raster.png, 16)
        assert width == 2 * chart.raster.width_px
        assert height == pytest.approx(2 * chart.raster.height_px, abs=2)
        if chart.id not in SPARKS:
            assert (chart.width_mm, chart.raster.width_px) == (WIDTH_MM, WIDTH_PX)


def test_a_picture_holds_nothing_but_pixels(drawn: tuple[Chart, ...]) -> None:
    for chart in drawn:
        assert chart.raster
        assert set(_chunks(chart.raster.png)) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}


def test_the_same_report_gives_the_same_bytes(drawn: tuple[Chart, ...]) -> None:
    assert draw_mail(make_report(), ENGLISH) == drawn


def test_the_pages_have_no_pixels() -> None:
    assert all(chart.raster is None for chart in charts(make_minimal_report(), ENGLISH))
