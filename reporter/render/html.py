"""The report as one self-contained HTML file: nothing in it is fetched, nothing in it runs."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from reporter.look import PLAIN
from reporter.render.document import document
from reporter.render.pages import WEIGHTS, font_face, page, stylesheet
from reporter.resources import font_files

if TYPE_CHECKING:
    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.report import Report
    from reporter.words import Words

TEMPLATE = "screen.html.j2"
STYLESHEETS = ("base.css", "screen.css")


def render(report: Report, charts: tuple[Chart, ...], words: Words, look: Look = PLAIN) -> bytes:
    """Print a report for the screen, large or small, and for a browser's printer.

    Args:
        report: what was found.
        charts: its pictures; they are inlined.
        words: the language.
        look: brand and templates.

    Returns:
        UTF-8. Its content security policy allows its own style, fonts and pictures, and nothing
        else.
    """
    faces = "\n".join(
        font_face(font, _data("font/woff2", font.web_file.read_bytes()), "woff2")
        for font in font_files()
        if font.weight in WEIGHTS and not font.italic
    )
    style = stylesheet(*STYLESHEETS, faces=faces, look=look)
    text = page(
        TEMPLATE,
        document(report, charts, words, look.brand_name or ""),
        lambda chart: _data("image/svg+xml", chart.svg),
        style=style,
        policy=_policy(style),
        logo=_data(look.logo.kind, look.logo.content) if look.logo else "",
        folder=look.template_folder,
    )
    return text.encode("utf-8")


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"


def _policy(style: str) -> str:
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; font-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
