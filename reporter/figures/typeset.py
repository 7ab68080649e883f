"""Text in charts: what the bundled face can draw, and how wide it is."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from matplotlib.ft2font import FT2Font, LoadFlags

from reporter.figures.style import TEXT_PT
from reporter.resources import font_files

MM_PER_PT = 25.4 / 72
MIDDLE = 0.32
"""Height of the middle of capitals and figures above the baseline, in sizes of the text."""
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
NOT_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
MARKS = frozenset({"Me", "Mn"})
UNKNOWN = "\N{WHITE SQUARE}"
LONGEST = 200


def drawable(text: str) -> str:
    """The start of the text on one line, with a square for what the face lacks.

    Names in other scripts belong into tables, where the reader's fonts show them; a chart must not
    break on one. Marks that no letter takes up fall away: they could pile up.
    """
    face = _face(400)
    line = unicodedata.normalize("NFC", printable(text[:LONGEST]))
    letters = (char for char in line if unicodedata.category(char) not in MARKS)
    return "".join(char if face.get_char_index(ord(char)) else UNKNOWN for char in letters)


def printable(text: str) -> str:
    """The text on one line, without controls and whatever else XML does not allow."""
    kept = (" " if char in "\n\t" else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char) not in NOT_TEXT)


@lru_cache(maxsize=4_096)  # names are measured to be cut, to be laid out and to be written
def width_mm(text: str, size: float = TEXT_PT, weight: int = 400) -> float:
    """Width of one line of text.

    Args:
        text: what `drawable` gives.
        size: in points.
        weight: 400, 600 or 700.
    """
    face = _face(weight)
    face.set_size(size, 72)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width: float = face.get_width_height()[0] / 64
    return width * MM_PER_PT


def fit(text: str, room_mm: float, size: float = TEXT_PT, weight: int = 400) -> str:
    """The text, cut with an ellipsis where it is wider than `room_mm`."""
    text = drawable(text)
    if width_mm(text, size, weight) <= room_mm:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_mm(text[:middle].rstrip() + ELLIPSIS, size, weight) <= room_mm:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS


@cache
def _face(weight: int) -> FT2Font:
    (file,) = (font.file for font in font_files() if font.weight == weight and not font.italic)
    return FT2Font(str(file))
