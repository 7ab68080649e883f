"""The definitions as values: which there are, which one a number has, and all of them as a page.

`docs/definitions.md` is `page()`, written by `make definitions`.
"""

from __future__ import annotations

import re

from reporter.words.definitions import MESSAGES, NUMBERS

TERMS = tuple(
    key.removeprefix("definition.") for key in MESSAGES if re.fullmatch(r"definition\.\w+", key)
)
"""Ids of all definitions, in the order of the appendix."""

VARIANTS = {
    "listener": "For several listeners",
    "track": "For one person’s tracks",
    "alone": "Without comparison",
}


def definition_of(number: str, table: str = "") -> str:
    """The id of the definition of a number.

    Args:
        number: its name, in the report's values or in a table.
        table: name of the table; it stands in for numbers that have no name of their own.

    Raises:
        KeyError: nothing defines it.
    """
    found = next((NUMBERS.get(name, name) for name in (number, table) if _known(name)), None)
    if found is None:
        raise KeyError(number)
    return found


def page() -> str:
    """Every definition with its id and its numbers, as Markdown."""
    head = (
        "# Definitions\n\n"
        "What each number of a report means. The id is the same in every report and language; the"
        " numbers are\nthe names under which the tables and `report.json` have it, or the tables that"
        " hold nothing else. This page\nis written by `make definitions` from what the report's own"
        " glossary says.\n"
    )
    return head + "".join(_entry(term) for term in TERMS)


def _known(name: str) -> bool:
    return name in NUMBERS or name in TERMS


def _entry(term: str) -> str:
    prefix = f"definition.{term}.text"
    texts = [
        _variant(key.removeprefix(prefix).removeprefix("."), str(text))
        for key, text in MESSAGES.items()
        if key == prefix or key.startswith(f"{prefix}.")
    ]
    names = sorted({name for name, own in NUMBERS.items() if own == term} | {term})
    numbers = ", ".join(f"`{name}`" for name in names)
    body = "\n\n".join(texts)
    return f"\n## {MESSAGES[f'definition.{term}']}\n\nId `{term}`. Numbers: {numbers}.\n\n{body}\n"


def _variant(name: str, text: str) -> str:
    """A text with its placeholders set off: they depend on the report."""
    plain = re.sub(r"\{(\w+)(?::\w+)?\}", r"*\1*", text)
    return f"{VARIANTS.get(name, f'`{name}`')}: {plain}" if name else plain
