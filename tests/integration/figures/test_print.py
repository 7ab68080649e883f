"""Charts in a PDF: live text in the bundled face, outlines without any."""

from __future__ import annotations

import base64
import io

import pikepdf
import pytest
import weasyprint

from reporter.figures import charts
from reporter.figures.chart import Chart, ChartId
from reporter.resources import FONT_FAMILY, font_files
from reporter.words import ENGLISH
from tests.factories import make_report

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def drawn() -> tuple[Chart, ...]:
    return charts(make_report(), ENGLISH)


def printed(pictures: list[bytes]) -> pikepdf.Pdf:
    """A PDF of the pictures, a page each, with the bundled faces at hand."""
    faces = "".join(
        f"@font-face{{font-family:'{FONT_FAMILY}';font-weight:{font.weight};src:url({font.file.as_uri()})}}"
        for font in font_files()
        if not font.italic
    )
    images = "".join(
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(picture).decode()}">'
        for picture in pictures
    )
    page = f"<style>{faces}img{{display:block;break-after:page}}</style>{images}"
    return pikepdf.open(io.BytesIO(weasyprint.HTML(string=page).write_pdf() or b""))


def fonts(pdf: pikepdf.Pdf) -> set[str]:
    """Names of the fonts that the file holds, without the prefix of a subset."""
    return {
        str(found["/FontName"]).split("+")[-1]
        for found in pdf.objects
        if isinstance(found, pikepdf.Dictionary) and found.get("/Type") == "/FontDescriptor"
    }


def test_live_text_is_set_in_the_bundled_face_alone(drawn: tuple[Chart, ...]) -> None:
    pdf = printed([chart.text_svg for chart in drawn])
    names = fonts(pdf)
    assert names
    assert all(name.replace("-", " ").startswith(FONT_FAMILY) for name in names)


def test_outlines_need_no_font(drawn: tuple[Chart, ...]) -> None:
    some = {ChartId.SKIP_RATE_BY_SHUFFLE, ChartId.SPARK_PLAYS}
    assert fonts(printed([chart.svg for chart in drawn if chart.id in some])) == set()
