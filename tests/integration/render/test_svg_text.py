"""A line of a chart's text is drawn as a whole, and text with places of its own as it was."""

from __future__ import annotations

import io
import re
from base64 import b64encode

import pikepdf
import pytest
import weasyprint
from weasyprint import svg

from reporter.render.svg_text import whole_lines

SHOWS = re.compile(rb"\bT[jJ]\b")


def drawn(text: str) -> list[bytes]:
    """The operators of a page with a picture of this text that show it."""
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20">{text}</svg>'
    source = b64encode(picture.encode()).decode()
    page = weasyprint.HTML(string=f'<img src="data:image/svg+xml;base64,{source}">')
    with pikepdf.open(io.BytesIO(page.write_pdf())) as pdf:
        streams = [each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    return SHOWS.findall(b"\n".join(streams))


def test_a_line_is_drawn_at_once() -> None:
    text = '<text x="1" y="9" font-size="8">Tested</text>'
    assert len(drawn(text)) == 6
    with whole_lines():
        assert len(drawn(text)) == 1
    assert len(drawn(text)) == 6


@pytest.mark.parametrize(
    "places",
    ['x="1 9 17" y="9"', 'x="1" y="9" rotate="20"', 'x="1" y="9" dx="2"', 'x="1" y="9,9"'],
)
def test_letters_with_places_of_their_own_keep_them(places: str) -> None:
    with whole_lines():
        assert len(drawn(f"<text {places}>abc</text>")) == 3


def test_text_that_ends_at_its_place_still_does() -> None:
    with whole_lines():
        assert svg.TAGS["text"] is svg.text  # what WeasyPrint aligns text by
