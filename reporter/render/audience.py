"""The audience of a report and its filter in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.render import text
from reporter.render.blocks import Prose
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Section
    from reporter.results.facts import FilterTerm, Scope
    from reporter.words import Words

LONGEST_FILTER = 120
"""Characters of a filter in words; what is longer ends in an ellipsis."""
OF_ALL_PLAYS = frozenset(
    {
        "skip_model",
        "drivers",
        "segments",
        "churn",
        "recommendations",
        "model_summary",
        "audit",
        "clustering_summary",
        "quality",
    }
)
"""Sections that no filter changes: they are fitted once, on all plays, for all audiences."""


def title(scope: Scope, words: Words) -> str:
    """`Germany: country DE`, or the name alone; empty where no audience is configured."""
    if scope.audience is None:
        return ""
    name = scope.audience.replace("_", " ").replace("-", " ").strip()
    name = name[:1].upper() + name[1:]
    if not scope.filter:
        return words("audience.alone", name=name)
    return words("audience.filtered", name=name, filter=filtered(scope, words))


def filtered(scope: Scope, words: Words) -> str:
    """The filter in words: `country DE or AT and platform Android`.

    Listeners are counted, as a report is mailed and tells of none of them.
    """
    said = text.listed((_term(term, words) for term in scope.filter), words)
    return text.printable(said, words("report.nameless"), LONGEST_FILTER)


def marked(section: Section, scope: Scope, words: Words) -> Section:
    """The section; where a filter does not touch it, it says so below its finding."""
    if not scope.filter or section.id not in OF_ALL_PLAYS:
        return section
    note = Prose(words("audience.of_all_plays"), tone="note")
    return replace(section, blocks=(note, *section.blocks))


def _term(term: FilterTerm, words: Words) -> str:
    *first, last = (_value(term, value, words) for value in term.values)
    joined = words("audience.or", first=", ".join(first), last=last) if first else last
    return words(f"audience.filter.{term.column}", n=len(term.values), values=joined)


def _value(term: FilterTerm, value: str, words: Words) -> str:
    if term.column == "platform":
        return labels.level(words, "platform", value)
    shown = text.printable(value, words("report.nameless"))
    return words("report.quoted", name=shown) if term.column == "artist_name" else shown
