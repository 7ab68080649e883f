"""What a chart is once it is drawn: a picture, its message, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass

FULL_WIDTH_MM = 170.0
HALF_WIDTH_MM = 82.0


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawn chart. Nothing in the picture repeats the title.

    Attributes:
        id: stable name, also of its file: `charts/<id>.svg`.
        title: its one message, a sentence without a full stop, printed above the picture.
        alt: what the picture shows, with its numbers, for those who cannot see it.
        svg: the picture, UTF-8, with its text as outlines: looks the same wherever it is opened.
        text_svg: the same picture with its text as text in `resources.FONT_FAMILY`: for pages
            that bring that font. WeasyPrint draws it four times as fast, and it can be searched.
        width_mm: width at which its text has its size: 170 fills a page, 82 half of it.
        height_mm: height at that width.
    """

    id: str
    title: str
    alt: str
    svg: bytes
    text_svg: bytes
    width_mm: float
    height_mm: float

    @property
    def is_half(self) -> bool:
        """Whether two of its width fit side by side."""
        return self.width_mm <= HALF_WIDTH_MM
