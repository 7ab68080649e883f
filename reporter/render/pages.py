"""The templates, and the few things that they may do: print, choose, repeat."""

from __future__ import annotations

from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any

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
LINE = 76
"""Longest line of plain text, in characters."""
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
    return filled(name, document=document, src=source, style=trusted(style), policy=policy)


def trusted(style: str) -> Markup:
    """Our own stylesheets, without a word of the data, as they are."""
    return Markup(style)  # noqa: S704 - see above


def filled(name: str, **values: Any) -> str:  # noqa: ANN401 - what the template names
    """Fill any template.

    Args:
        name: of its file; text is escaped unless that ends in `.txt.j2`.
        values: what it prints.
    """
    return _environment(templates_dir()).get_template(name).render(**values)


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
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["px"] = lambda mm: round(mm * PX_PER_INCH / MM_PER_INCH)
    environment.filters["lines"] = _lines
    return environment


def _lines(text: str, first: str = "", rest: str = "") -> str:
    """A paragraph of plain text in lines.

    Args:
        text: on one line.
        first: what the first line begins with.
        rest: what the others begin with.
    """
    wrapped = wrap(text, LINE, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return "\n".join(wrapped)
