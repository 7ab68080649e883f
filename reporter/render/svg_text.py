"""Text of charts in the PDF, drawn line by line.

WeasyPrint lays out and places each letter of an SVG's text by itself, which took a sixth of the
time of a report and lost the kerning. A line whose letters have no places of their own is drawn
as one here, by WeasyPrint's own function.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reporter.render.native import svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weasyprint.svg import SVG, Node

PLACED = frozenset({"dx", "dy", "letter-spacing", "rotate", "textLength"})
"""Attributes that give letters places of their own; so does more than one `x` or `y`."""

_by_letter = svg.text


class _Line(str):
    """Text that counts as a single letter."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@contextmanager
def whole_lines() -> Iterator[None]:
    """Inside the block, WeasyPrint draws a line of a chart's text as a whole."""
    before = dict(svg.TAGS)
    svg.TAGS.update({tag: _text for tag, draw in before.items() if draw is _by_letter})
    svg.text = _text  # SVG.draw_node knows text by this
    try:
        yield
    finally:
        svg.text = _by_letter
        svg.TAGS.update(before)


def _text(image: SVG, node: Node, font_size: float) -> None:
    if node.text and not _is_placed(node.attrib):
        node._etree_node.text = _Line(node.text)  # noqa: SLF001 - it has no setter
    _by_letter(image, node, font_size)


def _is_placed(attributes: Mapping[str, str]) -> bool:
    several = any(len(attributes.get(axis, "").replace(",", " ").split()) > 1 for axis in "xy")
    return several or not PLACED.isdisjoint(attributes)
