"""A report in somebody's brand: name, logo and colour in HTML and PDF, and own templates."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

import pikepdf
import pytest
from PIL import Image

from reporter.errors import OutputError
from reporter.look import PLAIN, Logo, Look
from reporter.press.drawing import recolour
from reporter.press.paper import lay_out
from reporter.press.screen import show
from reporter.render import html, mail, pdf
from reporter.render.mail import Cover
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.pictures import make_charts

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.figures.chart import Chart

REPORT = make_minimal_report()
CHARTS = make_charts()
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><script>alert(1)</script>'
    b'<rect width="30" height="10" fill="#7a0019"/></svg>'
)
BRAND = Look(
    brand_name="Acme <Radio>",
    colour="#7a0019",
    logo=Logo("image/svg+xml", LOGO),
)


def png(width: int, height: int) -> bytes:
    """A red picture of a size in pixels."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), "#7a0019").save(written, "PNG")
    return written.getvalue()


def page(look: Look) -> str:
    return html.render(REPORT, CHARTS, ENGLISH, look).decode("utf-8")


def said(content: bytes) -> bytes:
    """What draws the first page."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        return opened.pages[0].Contents.read_bytes()


def test_html_has_name_logo_and_colour() -> None:
    made = page(BRAND)
    assert "Acme &lt;Radio&gt;" in made
    assert f'src="data:image/svg+xml;base64,{b64encode(LOGO).decode()}"' in made
    assert 'alt="Logo of Acme &lt;Radio&gt;"' in made
    assert ":root { --accent: #7a0019;" in made
    assert "<script" not in made


def test_the_security_policy_covers_the_brands_style() -> None:
    style = page(BRAND).partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"sha256-{digest}" in page(BRAND)


def test_without_a_brand_nothing_of_it_is_there() -> None:
    made = page(PLAIN)
    assert made == html.render(REPORT, CHARTS, ENGLISH).decode("utf-8")
    assert 'class="brand"' not in made
    assert ".brand" not in made


@pytest.mark.pdf
def test_pdf_has_the_logo_and_the_colour() -> None:
    branded, plain = (said(pdf.render(REPORT, CHARTS, ENGLISH, look)) for look in (BRAND, PLAIN))
    red, ours = (
        " ".join(f"{int(colour[i : i + 2], 16) / 255:.4g}" for i in (1, 3, 5)).encode()
        for colour in ("#7a0019", "#00698c")
    )
    assert _near(branded, red)
    assert not _near(branded, ours)
    assert _near(plain, ours)


def _near(content: bytes, colour: bytes) -> bool:
    """Whether a colour is set, to two digits of each channel."""
    wanted = [round(float(one), 2) for one in colour.split()]
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG|scn|SCN)", content)
    return any([round(float(one), 2) for one in channels] == wanted for channels in found)


@pytest.mark.pdf
def test_a_logo_that_reaches_elsewhere_stops_the_report() -> None:
    reaching = LOGO.replace(b"<rect", b'<image href="https://example.org/x.png"/><rect')
    with pytest.raises(OutputError):
        pdf.render(REPORT, CHARTS, ENGLISH, Look(logo=Logo("image/svg+xml", reaching)))


@pytest.mark.pdf
def test_templates_of_ones_own_go_before_the_programs(tmp_path: Path) -> None:
    (tmp_path / "_contents.html.j2").write_text(
        '{% macro contents(document) %}<p class="own">Made for {{ document.front.name }} &amp; co'
        "</p>{% endmacro %}",
        encoding="utf-8",
    )
    (tmp_path / "_body.html.j2").write_text(
        '{% include "reporter/_body.html.j2" %}<p>{{ "<b>" }}</p>', encoding="utf-8"
    )
    (tmp_path / "screen.css").write_text("p.own { color: #123456 }", encoding="utf-8")
    look = Look(template_folder=tmp_path)
    made = {**show(REPORT, CHARTS, look), **lay_out(REPORT, CHARTS, look)}
    text = made["report.html"].decode("utf-8")
    assert '<p class="own">Made for My listening &amp; co</p>' in text
    assert "<p>&lt;b&gt;</p>" in text
    assert "p.own { color: #123456 }" in text
    assert 'id="page-one"' in text
    assert made["report.pdf"] != lay_out(REPORT, CHARTS)["report.pdf"]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ document.no_such }}", "no_such"),
        ("{% if %}", "Expected an expression"),
        ("{{ 1 // 0 }}", "division"),
    ],
)
def test_a_template_that_fails_says_so(tmp_path: Path, template: str, reason: str) -> None:
    (tmp_path / "_body.html.j2").write_text(template, encoding="utf-8")
    with pytest.raises(OutputError, match=f"a template of .* failed: .*{reason}"):
        page(Look(template_folder=tmp_path))


def test_charts_wear_the_brands_colour() -> None:
    worn = {chart.id: chart for chart in recolour(_accented(), "#7a0019")}
    assert b'fill="#7a0019"' in worn["changes"].svg


def _accented() -> tuple[Chart, ...]:
    return tuple(
        replace(chart, text_svg=chart.text_svg.replace(b"#c4cad1", b"#00698c")) for chart in CHARTS
    )


@pytest.mark.parametrize(
    ("size", "shown"), [((600, 100), (240, 40)), ((100, 420), (10, 42)), ((30, 20), (30, 20))]
)
def test_the_mail_has_a_logo_that_is_a_png(size: tuple[int, int], shown: tuple[int, int]) -> None:
    look = Look(brand_name="Acme", logo=Logo("image/png", png(*size)))
    made = mail.render(make_report(), (), ENGLISH, Cover("ops@example.org"), look)
    (image,) = made.images
    assert (image.cid, image.png) == ("logo", png(*size))
    assert (image.width, image.height) == shown
    assert f'src="cid:logo" width="{shown[0]}" height="{shown[1]}" alt="Logo of Acme"' in made.html


@pytest.mark.parametrize("content", [LOGO, png(3, 3)[:20], b"\x89PNG\r\n\x1a\n"])
def test_a_logo_that_a_mail_cannot_show_is_left_out(content: bytes) -> None:
    kind: Literal["image/png", "image/svg+xml"] = (
        "image/png" if content != LOGO else "image/svg+xml"
    )
    look = Look(logo=Logo(kind, content))
    made = mail.render(make_report(), (), ENGLISH, Cover("ops@example.org"), look)
    assert made.images == ()
    assert "cid:logo" not in made.html


def test_the_mail_has_name_and_colour(tmp_path: Path) -> None:
    report, cover = make_report(), Cover("ops@example.org")
    plain, branded = (mail.render(report, (), ENGLISH, cover, look) for look in (PLAIN, BRAND))
    assert plain == mail.render(report, (), ENGLISH, cover)
    assert ("Acme" in plain.html, "#7a0019" in plain.html) == (False, False)
    assert "Acme &lt;Radio&gt;" in branded.html
    assert "#7a0019" in branded.html
    assert "#00698c" not in branded.html.partition("</style>")[2]
    assert branded.text.startswith("Acme <Radio>\n\nWeekly listening report\n")
    (tmp_path / "mail.txt.j2").write_text("{{ mail.subject }}!", encoding="utf-8")
    own = mail.render(report, (), ENGLISH, cover, Look(template_folder=tmp_path))
    assert own.text == f"{own.subject}!"
    assert own.html == plain.html
