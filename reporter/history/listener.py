"""Who is meant by LISTENER: a pseudonym, or the name behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reporter.errors import UsageError
from reporter.sources.pseudonym import N_DIGITS, load_or_make_key, pseudonym

if TYPE_CHECKING:
    from pathlib import Path

_PSEUDONYM = re.compile(rf"L[0-9a-f]{{{N_DIGITS}}}")


def pseudonym_of(listener: str, given: str | None, key_file: Path | None) -> str:
    """The pseudonym of a listener.

    Args:
        listener: it itself, or a user name or the name of a listener's folder or file, as the
            source has it.
        given: the key of the configuration; none where there is none.
        key_file: where the archive keeps its key; none where it keeps none.

    Raises:
        UsageError: the name is empty, or there is no key to find its pseudonym with.
        ConfigError: the key cannot be read.
    """
    name = listener.strip()
    if not name:
        msg = "an empty name is nobody's"
        raise UsageError(msg, hint="give a pseudonym, or the name of a user or a folder")
    if _PSEUDONYM.fullmatch(name):
        return name
    if given:
        return pseudonym(given.encode(), name)
    if key_file is None or not key_file.is_file():  # a new key would find nobody
        msg = f"there is no key that tells the pseudonym of '{name}'"
        hint = "give the key as REPORTER_SOURCE__KEY, or the pseudonym itself"
        raise UsageError(msg, hint=hint)
    return pseudonym(load_or_make_key(key_file, None), name)
