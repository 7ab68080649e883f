"""The catalogue: ids, placeholders, plurals, translations."""

from __future__ import annotations

import gettext
import string

import pytest

from reporter.formats import SPECS
from reporter.words import ENGLISH, MESSAGES, Message, Words, merged


def texts(message: Message) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def names(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)}


@pytest.mark.parametrize("key", sorted(MESSAGES))
def test_every_placeholder_has_a_name_and_a_format_that_exists(key: str) -> None:
    for text in texts(MESSAGES[key]):
        for _, name, spec, conversion in string.Formatter().parse(text):
            assert name is None or name.isidentifier(), f"{key}: {name}"
            assert spec is None or spec in SPECS, f"{key}: {spec}"
            assert conversion is None


def test_the_form_for_one_needs_no_more_values_than_the_form_for_many() -> None:
    for key, message in MESSAGES.items():
        if not isinstance(message, str):
            singular, plural = message
            assert names(singular) - {"n", None} <= names(plural), key


def test_one_and_many() -> None:
    assert ENGLISH("count.plays", n=1) == "1 play"
    assert ENGLISH("count.plays", n=1_204) == "1,204 plays"
    assert ENGLISH("count.plays", n=0) == "0 plays"


def test_a_message_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        ENGLISH("no.such.message")
    assert not ENGLISH.has("no.such.message")


def test_a_place_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        ENGLISH("console.warning")


def test_values_are_never_read_as_messages() -> None:
    assert ENGLISH("console.warning", text="{text} {0}") == "note: {text} {0}"


def test_two_areas_may_not_share_an_id() -> None:
    with pytest.raises(ValueError, match=r"two areas: \['a'\]"):
        merged({"a": "x"}, {"a": "y", "b": "z"})


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper().replace("{TEXT}", "{text}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{{n:count}} {'PLAY' if n == 1 else 'PLAYS'}" if "play" in msgid1 else msgid2


def test_the_english_text_is_the_key_of_a_translation() -> None:
    loud = Words(Shouting())
    assert loud("console.warning", text="quiet") == "NOTE: quiet"
    assert loud("count.plays", n=2) == "2 PLAYS"
