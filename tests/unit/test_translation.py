"""Every language says everything that is printed, with the same places, in the same two files."""

from __future__ import annotations

import gettext
import string
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from reporter.config.settings import AudienceSettings, ReportSettings
from reporter.formats import PATTERNS
from reporter.words import (
    DOMAIN,
    ENGLISH,
    FORMS,
    LANGUAGES,
    LOCALE,
    MESSAGES,
    PRINTED,
    console,
    language,
)
from reporter.words.translation import arranged, read, said, source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages.catalog import Catalog

OTHERS = LANGUAGES[1:]


def places(text: str) -> set[tuple[str, str | None]]:
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name}


def entries(catalog: Catalog) -> dict[tuple[str | None, str], str]:
    """Context and English text -> what is said; forms of plurals one after the other."""
    return {(m.context, _joined(m.id)): _joined(m.string) for m in catalog if m.id}


def _joined(text: str | Iterable[str] | None) -> str:
    return text if isinstance(text, str) else "|".join(text or ())


def test_the_languages_are_those_of_the_configuration_and_of_the_formats() -> None:
    (own,) = (field for name, field in ReportSettings.model_fields.items() if name == "locale")
    theirs = AudienceSettings.model_fields["locale"]
    assert str(own.annotation) in str(theirs.annotation)
    assert set(LANGUAGES) == set(own.annotation.__args__) == set(PATTERNS)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", OTHERS)
def test_every_message_that_is_printed_has_a_translation(name: str) -> None:
    assert PRINTED.keys() - said(read(name)).keys() == set()


@pytest.mark.parametrize("name", OTHERS)
def test_a_translation_has_the_places_of_its_message(name: str) -> None:
    for key, texts in said(read(name)).items():
        message = PRINTED[key]
        forms = (message,) if isinstance(message, str) else message
        assert len(texts) == (1 if isinstance(message, str) else read(name).num_plurals), key
        for text in texts:
            assert places(text) - {("n", "count")} <= places(forms[-1]), key
        assert places(texts[-1]) == places(forms[-1]), key


@pytest.mark.parametrize("name", OTHERS)
def test_the_compiled_file_is_that_of_the_source(name: str) -> None:
    """`python -m reporter.words.translation` writes both anew."""
    with source(name).open("rb") as po, source(name).with_suffix(".mo").open("rb") as mo:
        written = entries(read_po(po))
        assert entries(read_mo(mo)) == written
    assert entries(arranged(read(name), said(read(name)))) == written


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_said_is_what_the_source_says(name: str) -> None:
    """Also where one English text has two translations."""
    found = gettext.translation(DOMAIN, LOCALE, [name])
    texts = said(read(name))
    words = language(name)
    for key, message in PRINTED.items():
        if isinstance(message, str) and not places(message):
            assert words(key) == texts[key][0]
        elif not isinstance(message, str):
            assert {found.ngettext(*message, n) for n in FORMS} <= {*texts[key], *message}


def test_one_english_text_is_no_plural_in_one_place_and_none_in_another() -> None:
    singles = [message for message in PRINTED.values() if isinstance(message, str)]
    plurals = {message[0]: message for message in PRINTED.values() if not isinstance(message, str)}
    assert not plurals.keys() & set(singles)
    assert len(set(plurals.values())) == len(plurals)


def test_german() -> None:
    german = language("de")
    assert german("count.plays", n=1) == "1 Wiedergabe"
    assert german("count.plays", n=1_204) == "1.204 Wiedergaben"
    assert german("count.plays", n=0) == "0 Wiedergaben"
    assert german("head.track") == "Titel"
    assert german("definition.cluster.track") == "Tages"
    assert german("period.day") == "Tag"
    assert german.language == "de"


def test_labels_inside_a_sentence_keep_the_capitals_of_german_nouns() -> None:
    german = language("de")
    assert german.inside("Titellänge") == "Titellänge"
    assert german.continued("Uhrzeit") == "Uhrzeit"
    assert ENGLISH.inside("Track length") == "track length"
    assert ENGLISH.continued("The artist's AUC") == "the artist's AUC"


def test_the_command_line_stays_english() -> None:
    """What has no translation is said in English; the program asks in English anyway."""
    german = language("de")
    assert german("console.next", folder="plays") == ENGLISH("console.next", folder="plays")
    assert german("console.version", version="1") == ENGLISH("console.version", version="1")
    assert console.MESSAGES.keys() <= MESSAGES.keys() - PRINTED.keys()


def test_the_built_in_title_is_that_of_the_configuration() -> None:
    assert ReportSettings.model_fields["title"].default == ENGLISH("report.name")


def test_letters_are_those_of_the_language() -> None:
    assert set("äöüßÄÜ„“–") <= language("de").letters
    assert not set("äöüß") & ENGLISH.letters


def test_english_is_the_catalogue_itself() -> None:
    assert language("en") is ENGLISH


def test_a_language_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(ValueError, match="only in en, de"):
        language("tlh")
