"""Which letters of a PDF are drawn as an empty box, or not at all."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from fontTools.ttLib import TTFont

from reporter.gate.texts import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LETTER = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_NO_GLYPH = re.compile(rb"<([0-9a-fA-F]+)>\s+0\b")


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters that do not look like themselves.

    Attributes:
        boxes: those that no font had, drawn as the sign for a missing letter.
        blank: those whose glyph in the file's own font has no outline.
    """

    boxes: frozenset[str]
    blank: frozenset[str]


def letters(fonts: Iterable[pikepdf.Dictionary]) -> Letters:
    """Look through the fonts of a PDF.

    WeasyPrint gives each letter that no font has a code of its own, which the font's encoding
    leads to glyph 0. A letter that the font had may still have lost its outline on the way into
    the file.

    Args:
        fonts: composite fonts with a `ToUnicode` map, each once.
    """
    boxes: set[str] = set()
    blank: set[str] = set()
    for font in fonts:
        meant = said(font)
        missing = _without_glyph(font)
        boxes.update(meant[code] for code in missing if code in meant)
        drawn = {code: text for code, text in meant.items() if code not in missing}
        blank.update(_without_outline(font, drawn))
    return Letters(frozenset(boxes), frozenset(blank))


def said(font: pikepdf.Dictionary) -> dict[int, str]:
    """Code of a glyph in a composite font -> the text that it stands for."""
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text in _LETTER.findall(_codes(font.get("/ToUnicode")))
    }


def _without_glyph(font: pikepdf.Dictionary) -> frozenset[int]:
    """The codes that lead to glyph 0; none where every code is its glyph's number."""
    return frozenset(int(code, 16) for code in _NO_GLYPH.findall(_codes(font["/Encoding"]))) | {0}


def _codes(table: pikepdf.Object | None) -> bytes:
    """What a table of codes has behind their range; nothing of one that is only named."""
    if not isinstance(table, pikepdf.Stream):
        return b""
    return table.read_bytes().partition(b"endcodespacerange")[2]


def _without_outline(font: pikepdf.Dictionary, meant: Mapping[int, str]) -> Iterator[str]:
    """The texts whose glyph draws nothing, blanks apart; fonts without TrueType glyphs are fine."""
    content = font.DescendantFonts[0].FontDescriptor.get("/FontFile2")
    if content is None:
        return
    face = TTFont(io.BytesIO(content.read_bytes()), lazy=True)
    if "glyf" not in face:
        return
    glyphs, order = face["glyf"], face.getGlyphOrder()
    for code, text in meant.items():
        if bare(text) and (code >= len(order) or not glyphs[order[code]].numberOfContours):
            yield text
