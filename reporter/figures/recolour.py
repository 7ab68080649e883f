"""A chart in another accent colour: drawn once, worn by every brand."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from reporter.figures.style import ACCENT, ACCENT_FAINT, ACCENT_SOFT, tint

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from reporter.figures.chart import Chart

_COLOUR = re.compile(rb'((?:fill|stroke)(?:: ?|="))(#[0-9a-f]{6})\b')
_STRENGTHS = {ACCENT_SOFT: 0.44, ACCENT_FAINT: 0.16}
"""The two tints that were mixed by eye, as shares of the accent."""
TOLERANCE = 1
"""Channels of a tint are rounded."""


def recoloured(chart: Chart, accent: str) -> Chart:
    """The chart with its accent and all tints of it exchanged; greys and paper stay.

    Args:
        chart: drawn in `style.ACCENT`.
        accent: as `#0a5c8f`.
    """
    exchange = partial(_exchanged, accent=accent)
    return replace(chart, text_svg=_COLOUR.sub(exchange, chart.text_svg))


def repaint(figure: Figure, accent: str) -> None:
    """The same on a picture that is not written yet: lines, filled shapes and texts.

    Args:
        figure: drawn in `style.ACCENT`.
        accent: as `#0a5c8f`.
    """
    for artist in figure.findobj():
        if isinstance(artist, Line2D | Text):
            artist.set_color(_other(to_hex(artist.get_color()), accent))
        elif isinstance(artist, PathPatch):
            if artist.get_fill():
                artist.set_facecolor(_other(to_hex(artist.get_facecolor()), accent))
            if artist.get_linewidth():
                artist.set_edgecolor(_other(to_hex(artist.get_edgecolor()), accent))


def _exchanged(match: re.Match[bytes], accent: str) -> bytes:
    return match[1] + _other(match[2].decode(), accent).encode()


def _other(colour: str, accent: str) -> str:
    """The colour, or what it is in the other accent."""
    strength = _strength(colour)
    return colour if strength is None else tint(strength, accent)


def _strength(colour: str) -> float | None:
    """How much of the accent is in a colour, 0 to 1; none where it is no tint of it."""
    if colour in _STRENGTHS:
        return _STRENGTHS[colour]
    full, found = _channels(ACCENT), _channels(colour)
    strength = (255 - found[0]) / (255 - full[0])
    if strength == 0:
        return None
    near = _channels(tint(min(strength, 1.0)))
    far = max(abs(a - b) for a, b in zip(near, found, strict=True))
    return strength if far <= TOLERANCE else None


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue
