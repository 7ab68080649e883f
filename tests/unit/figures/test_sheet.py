"""A sheet becomes an SVG in two forms: with outlines and with text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest

from reporter.figures.marks import dots, line, note, strokes
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, drawing, tint
from reporter.resources import FONT_FAMILY

if TYPE_CHECKING:
    from reporter.figures.chart import Chart

SVG = "{http://www.w3.org/2000/svg}"


def made(name: str = "made", text: str = "A & B -- <c>") -> Chart:
    with drawing(name):
        sheet = Sheet(82.0, 40.0)
        axes = sheet.panel((10, 10, 60, 20), x=(0, 10), y=(0, 1))
        line(axes, [0, 5, 10], [0.0, None, 1.0], ACCENT, name="line")
        line(axes, [0, 10], [0.0, 1.0], ACCENT, dashed=True)
        dots(axes, [(5, 0.5)], ACCENT, name="dot")
        note(axes, (5, 0.5), "half", weight=600, color=ACCENT)
        sheet.text(0, 20, text)
        sheet.small(0, 10, "small", ha="right")
        return sheet.chart(name, "Title & <b>", 'Alt "text" \x00\ud800')


def test_both_forms_are_well_formed_and_of_the_size_said() -> None:
    chart = made()
    for svg in (chart.svg, chart.text_svg):
        root = ET.fromstring(svg)  # noqa: S314 - our own
        width, height = (
            float((root.get(side) or "").removesuffix("pt")) for side in ("width", "height")
        )
        assert width == pytest.approx(82 / 25.4 * 72, abs=0.01)
        assert height == pytest.approx(40 / 25.4 * 72, abs=0.01)


def test_text_is_outlines_in_one_form_and_text_in_the_other() -> None:
    chart = made()
    assert b"<text" not in chart.svg
    texts = list(ET.fromstring(chart.text_svg).iter(f"{SVG}text"))  # noqa: S314 - our own
    assert sorted(e.text or "" for e in texts) == ["A & B -- <c>", "half", "small"]
    assert {e.get("font-family") for e in texts} == {FONT_FAMILY}
    (half,) = (e for e in texts if e.text == "half")
    assert half.get("font-weight") == "600"
    assert half.get("fill") == ACCENT
    assert b"SourceSans3" not in chart.text_svg


def test_both_forms_hold_the_same_text_in_the_same_places() -> None:
    chart = made()
    outlined = re.findall(rb'transform="translate\((\S+) (\S+)\) scale', chart.svg)
    live = re.findall(rb'<text x="(\S+)" y="(\S+)"', chart.text_svg)
    for one, two in zip(outlined, live, strict=True):
        assert [float(at) for at in two] == pytest.approx([float(at) for at in one], abs=0.01)


def test_it_tells_what_it_shows() -> None:
    root = ET.fromstring(made().svg)  # noqa: S314 - our own
    assert root.findtext(f"{SVG}title") == "Title & <b>"
    assert root.findtext(f"{SVG}desc") == 'Alt "text" '


def test_every_id_and_reference_carries_the_name() -> None:
    for svg in (made("one").svg, made("one").text_svg):
        names = re.findall(rb'(?: id="|href="#|url\(#)([\w-]+)', svg)
        assert names
        assert all(name.startswith(b"one-") for name in names)
        assert b"<style" not in svg


def test_the_same_sheet_gives_the_same_bytes_and_no_date() -> None:
    assert made() == made()
    assert b"<metadata" not in made().svg
    assert b"dc:date" not in made().svg


def test_no_page_background() -> None:
    assert b"#ffffff" not in made().svg


def test_drawing_leaves_the_settings_of_others_alone() -> None:
    before = dict(mpl.rcParams)
    with mpl.rc_context({"font.size": 40.0, "axes.grid": True}):
        loud = made()
        assert mpl.rcParams["font.size"] == 40.0
    assert loud == made()
    assert dict(mpl.rcParams) == before


def test_settings_come_back_after_an_error() -> None:
    before = dict(mpl.rcParams)
    with pytest.raises(ZeroDivisionError), drawing("broken"):
        _ = 1 / 0
    assert dict(mpl.rcParams) == before


def test_strokes_of_nothing_draw_nothing() -> None:
    with drawing("empty"):
        sheet = Sheet(30.0, 8.0)
        strokes(sheet.panel((0, 0, 30, 8)), [], ACCENT, name="none")
        assert b"empty-none" not in sheet.chart("empty", "", "").svg


def test_tints_run_from_paper_to_accent() -> None:
    assert tint(0) == "#ffffff"
    assert tint(1) == ACCENT
