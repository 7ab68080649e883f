"""The templates, and the few things that they may do: print, choose, repeat."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from reporter.resources import FONT_FAMILY, templates_dir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reporter.figures.chart import Chart
    from reporter.render.blocks import Document
    from reporter.resources import Font

MM_PER_INCH = 25.4
PX_PER_INCH = 96
WEIGHTS = (400, 600)
"""The weights that the stylesheets use."""


def page(
    name: str, document: Document, source: Callable[[Chart], str], *, style: str, policy: str = ""
) -> str:
    """Fill one of the two outer templates.

    Args:
        name: `screen.html.j2` or `print.html.j2`.
        document: what to print; all text is escaped.
        source: address of a chart's picture.
        style: the whole stylesheet, trusted.
        policy: content security policy, for the screen.
    """
    template = _environment(templates_dir()).get_template(name)
    trusted = Markup(style)  # noqa: S704 - our own files, without a word of the data
    return template.render(document=document, src=source, style=trusted, policy=policy)


def stylesheet(*names: str, faces: str) -> str:
    """Font faces and the named stylesheets, in that order.

    Args:
        names: files of the templates' folder.
        faces: the `@font-face` rules.
    """
    folder = templates_dir()
    return "\n".join((faces, *((folder / name).read_text(encoding="utf-8") for name in names)))


def font_face(font: Font, source: str, kind: str) -> str:
    """One `@font-face` rule.

    Args:
        font: the face.
        source: its address.
        kind: its format in CSS, `truetype` or `woff2`.
    """
    style = "italic" if font.italic else "normal"
    return (
        f'@font-face{{font-family:"{FONT_FAMILY}";font-style:{style};font-weight:{font.weight};'
        f'src:url("{source}") format("{kind}")}}'
    )


@cache
def _environment(folder: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["px"] = lambda mm: round(mm * PX_PER_INCH / MM_PER_INCH)
    return environment
