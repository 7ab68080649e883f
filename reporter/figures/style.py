"""How charts look: one accent colour and greys, one typeface, and drawing without side effects.

The greys differ from each other and from the accent in lightness, so that the charts hold for
colour-blind readers and on a black-and-white printer. Settings apply inside `drawing()` alone:
importing this module changes nothing for a program that draws charts of its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb

from reporter.resources import FONT_FAMILY, font_files

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCENT = "#00698c"
ACCENT_SOFT = "#8fbfd0"
ACCENT_FAINT = "#d6e8ee"
INK = "#1f2328"
GREY_DARK = "#57606a"
GREY = "#8c959f"
GREY_SOFT = "#c4cad1"
GREY_FAINT = "#e9ecef"
PAPER = "#ffffff"

TEXT_PT = 8.5
SMALL_PT = 7.8
LINE_PT = 1.5
HAIR_PT = 0.6
DOT_PT = 5.0

SETTINGS: dict[str, Any] = {
    "font.family": [FONT_FAMILY],
    "font.size": TEXT_PT,
    "text.color": INK,
    "text.parse_math": False,
    "text.hinting": "none",
    "axes.unicode_minus": True,
    "axes.xmargin": 0,
    "axes.ymargin": 0,
    "xtick.bottom": False,
    "ytick.left": False,
    "xtick.labelsize": SMALL_PT,
    "ytick.labelsize": SMALL_PT,
    "xtick.labelcolor": GREY_DARK,
    "ytick.labelcolor": GREY_DARK,
    "xtick.major.pad": 3,
    "ytick.major.pad": 3,
    "path.simplify": False,
    "path.snap": False,
    "svg.fonttype": "path",
    "svg.image_inline": True,
    "figure.dpi": 72,  # a pixel is a point
}


@contextmanager
def drawing(salt: str) -> Iterator[None]:
    """Draw in the style of the reports, whatever the settings outside are.

    Args:
        salt: makes the ids inside one picture its own, and the same in every run.
    """
    _register_fonts()
    with mpl.rc_context():
        mpl.rcParams.update(mpl.rcParamsDefault)
        mpl.rcParams.update(SETTINGS)  # type: ignore[arg-type] # keys are known to be settings
        mpl.rcParams["svg.hashsalt"] = salt
        yield


def tint(strength: float, colour: str = ACCENT) -> str:
    """The accent colour thinned with paper: 0 is paper, 1 the full colour."""
    red, green, blue = (1 - strength * (1 - channel) for channel in to_rgb(colour))
    return to_hex((red, green, blue))


@cache
def _register_fonts() -> None:
    for font in font_files():
        font_manager.fontManager.addfont(font.file)
