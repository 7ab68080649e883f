"""The sections that every report must have, and whether a file has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.gate.refusal import Kind, Refusal
from reporter.gate.texts import holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reporter.gate.screen import Screen
    from reporter.render.blocks import Document, Section

REQUIRED = (
    "overview",
    "changes",
    "leaders",
    "skip_model",
    "drivers",
    "segments",
    "retention",
    "cohorts",
    "growth",
    "survival",
    "churn",
    "recommendations",
    "model_summary",
    "audit",
    "clustering_summary",
    "quality",
    "definitions",
)
"""Their ids. A section whose results are a gap is there too, and its finding says why."""


def unbookmarked(document: Document, bookmarks: Sequence[str], file: str) -> Iterator[Refusal]:
    """The required sections that no bookmark of the PDF leads to."""
    if not bookmarks:
        yield Refusal(Kind.NO_BOOKMARKS, file=file)
        return
    made = _made(document)
    for name in REQUIRED:
        part = made.get(name)
        if part is None or f"{part.number} {part.title}" not in bookmarks:
            yield Refusal(Kind.SECTION_MISSING, part.title if part else name, file)


def unshown(document: Document, screen: Screen, file: str) -> Iterator[Refusal]:
    """The required sections that are not on the screen, or say and show nothing there."""
    made = _made(document)
    for name in REQUIRED:
        part, found = made.get(name), screen.sections.get(name)
        if part is None or found is None or not holds(found.text, part.title):
            yield Refusal(Kind.SECTION_MISSING, part.title if part else name, file)
        elif not holds(found.text, part.finding) or (_has_more(part) and not found.n_shown):
            yield Refusal(Kind.SECTION_EMPTY, part.title, file)


def _made(document: Document) -> dict[str, Section]:
    return {part.id: part for part in (*document.sections, *document.appendix)}


def _has_more(part: Section) -> bool:
    """Whether there is more than sentences to show."""
    return any(block.kind not in {"prose", "heading"} for block in part.blocks)
