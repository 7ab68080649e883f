"""Reading charts: their text, and how many marks of a name they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from reporter.figures.chart import Chart

SVG = "{http://www.w3.org/2000/svg}"


def texts(chart: Chart) -> list[str]:
    """Every text of the picture, in the order of drawing."""
    root = ET.fromstring(chart.text_svg)  # noqa: S314 - our own
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def marks(chart: Chart, name: str) -> int:
    """How many bars, dots or strokes are drawn under that name; 0 where there is none."""
    return len(places(chart, name))


def places(chart: Chart, name: str) -> list[tuple[float, float]]:
    """Where the marks of that name begin, in points from the top left corner."""
    starts = [part.split()[:2] for part in _path(chart, name).split("M")[1:]]
    return [(float(x), float(y)) for x, y in starts]


def corners(chart: Chart, name: str) -> list[tuple[float, float]]:
    """The points of the lines of that name, in points from the top left corner."""
    parts = _path(chart, name).replace("M", " ").replace("L", " ").split()
    return [(float(x), float(y)) for x, y in zip(parts[::2], parts[1::2], strict=True)]


def text_places(chart: Chart, text: str) -> list[tuple[float, float]]:
    """Where each such text begins, on its base line, in points from the top left corner."""
    root = ET.fromstring(chart.text_svg)  # noqa: S314 - our own
    found = [element for element in root.iter(f"{SVG}text") if element.text == text]
    return [(float(one.get("x", "")), float(one.get("y", ""))) for one in found]


def _path(chart: Chart, name: str) -> str:
    root = ET.fromstring(chart.text_svg)  # noqa: S314 - our own
    for group in root.iter(f"{SVG}g"):
        if group.get("id") == f"{chart.id}-{name}":
            return " ".join(path.get("d", "") for path in group.iter(f"{SVG}path"))
    return ""
