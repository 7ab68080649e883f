"""What the bundled face draws, and cutting what does not fit."""

from __future__ import annotations

import pytest

from reporter.figures.typeset import ELLIPSIS, UNKNOWN, drawable, fit, width_mm
from tests.factories.hostile import HOSTILE


@pytest.mark.parametrize(
    "text", ["Björk", "Мумий Тролль", "Μίκης", "−5.0% to 3", "9\xa0Dec", "$x^2$"]
)
def test_latin_greek_and_cyrillic_stay_as_they_are(text: str) -> None:
    assert drawable(text) == text


def test_other_scripts_become_squares() -> None:
    assert drawable("椎名 A") == f"{UNKNOWN}{UNKNOWN} A"


def test_controls_line_breaks_and_piled_up_marks_go() -> None:
    assert drawable("nul\x00 bell\x07 \ud800two\nlines") == "nul bell two lines"
    assert drawable("a" + "\u0301" * 400) == "á"


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_can_be_measured_and_fits(name: str) -> None:
    assert width_mm(fit(name, 30.0)) <= 30.0


def test_what_fits_is_not_cut() -> None:
    assert fit("Android", width_mm("Android")) == "Android"


def test_what_does_not_fit_ends_with_an_ellipsis_and_uses_the_room() -> None:
    room = 20.0
    text = fit("The Extremely Long-Named Orchestra", room)
    assert text.endswith(ELLIPSIS)
    assert room - 3 < width_mm(text) <= room


def test_figures_are_tabular() -> None:
    assert len({round(width_mm(f"0{digit}0"), 3) for digit in "0123456789"}) == 1


def test_bold_is_wider() -> None:
    assert width_mm("Android", weight=700) > width_mm("Android")


def test_width_grows_with_size() -> None:
    assert width_mm("Android", size=17) == pytest.approx(
        2 * width_mm("Android", size=8.5), rel=0.02
    )
