"""The catalogue: every sentence and label that a person reads, made at render time.

A message has an id, an English text with `{name:spec}` placeholders (the specs are those of
`reporter.formats`), and, where it counts something, a plural. The English text is the gettext
msgid; a language is one catalogue below `locale/`, made as `docs/languages.md` says.
"""

from __future__ import annotations

import gettext
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from reporter.formats import Formats, Sentence
from reporter.words import (
    advice,
    alerts,
    audience,
    charts,
    common,
    console,
    definitions,
    delivery,
    doctor,
    features,
    gaps,
    gate,
    history,
    mail,
    notices,
    report,
    schedule,
    sections,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Message: TypeAlias = str | tuple[str, str]

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "reporter"
FORMS = (0, 1, 2, 5)
"""Counts that between them ask for every plural form of a language."""
LANGUAGES = ("en", "de")
"""The languages that a report can have; the texts in this package are the first."""


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


PRINTED: Mapping[str, Message] = merged(
    common.MESSAGES,
    features.MESSAGES,
    gaps.MESSAGES,
    charts.MESSAGES,
    report.MESSAGES,
    sections.MESSAGES,
    advice.MESSAGES,
    definitions.MESSAGES,
    notices.MESSAGES,
    mail.MESSAGES,
    audience.MESSAGES,
)
"""What can stand in a report, so that every language has it; what operators read is English."""

MESSAGES: Mapping[str, Message] = merged(
    PRINTED,
    console.MESSAGES,
    history.MESSAGES,
    schedule.MESSAGES,
    gate.MESSAGES,
    doctor.MESSAGES,
    delivery.MESSAGES,
    alerts.MESSAGES,
)


class Words:
    """Messages in one language.

    Args:
        translations: from English; none for English itself.
        language: whose numbers and dates go with them.

    Attributes:
        language: one of `LANGUAGES`.
        formats: numbers and dates in this language.
    """

    def __init__(
        self, translations: gettext.NullTranslations | None = None, language: str = LANGUAGES[0]
    ) -> None:
        self.language = language
        self.formats = Formats(language)
        self._translations = translations or gettext.NullTranslations()
        self._sentence = Sentence(self.formats)

    @cached_property
    def letters(self) -> frozenset[str]:
        """Every letter and sign that these texts are written in; a font must have them all."""
        found: set[str] = set()
        for name, message in PRINTED.items():
            if isinstance(message, str):
                found.update(self._plain(name, message))
            else:
                found.update(*(self._plural(name, message, n) for n in FORMS))
        return frozenset(found)

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
            chosen = self._plural(message, text, int(values["n"]))
        else:
            chosen = self._plain(message, text)
        return self._sentence.vformat(chosen, (), values)

    def has(self, message: str) -> bool:
        """Whether the catalogue has that message."""
        return message in MESSAGES

    def inside(self, label: str) -> str:
        """A label as it stands inside a sentence: English has it in small letters."""
        return label.lower() if self("report.labels") == "small" else label

    def continued(self, label: str) -> str:
        """As `inside`, of a label in which names may stand: only its first letter changes."""
        return self.inside(label[:1]) + label[1:]

    def _plain(self, message: str, text: str) -> str:
        """The translation under the message's own id, or else that of its English text."""
        own = self._translations.pgettext(message, text)
        return self._translations.gettext(text) if own == text else own

    def _plural(self, message: str, forms: tuple[str, str], n: int) -> str:
        own = self._translations.npgettext(message, *forms, n)
        return self._translations.ngettext(*forms, n) if own in forms else own


ENGLISH = Words()


@cache
def language(name: str) -> Words:
    """The words of a language.

    Args:
        name: one of `LANGUAGES`.

    Raises:
        ValueError: there is no such language.
    """
    if name not in LANGUAGES:
        msg = f"there are no words in {name!r}, only in {', '.join(LANGUAGES)}"
        raise ValueError(msg)
    if name == ENGLISH.language:
        return ENGLISH
    return Words(gettext.translation(DOMAIN, LOCALE, [name]), name)
