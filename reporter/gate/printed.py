"""A PDF as a reader's program finds it: pages, text, bookmarks, pictures and letters."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from reporter.gate.letters import Letters, letters
from reporter.gate.objects import dictionary, resolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdf import PageObject

END = b"%%EOF"
LONGEST_REASON = 120
_SHOWS_TEXT = re.compile(rb"[>)\]]\s*T[jJ]\b")


class UnreadableError(Exception):
    """The file is not a whole PDF; the message says what its reader said."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a PDF holds.

    Attributes:
        n_pages: how many pages it has.
        first_page: the text of page one.
        silent: the pages without text, from 1.
        bookmarks: titles of the bookmarks of the first level, in order.
        alts: the words for each picture.
        letters: which letters its fonts cannot draw.
    """

    n_pages: int
    first_page: str
    silent: tuple[int, ...]
    bookmarks: tuple[str, ...]
    alts: tuple[str, ...]
    letters: Letters


def read(content: bytes) -> Printed:
    """Open a PDF and look at all of it, without drawing it.

    Only page one's text is read as text, which takes most of the time; of the others it is known
    whether there is some.

    Raises:
        UnreadableError: the file is cut off or broken.
    """
    if END not in content[-1024:]:
        raise UnreadableError(END.decode())
    try:
        return _read(PdfReader(io.BytesIO(content), strict=True))
    except Exception as error:  # whatever the library makes of a broken file
        said = " ".join(str(error).split()) or type(error).__name__
        raise UnreadableError(said[:LONGEST_REASON]) from error


def _read(reader: PdfReader) -> Printed:
    pages = list(reader.pages)
    found = letters(_fonts(pages))
    return Printed(
        n_pages=len(pages),
        first_page=_text(pages[0]) if pages else "",
        silent=tuple(n for n, page in enumerate(pages, start=1) if not _has_text(page)),
        bookmarks=tuple(str(item.title) for item in reader.outline if not isinstance(item, list)),
        alts=tuple(_alts(reader.root_object)),
        letters=found,
    )


def _text(page: PageObject) -> str:
    """The text of a page, by the codes that its fonts give their letters.

    pypdf takes an encoding of the file's own, which a font has as soon as one letter is missing
    from it, for one of letters. It is one of glyphs, and says nothing about the text.
    """
    for font in _fonts([page]):
        if isinstance(resolved(font.get("/Encoding")), StreamObject):
            font[NameObject("/Encoding")] = NameObject("/Identity-H")
    return page.extract_text()


def _has_text(page: PageObject) -> bool:
    content = page.get_contents()
    return content is not None and _SHOWS_TEXT.search(content.get_data()) is not None


def _fonts(pages: Iterable[PageObject]) -> Iterator[DictionaryObject]:
    """Every font of the pages, once."""
    seen: set[int] = set()
    for page in pages:
        resources = dictionary(page.get("/Resources"))
        for font in dictionary(resources.get("/Font")).values():
            found = dictionary(font)
            if id(found) not in seen:
                seen.add(id(found))
                yield found


def _alts(root: DictionaryObject) -> Iterator[str]:
    """The words for each picture, in the tree of what the pages are made of."""
    waiting: list[Any] = [root.get("/StructTreeRoot")]
    while waiting:
        node = resolved(waiting.pop())
        if isinstance(node, ArrayObject):
            waiting.extend(node)
        elif isinstance(node, DictionaryObject):
            if node.get("/S") == "/Figure" and "/Alt" in node:
                yield str(node["/Alt"])
            waiting.append(node.get("/K"))
