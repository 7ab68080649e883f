"""A PDF as a reader's program finds it: pages, text, bookmarks, pictures and letters."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf

from reporter.gate.letters import Letters, letters, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

    Only page one's text is read as text; of the others it is known whether there is some.

    Raises:
        UnreadableError: the file is cut off or broken.
    """
    if END not in content[-1024:]:
        raise UnreadableError(END.decode())
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            found, mended = _read(pdf), pdf.get_warnings()
    except Exception as error:  # whatever the library makes of a broken file
        raise UnreadableError(_reason(error)) from error
    if mended:
        raise UnreadableError(_reason(mended[0]))
    return found


def _reason(complaint: object) -> str:
    told = " ".join(str(complaint).split()) or type(complaint).__name__
    return told[:LONGEST_REASON]


def _read(pdf: pikepdf.Pdf) -> Printed:
    pages = list(pdf.pages)
    with pdf.open_outline() as outline:
        bookmarks = tuple(str(item.title) for item in outline.root)
    return Printed(
        n_pages=len(pages),
        first_page=_text(pages[0]) if pages else "",
        silent=tuple(n for n, page in enumerate(pages, start=1) if not _has_text(page)),
        bookmarks=bookmarks,
        alts=tuple(_alts(pdf.Root)),
        letters=letters(_fonts(pages)),
    )


def _text(page: pikepdf.Page) -> str:
    """The text that a page shows in its composite fonts, whose codes have two bytes, as drawn."""
    meant = {name: said(font) for name, font in _named_fonts(page).items()}
    shown: list[str] = []
    font: dict[int, str] = {}
    for step in pikepdf.parse_content_stream(page, "Tf Tj TJ"):
        first: Any = step.operands[0]
        if str(step.operator) == "Tf":
            font = meant[str(first)]
            continue
        strings = first if isinstance(first, pikepdf.Array) else [first]
        for codes in (bytes(part) for part in strings if isinstance(part, pikepdf.String)):
            pairs = zip(codes[::2], codes[1::2], strict=True)
            shown.extend(font.get(high << 8 | low, "") for high, low in pairs)
    return "".join(shown)


def _has_text(page: pikepdf.Page) -> bool:
    contents = page.get("/Contents")
    streams: Any = contents if isinstance(contents, pikepdf.Array) else [contents]
    return contents is not None and any(_SHOWS_TEXT.search(one.read_bytes()) for one in streams)


def _named_fonts(page: pikepdf.Page) -> dict[str, Any]:
    resources: Any = page.get("/Resources", {})
    return dict(resources.get("/Font", {}).items())


def _fonts(pages: Iterable[pikepdf.Page]) -> Iterator[pikepdf.Dictionary]:
    """Every font of the pages, once."""
    found = {font.objgen: font for page in pages for font in _named_fonts(page).values()}
    yield from found.values()


def _alts(root: pikepdf.Object) -> Iterator[str]:
    """The words for each picture, in the tree of what the pages are made of."""
    waiting: list[Any] = [root.get("/StructTreeRoot")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting.extend(node)
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == "/Figure" and "/Alt" in node:
                yield str(node["/Alt"])
            waiting.append(node.get("/K"))
