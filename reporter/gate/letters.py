"""Which letters of a PDF are drawn as an empty box, or not at all."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont

from reporter.gate.objects import dictionary, resolved, stream
from reporter.gate.texts import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pypdf.generic import DictionaryObject

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


def letters(fonts: Iterable[DictionaryObject]) -> Letters:
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
        said = _said(font)
        missing = _without_glyph(font)
        boxes.update(said[code] for code in missing if code in said)
        drawn = {code: text for code, text in said.items() if code not in missing}
        blank.update(_without_outline(font, drawn))
    return Letters(frozenset(boxes), frozenset(blank))


def _said(font: DictionaryObject) -> dict[int, str]:
    """Code of a glyph -> the text that it stands for."""
    found = stream(font, "/ToUnicode")
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text in _LETTER.findall(found.partition(b"endcodespacerange")[2])
    }


def _without_glyph(font: DictionaryObject) -> frozenset[int]:
    """The codes that lead to glyph 0; none where every code is its glyph's number."""
    found = stream(font, "/Encoding").partition(b"endcodespacerange")[2]
    return frozenset(int(code, 16) for code in _NO_GLYPH.findall(found)) | {0}


def _without_outline(font: DictionaryObject, said: Mapping[int, str]) -> Iterator[str]:
    """The texts whose glyph draws nothing, blanks apart; fonts without TrueType glyphs are fine."""
    content = _font_file(font)
    if not content:
        return
    face = TTFont(io.BytesIO(content), lazy=True)
    if "glyf" not in face:
        return
    glyphs, order = face["glyf"], face.getGlyphOrder()
    for code, text in said.items():
        if bare(text) and (code >= len(order) or not glyphs[order[code]].numberOfContours):
            yield text


def _font_file(font: DictionaryObject) -> bytes:
    for one in resolved(font.get("/DescendantFonts")) or ():
        return stream(dictionary(dictionary(one).get("/FontDescriptor")), "/FontFile2")
    return b""
