"""An empty picture measured in millimetres, its panels, and how it becomes an SVG or a PNG."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D

from reporter.figures.chart import PAGE, Chart, Raster
from reporter.figures.lettering import lettered, owned, small
from reporter.figures.recolour import repaint
from reporter.figures.style import GREY_DARK, PAPER, SMALL_PT, TEXT_PT
from reporter.figures.typeset import MIDDLE, MM_PER_PT, drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from reporter.figures.chart import Medium

MM_PER_INCH = 25.4
SHARPNESS = 2
"""Pixels of a picture in one CSS pixel, across and down."""

_HEAD = re.compile(rb"^.*?(?=<svg)|<metadata>.*?</metadata>\s*", re.DOTALL)
_STYLE = re.compile(rb"<defs>\s*<style.*?</style>\s*</defs>\s*", re.DOTALL)


class Sheet:
    """A picture of fixed size; its origin is the bottom left corner.

    It must be made, filled and finished inside `style.drawing`.
    """

    def __init__(self, width_mm: float, height_mm: float, medium: Medium = PAGE) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self.medium = medium
        self.figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH))
        FigureCanvasSVG(self.figure)
        self._mm = Affine2D().scale(1 / MM_PER_INCH) + self.figure.dpi_scale_trans

    def panel(
        self,
        box: tuple[float, float, float, float],
        x: tuple[float, float] = (0, 1),
        y: tuple[float, float] = (0, 1),
    ) -> Axes:
        """An empty coordinate system without frame and ticks.

        Args:
            box: left, bottom, width and height in mm.
            x: limits of the horizontal axis.
            y: limits of the vertical axis.
        """
        left, bottom, width, height = box
        axes = self.figure.add_axes(
            (
                left / self.width_mm,
                bottom / self.height_mm,
                width / self.width_mm,
                height / self.height_mm,
            ),
            frameon=False,
            xlim=x,
            ylim=y,
        )
        axes.xaxis.set_visible(False)
        axes.yaxis.set_visible(False)
        return axes

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = TEXT_PT,
        **style: Any,  # noqa: ANN401 - matplotlib's
    ) -> None:
        """Text at a place in mm, by default starting there, its middle at that height."""
        y -= MIDDLE * size * MM_PER_PT
        self.figure.text(x, y, drawable(text), transform=self._mm, size=size, **style)

    def small(self, x: float, y: float, text: str, **style: Any) -> None:  # noqa: ANN401 - matplotlib's
        """Small grey text, for what axes and columns show."""
        self.text(x, y, text, size=SMALL_PT, **{"color": GREY_DARK, **style})

    def chart(self, name: str, title: str, alt: str) -> Chart:
        """Finish: the picture as a chart."""
        self.figure.patch.set_visible(False)
        svg = _alone(small(_HEAD.sub(b"", lettered(self.figure))))
        return Chart(
            id=name,
            title=title,
            alt=alt,
            text_svg=owned(svg, name),
            width_mm=self.width_mm,
            height_mm=self.height_mm,
            raster=self._raster(self.medium.px_per_mm) if self.medium.px_per_mm else None,
        )

    def _raster(self, px_per_mm: float) -> Raster:
        if self.medium.accent is not None:
            repaint(self.figure, self.medium.accent)
        file = io.BytesIO()
        width = round(self.width_mm * px_per_mm)
        self.figure.patch.set(visible=self.medium.opaque, facecolor=PAPER)
        self.figure.savefig(
            file,
            format="png",
            dpi=SHARPNESS * width * MM_PER_INCH / self.width_mm,
            metadata={"Software": None},
        )
        return Raster(file.getvalue(), width, round(width * self.height_mm / self.width_mm))


def _alone(svg: bytes) -> bytes:
    """No style for the rest of a page that holds the picture."""
    joins = b'<svg stroke-linejoin="round" stroke-linecap="butt"'
    return _STYLE.sub(b"", svg, count=1).replace(b"<svg", joins, 1)
