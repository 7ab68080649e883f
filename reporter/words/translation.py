"""Translations: `python -m reporter.words.translation` brings their files up to date.

A language is `locale/<language>/LC_MESSAGES/reporter.po`, which translators edit, and the `.mo`
beside it, which is compiled from it and read at run time. The command adds the messages that are
new, without a translation, drops those that are gone, and compiles.

A text is translated once, wherever it is said. Where one English text has two translations, the
rarer one stands under the id of its message, as gettext's context.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from reporter.words import DOMAIN, LANGUAGES, LOCALE, PRINTED, Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Texts: TypeAlias = tuple[str, ...]
"""The translations of one message: one, or one for each plural form of the language."""

WIDTH = 100


def source(language: str) -> Path:
    """The file that translators edit."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The translations as they are in the source."""
    with source(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def said(catalog: Catalog) -> dict[str, Texts]:
    """Each message that has a translation: its id and what is said."""
    found = {name: _found(catalog, name, message) for name, message in PRINTED.items()}
    return {name: texts for name, texts in found.items() if texts and all(texts)}


def arranged(before: Catalog, texts: Mapping[str, Texts]) -> Catalog:
    """A catalogue of all messages, in their order, each text as few times as it can be.

    Args:
        before: whose head it takes.
        texts: id of a message -> its translation; a message without one stays empty.
    """
    made = Catalog(
        before.locale,
        DOMAIN,
        header_comment=before.header_comment,
        project=before.project,
        version=before.version,
        copyright_holder=before.copyright_holder,
        msgid_bugs_address=before.msgid_bugs_address,
        creation_date=before.creation_date,
        revision_date=before.revision_date,
        last_translator=before.last_translator,
        language_team=before.language_team,
        fuzzy=False,
    )
    names: dict[Message, list[str]] = defaultdict(list)
    for name, message in PRINTED.items():
        names[message].append(name)
    for message, ids in names.items():
        usual = Counter(texts[name] for name in ids if name in texts).most_common(1)
        common = usual[0][0] if usual else ()
        _add(made, message, common, [name for name in ids if texts.get(name, common) == common])
        for name in ids:
            if texts.get(name, common) != common:
                _add(made, message, texts[name], [name], context=name)
    return made


def write(catalog: Catalog, language: str) -> None:
    """Write source and compiled file."""
    with source(language).open("wb") as file:
        write_po(file, catalog, width=WIDTH)
    with source(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> int:
    """Bring every language up to date; 1 if one lacks a translation."""
    missing = []
    for language in LANGUAGES[1:]:
        before = read(language)
        texts = said(before)
        write(arranged(before, texts), language)
        missing += [f"{language}: {name}" for name in PRINTED if name not in texts]
    sys.stdout.writelines(f"{one}\n" for one in missing)
    return 1 if missing else 0


def _found(catalog: Catalog, name: str, message: Message) -> Texts:
    found = catalog.get(message, context=name) or catalog.get(message)
    string = found.string if found else None
    return (string,) if isinstance(string, str) else tuple(string or ())


def _add(
    catalog: Catalog, message: Message, texts: Texts, ids: list[str], context: str | None = None
) -> None:
    string = texts if isinstance(message, tuple) else "".join(texts)
    added = catalog.add(message, string or None, auto_comments=ids, context=context)
    added.flags.discard("python-format")  # "95% interval" is none


if __name__ == "__main__":
    sys.exit(main())
