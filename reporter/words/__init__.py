"""The catalogue: every sentence and label that a person reads, made at render time.

A message has an id, an English text with `{name:spec}` placeholders (the specs are those of
`reporter.formats`), and, where it counts something, a plural. The English text is the gettext
msgid, so that a language is one `.mo` file away.
"""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING, Any, TypeAlias

from reporter.formats import Sentence
from reporter.words import (
    advice,
    charts,
    common,
    console,
    definitions,
    features,
    gaps,
    notices,
    report,
    sections,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Message: TypeAlias = str | tuple[str, str]


def merged(*areas: Mapping[str, Message]) -> dict[str, Message]:
    """All messages of the areas.

    Raises:
        ValueError: two areas have a message of the same id.
    """
    together: dict[str, Message] = {}
    for area in areas:
        if twice := together.keys() & area.keys():
            msg = f"message ids in two areas: {sorted(twice)}"
            raise ValueError(msg)
        together.update(area)
    return together


MESSAGES: Mapping[str, Message] = merged(
    common.MESSAGES,
    features.MESSAGES,
    gaps.MESSAGES,
    charts.MESSAGES,
    report.MESSAGES,
    sections.MESSAGES,
    advice.MESSAGES,
    definitions.MESSAGES,
    notices.MESSAGES,
    console.MESSAGES,
)


class Words:
    """Messages in one language."""

    def __init__(self, translations: gettext.NullTranslations | None = None) -> None:
        self._translations = translations or gettext.NullTranslations()
        self._sentence = Sentence()

    def __call__(self, message: str, **values: Any) -> str:  # noqa: ANN401 - values of any kind
        """The message with its values.

        Args:
            message: id of the message.
            values: its placeholders; `n` also chooses between singular and plural.

        Raises:
            KeyError: there is no such message, or a placeholder has no value.
        """
        text = MESSAGES[message]
        if isinstance(text, tuple):
            chosen = self._translations.ngettext(*text, int(values["n"]))
        else:
            chosen = self._translations.gettext(text)
        return self._sentence.vformat(chosen, (), values)

    def has(self, message: str) -> bool:
        """Whether the catalogue has that message."""
        return message in MESSAGES


ENGLISH = Words()
