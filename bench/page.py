"""The page docs/performance.md: each benchmark writes its own part of it and leaves the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

RUNS, SCALE, AUDIENCES, UPKEEP, LARGE = "runs", "scale", "audiences", "upkeep", "large"
PARTS = (RUNS, SCALE, AUDIENCES, UPKEEP, LARGE)


def write(file: Path, part: str, text: str) -> None:
    """Put a part into its place; a page that is not there yet is begun.

    Args:
        file: the page.
        part: one of `PARTS`.
        text: what stands there from now on, Markdown.

    Raises:
        ValueError: the page has no place for the part.
    """
    page = file.read_text(encoding="utf-8") if file.exists() else "\n".join(map(_empty, PARTS))
    file.write_text(into(page, part, text), encoding="utf-8")


def into(page: str, part: str, text: str) -> str:
    """The page with a part in its place."""
    begin, end = _marks(part)
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{rest.split(end)[1]}"


def _marks(part: str) -> tuple[str, str]:
    return f"<!-- {part}: made by a benchmark -->", f"<!-- end of {part} -->"


def _empty(part: str) -> str:
    return "\n".join((*_marks(part), ""))
