"""Charts as files: which one it is, its words, and whether any data are drawn in it."""

from __future__ import annotations

import re
from html import unescape

FRAME = frozenset({"immaterial", "perfect", "threshold", "zero"})
"""What a chart draws beside its data; the numbered groups of matplotlib are grids and texts."""
CHANCE_IS_A_FRAME = "roc"
"""The chart whose diagonal of pure chance is drawn under the name `chance`."""

_NAME = re.compile(rb'<g id="([a-z_]+)-figure_1">')
_WORDS = re.compile(rb"<desc>(.*?)</desc>", re.DOTALL)
_GROUP = re.compile(rb'<g id="([^"]+)">\s*<path d="([^"]*)"')
_NUMBERED = re.compile(r"(axes|figure|patch|text|line2d)_\d+")
_POINT = re.compile(rb"-?\d")


def name(svg: bytes) -> str:
    """The chart's id; empty where it is no chart of ours."""
    found = _NAME.search(svg)
    return found[1].decode() if found else ""


def words(svg: bytes) -> str:
    """The chart in words, as it says itself; empty where it says nothing."""
    found = _WORDS.search(svg)
    return unescape(found[1].decode("utf-8", "replace")) if found else ""


def has_marks(svg: bytes, chart: str) -> bool:
    """Whether at least one mark stands for data: a bar, a dot, a line with two points or an area.

    Args:
        svg: the picture.
        chart: its id.
    """
    if not svg.rstrip().endswith(b"</svg>"):
        return False
    for group, path in _GROUP.findall(svg):
        mark = group.decode().removeprefix(f"{chart}-")
        if _is_data(mark, chart) and _POINT.search(path):
            return True
    return False


def _is_data(mark: str, chart: str) -> bool:
    if _NUMBERED.fullmatch(mark) or mark in FRAME:
        return False
    return not (mark == "chance" and chart == CHANCE_IS_A_FRAME)
