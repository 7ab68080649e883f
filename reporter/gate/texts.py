"""Comparing what a file says with what it should say, whatever became of blanks and lines."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_LEAST = 2
"""Shorter runs of letters say nothing."""


def holds(text: str, part: str) -> bool:
    """Whether `part` stands in `text`, blanks and marks of direction apart."""
    return bare(part) in bare(text)


def says(text: str, sentence: str, letters: AbstractSet[str]) -> bool:
    """Whether what a PDF says holds a sentence of ours.

    Names from the data may stand in it, in scripts that a PDF cannot be relied on to give back:
    only runs of our own letters are looked for.

    Args:
        text: what the PDF says.
        sentence: what it should say.
        letters: those that our own words are written in.
    """
    found = bare(text)
    runs = "".join(char if char in letters else "\n" for char in bare(sentence)).split("\n")
    return all(run in found for run in runs if len(run) >= _LEAST)


def bare(text: str) -> str:
    """The text without blanks, marks of direction and soft hyphens, ligatures taken apart."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (char for char in plain if unicodedata.category(char) not in {"Cf", "Cc"})
    return re.sub(r"\s+", "", "".join(kept))
