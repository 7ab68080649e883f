"""The templates, and the few things that they may do: print, choose, repeat."""

from __future__ import annotations

from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from reporter.errors import OutputError
from reporter.look import PLAIN
from reporter.resources import FONT_FAMILY, templates_dir

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.render.blocks import Document
    from reporter.resources import Font

MM_PER_INCH = 25.4
PX_PER_INCH = 96
LINE = 76
"""Longest line of plain text, in characters."""
ACCENT, MAIL_TINT = "#00698c", "#eef5f7"
"""The accent as the stylesheets write it, and its tint in those of the mail."""
BRAND_STYLESHEET = "brand.css"
TINT = 0.055
"""How much of the accent is in the ground of a marked row."""
WEIGHTS = (400, 600)
"""The weights that the stylesheets use."""


def page(
    name: str,
    document: Document,
    source: Callable[[Chart], str],
    *,
    style: str,
    policy: str = "",
    logo: str = "",
    folder: Path | None = None,
) -> str:
    """Fill one of the two outer templates.

    Args:
        name: `screen.html.j2` or `print.html.j2`.
        document: what to print; all text is escaped.
        source: address of a chart's picture.
        style: the whole stylesheet, trusted.
        policy: content security policy, for the screen.
        logo: address of the brand's logo; empty for none.
        folder: as for `filled`, and so are the errors.
    """
    values = {"document": document, "src": source, "policy": policy, "logo": logo}
    return filled(name, folder, style=trusted(style), **values)


def trusted(style: str) -> Markup:
    """Stylesheets, without a word of the data, as they are."""
    return Markup(style)  # noqa: S704 - see above


def filled(name: str, folder: Path | None = None, **values: Any) -> str:  # noqa: ANN401 - what the template names
    """Fill any template.

    Args:
        name: of its file; text is escaped unless that ends in `.txt.j2`.
        folder: templates that go before ours; they are trusted code.
        values: what it prints.

    Raises:
        OutputError: a template of that folder failed; the message has its own words.
    """
    if folder is None:
        return _environment(templates_dir()).get_template(name).render(**values)
    try:
        return _environment(folder, templates_dir()).get_template(name).render(**values)
    except Exception as error:  # somebody else's code, which may fail in any way
        msg = f"a template of {folder} failed: {str(error) or type(error).__name__}"
        raise OutputError(msg, hint="mend it, or take it out of the folder") from error


def stylesheet(*names: str, faces: str, look: Look = PLAIN) -> str:
    """Font faces, the named stylesheets, in that order, and what the look changes.

    Args:
        names: files of the templates' folder; those of the look's own folder go before ours.
        faces: the `@font-face` rules.
        look: brand and templates.
    """
    folders = [folder for folder in (look.template_folder, templates_dir()) if folder]
    files = [
        next(f for f in (folder / name for folder in folders) if f.is_file()) for name in names
    ]
    sheets = [faces, *(file.read_text(encoding="utf-8") for file in files)]
    if look.brand_name or look.logo:
        sheets.append((templates_dir() / BRAND_STYLESHEET).read_text(encoding="utf-8"))
    if look.colour:
        sheets.append(_accent(look.colour))
    return "\n".join(sheets)


def worn(style: str, look: Look) -> str:
    """A stylesheet without variables, as mail clients need it, in the colour of a look."""
    if look.colour is None:
        return style
    return style.replace(ACCENT, look.colour).replace(MAIL_TINT, _tint(look.colour))


def _accent(colour: str) -> str:
    """The rule that exchanges the accent, its tint and the shade of what scrolls."""
    red, green, blue = _channels(colour)
    return (
        f":root {{ --accent: {colour}; --tint: {_tint(colour)};"
        f" --shade: rgb({red} {green} {blue} / 0.32); }}"
    )


def _tint(colour: str) -> str:
    """The ground of a marked row."""
    mixed = (round(255 - TINT * (255 - channel)) for channel in _channels(colour))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


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
def _environment(*folders: Path) -> jinja2.Environment:
    """Templates of the first folder that has them; ours are there as `reporter/…` as well."""
    ours = jinja2.PrefixLoader({"reporter": jinja2.FileSystemLoader(folders[-1])})
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*map(jinja2.FileSystemLoader, folders), ours]),
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
