"""What the gate finds: reasons to hold a report back, and things that its owner should know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reporter.words import Words


class Kind(StrEnum):
    """What is wrong with a report. Each has its sentence in the catalogue."""

    NO_PLAYS = "no_plays"
    OTHER_PERIOD = "other_period"
    TOO_FEW_LISTENERS = "too_few_listeners"
    FILE_MISSING = "file_missing"
    FILE_BROKEN = "file_broken"
    NO_PAGES = "no_pages"
    PAGES_MISSING = "pages_missing"
    PAGE_WITHOUT_TEXT = "page_without_text"
    NO_BOOKMARKS = "no_bookmarks"
    PERIOD_NOT_NAMED = "period_not_named"
    AUDIENCE_NOT_NAMED = "audience_not_named"
    HEADLINE_NOT_READABLE = "headline_not_readable"
    SECTION_MISSING = "section_missing"
    SECTION_EMPTY = "section_empty"
    CHART_MISSING = "chart_missing"
    CHART_NOT_SHOWN = "chart_not_shown"
    CHART_EMPTY = "chart_empty"
    RESOURCE_FAILED = "resource_failed"
    LETTER_MISSING = "letter_missing"
    LETTER_OF_NAME_MISSING = "letter_of_name_missing"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong.

    Attributes:
        kind: what.
        name: what it is about: a section's title, a chart's id, a period, a letter; of too few
            listeners, the whole clause.
        file: where, by its path in the audience's folder.
        n: what is counted: the page, the pages.
        need: how many it should be, where that is known.
    """

    kind: Kind
    name: str = ""
    file: str = ""
    n: int = 0
    need: int = 0

    def sentence(self, words: Words) -> str:
        """The reason as a clause without a full stop."""
        return words(f"gate.{self.kind}", name=self.name, file=self.file, n=self.n, need=self.need)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of one audience's report.

    Attributes:
        refusals: why it is held back; empty where it may be sent.
        warnings: what is no reason to hold it back.
    """

    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...] = ()

    def __add__(self, other: Verdict) -> Verdict:
        """Both: what was found here, then what was found there."""
        return Verdict(self.refusals + other.refusals, self.warnings + other.warnings)

    @property
    def is_held(self) -> bool:
        """Whether the report may not be sent."""
        return bool(self.refusals)
