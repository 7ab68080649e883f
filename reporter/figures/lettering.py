"""Text in a picture: written as text, and turned into outlines."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, unescape

from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties, weight_dict

from reporter.figures.style import drawing
from reporter.figures.typeset import printable
from reporter.resources import FONT_FAMILY

if TYPE_CHECKING:
    from matplotlib.backend_bases import GraphicsContextBase
    from matplotlib.figure import Figure

POINTS_PER_INCH = 72
GROUP = "text"
"""What matplotlib calls the group that it puts around each text."""
KEPT = 256
"""Outlined pictures that a process keeps: an edition's page and files have the same."""

_NUMBER = re.compile(rb"-?\d+\.\d{3,}")
_PATH = re.compile(rb' d="([^"]*)"')
_ID = re.compile(rb'( id="|href="#|url\(#)')
_ADVANCE = re.compile(rb"\((\d+\.\d+) 0\)")
_LIVE = re.compile(
    rb'<text x="(?P<x>\S+)" y="(?P<y>\S+)" font-family="[^"]*" font-size="(?P<size>\S+)"'
    rb' font-weight="(?P<weight>\d+)" fill="(?P<fill>#\w+)">(?P<text>[^<]*)</text>'
)
_OUTLINES = re.compile(rb"<!-- .*? -->\s*(<g .*?</g>)", re.DOTALL)


class Lettering(RendererSVG):
    """Writes a picture with its text as text, each line at its start, in the bundled face.

    matplotlib's own way sets a line from its middle or end, which is elsewhere in another program.
    """

    def open_group(self, s: str, gid: str | None = None) -> None:
        """A group, but none for a text, which is an element of its own."""
        if s != GROUP:
            super().open_group(s, gid)

    def close_group(self, s: str) -> None:
        """Its end."""
        if s != GROUP:
            super().close_group(s)

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        *_: object,
        **__: object,
    ) -> None:
        """One line of text, level and opaque, which is all that the pictures have."""
        weight = prop.get_weight()
        weight = weight_dict[weight] if isinstance(weight, str) else weight
        red, green, blue = (round(255 * channel) for channel in gc.get_rgb()[:3])
        attributes = {
            "x": f"{x:.2f}",
            "y": f"{y:.2f}",
            "font-family": FONT_FAMILY,
            "font-size": f"{prop.get_size_in_points():.2f}",
            "font-weight": str(weight),
            "fill": f"#{red:02x}{green:02x}{blue:02x}",
        }
        self.writer.element("text", s, attrib=attributes)


def lettered(figure: Figure) -> bytes:
    """A picture as SVG, with its text as text."""
    file = io.StringIO()
    width, height = POINTS_PER_INCH * figure.get_size_inches()
    renderer = Lettering(width, height, file, metadata={"Date": None, "Creator": None})
    figure.draw(renderer)
    renderer.finalize()
    return file.getvalue().encode()


@lru_cache(maxsize=KEPT)
def outlined(svg: bytes, name: str, title: str, alt: str) -> bytes:
    """A picture whose text is outlines, so that it looks the same wherever it is opened.

    Args:
        svg: as `Lettering` wrote it, with ids of its own (`owned`).
        name: of the picture, for further ids.
        title: of the picture, for those who cannot see it.
        alt: the same: what it shows.
    """
    file = io.StringIO()
    with drawing(name):
        renderer = RendererSVG(1, 1, file)
        for line in _LIVE.finditer(svg):
            _draw(renderer, line.groupdict())
    drawn = owned(small(file.getvalue().encode()), name)
    drawn = _ADVANCE.sub(lambda match: b"(%.1f 0)" % float(match[1]), drawn)
    outlines = iter(_OUTLINES.findall(drawn.replace(b"-SourceSans3-", b"-")))
    whole = re.sub(rb"\n\s+", b"\n", _LIVE.sub(lambda _: next(outlines), svg))
    about = f"<title>{escape(printable(title))}</title>\n<desc>{escape(printable(alt))}</desc>\n"
    return whole.replace(b"<g ", about.encode() + b"<g ", 1)


def _draw(renderer: RendererSVG, line: dict[str, Any]) -> None:
    of = {name: value.decode() for name, value in line.items()}
    pen = renderer.new_gc()
    pen.set_foreground(of["fill"])
    face = FontProperties(family=[FONT_FAMILY], size=float(of["size"]), weight=int(of["weight"]))
    renderer.draw_text(pen, float(of["x"]), float(of["y"]), unescape(of["text"]), face, 0)


def small(svg: bytes) -> bytes:
    """Hundredths of a point are enough in a path, and it needs no line breaks."""
    return _PATH.sub(lambda path: b' d="' + _rounded(b" ".join(path[1].split())) + b'"', svg)


def _rounded(path: bytes) -> bytes:
    return _NUMBER.sub(lambda number: b"%.2f" % float(number[0]), path)


def owned(svg: bytes, name: str) -> bytes:
    """Ids that no other picture has."""
    return _ID.sub(rb"\g<1>" + name.encode() + b"-", svg)
