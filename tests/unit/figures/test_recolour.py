"""A chart in another accent: every tint of the accent changes, and nothing else."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.image import imread

from reporter.figures import charts
from reporter.figures.letter import draw_mail
from reporter.figures.recolour import recoloured
from reporter.figures.style import (
    ACCENT,
    ACCENT_FAINT,
    ACCENT_SOFT,
    GREY,
    GREY_DARK,
    GREY_FAINT,
    GREY_SOFT,
    INK,
    PAPER,
    tint,
)
from reporter.words import ENGLISH
from tests.factories import make_report
from tests.factories.pictures import make_chart

if TYPE_CHECKING:
    from reporter.figures.chart import Chart

BRAND = "#7a0019"
COLOUR = re.compile(rb"#[0-9a-f]{6}\b")
GREYS = {INK, GREY_DARK, GREY, GREY_SOFT, GREY_FAINT, PAPER}


def worn(*colours: str) -> list[str]:
    """The colours after the exchange."""
    chart = make_chart("changes")
    marks = "".join(f'<rect style="fill: {colour}; stroke:{colour}"/>' for colour in colours)
    texts = "".join(f'<text fill="{colour}">{colour}</text>' for colour in colours)
    picture = f"<svg>{marks}{texts}</svg>".encode()
    found = recoloured(type(chart)("changes", "", "", picture, 1, 1), BRAND)
    return re.findall(r'fill="(#\w+)"', found.text_svg.decode())


def test_the_accent_and_its_tints_change() -> None:
    assert worn(ACCENT) == [BRAND]
    for strength in (0.1, 0.3, 0.55, 0.9):
        (found,) = worn(tint(strength))
        for a, b in zip(_channels(found), _channels(tint(strength, BRAND)), strict=True):
            assert abs(a - b) <= 1  # channels are rounded
    assert worn(ACCENT_SOFT, ACCENT_FAINT) == [tint(0.44, BRAND), tint(0.16, BRAND)]


@pytest.mark.parametrize("grey", sorted(GREYS))
def test_greys_and_paper_stay(grey: str) -> None:
    assert worn(grey) == [grey]


def test_a_name_that_looks_like_a_colour_stays() -> None:
    chart = make_chart("changes")
    picture = f"<text>{ACCENT}</text>".encode()
    assert recoloured(type(chart)("x", "", "", picture, 1, 1), BRAND).text_svg == picture


def test_no_drawn_chart_keeps_the_programs_accent() -> None:
    for chart in charts(make_report(), ENGLISH):
        found = {colour.decode() for colour in COLOUR.findall(recoloured(chart, BRAND).svg)}
        before = {colour.decode() for colour in COLOUR.findall(chart.svg)}
        ours = {colour for colour in found & before if colour not in GREYS}
        assert {colour for colour in ours if _is_bluish(colour)} == set(), chart.id


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def _is_bluish(colour: str) -> bool:
    red, green, blue = _channels(colour)
    return blue - red > 24 and green > red


def test_pictures_as_pixels_wear_it_too() -> None:
    plain, branded = draw_mail(make_report(), ENGLISH), draw_mail(make_report(), ENGLISH, BRAND)
    assert [chart.id for chart in plain] == [chart.id for chart in branded]
    for before, after in zip(plain, branded, strict=True):
        assert _has(before, ACCENT)
        assert not _has(before, BRAND)
        assert _has(after, BRAND)
        assert not _has(after, ACCENT)


def _has(chart: Chart, colour: str) -> bool:
    """Whether a pixel of the picture has the full colour."""
    assert chart.raster
    pixels = imread(BytesIO(chart.raster.png))[..., :3].reshape(-1, 3)
    wanted = np.array(_channels(colour)) / 255
    return bool((abs(pixels - wanted) < 1 / 255).all(axis=1).any())
