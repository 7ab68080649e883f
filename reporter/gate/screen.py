"""The HTML file as a browser would find it: its sections, its pictures, what it would fetch."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from html.parser import HTMLParser

SHOWS = frozenset({"table", "img", "dl", "li"})
"""Elements that show something beyond a sentence."""
CHART_CLASSES = frozenset({"chart", "spark"})
EMBEDDED = "data:image/svg+xml;base64,"
_FETCHES = {"img": "src", "script": "src", "iframe": "src", "link": "href", "object": "data"}
_STYLE_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@dataclass(slots=True)
class Part:
    """A section as it stands in the file.

    Attributes:
        text: all of its text.
        n_shown: how many tables, pictures and lists' lines it has.
    """

    text: str = ""
    n_shown: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart in the file.

    Attributes:
        svg: the picture; empty where it cannot be read.
        alt: its words.
    """

    svg: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Screen:
    """What an HTML file holds.

    Attributes:
        is_whole: its last element is closed.
        front: the text of page one.
        sections: by their id.
        charts: in order.
        fetched: addresses that a browser would have to go to.
    """

    is_whole: bool
    front: str
    sections: dict[str, Part]
    charts: tuple[Shown, ...]
    fetched: tuple[str, ...]


def read(content: bytes) -> Screen:
    """Read a report's HTML file."""
    reader = _Reader()
    reader.feed(content.decode("utf-8", "replace"))
    reader.close()
    return Screen(
        is_whole=reader.is_closed,
        front=reader.front.text,
        sections=reader.sections,
        charts=tuple(reader.charts),
        fetched=tuple(reader.fetched),
    )


class _Reader(HTMLParser):
    """Keeps what the gate asks for; sections do not stand inside one another, save on page one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.front = Part()
        self.sections: dict[str, Part] = {}
        self.charts: list[Shown] = []
        self.fetched: list[str] = []
        self.is_closed = False
        self._open: list[Part | None] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        self._note_fetched(values.get(_FETCHES.get(tag, ""), ""))
        if tag == "img" and CHART_CLASSES & set(values.get("class", "").split()):
            self.charts.append(Shown(_picture(values.get("src", "")), values.get("alt", "")))
        if tag in {"header", "section"}:
            self._open.append(self._part(tag, values.get("id", "")))
        elif tag in SHOWS and (part := self._part_here()) is not None:
            part.n_shown += 1

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False
        if tag in {"header", "section"} and self._open:
            self._open.pop()
        self.is_closed = tag == "html"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            for address in _STYLE_URL.findall(data):
                self._note_fetched(address)
        elif (part := self._part_here()) is not None:
            part.text += data + " "

    def _part(self, tag: str, name: str) -> Part | None:
        if tag == "header":
            return self.front
        return self.sections.setdefault(name, Part()) if name else None

    def _part_here(self) -> Part | None:
        return next((part for part in reversed(self._open) if part is not None), None)

    def _note_fetched(self, address: str) -> None:
        if address and not address.startswith(("data:", "#")):
            self.fetched.append(address)


def _picture(address: str) -> bytes:
    kind, _, content = address.partition(",")
    if f"{kind}," != EMBEDDED:
        return b""
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        return b""
