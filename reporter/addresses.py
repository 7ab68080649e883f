"""Mail addresses: read strictly, and held against the domains that may be written to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection

ENCODED_WORD = "=?"
"""What begins a word of other letters in a header (RFC 2047); decoded, it may hold anything."""

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
MAILBOX = re.compile(
    r'(?:"(?P<quoted>[^"\\]*)"|(?P<name>[^"\\,:;<>()@\[\]]*))'
    rf" *<(?P<local_part>{ATOM}(?:\.{ATOM})*)@(?P<domain>[^@<>\s]+)>"
)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_LOCAL_PART, LONGEST_ADDRESS, LONGEST_NAME = 64, 254, 120
AMBIGUOUS_IN_IDNA = frozenset("ßς\u200c\u200d")
"""Letters that the two versions of IDNA write as different domains."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address, and the name shown with it.

    Attributes:
        name: may be empty.
        local_part: before the @, as given.
        domain: lower case, in ASCII (`xn--…` where it has other letters).
    """

    name: str
    local_part: str
    domain: str

    @property
    def address(self) -> str:
        """`local_part@domain`."""
        return f"{self.local_part}@{self.domain}"


def mailbox(text: str) -> Mailbox:
    """Read one address, with or without a name: `Ana <ana@example.org>`.

    Quoted local parts, quotes inside a name, comments, several addresses and local parts with other
    letters than ASCII are refused: hardly anybody has them, and programs do not agree on what they
    mean. For the same reason the standard library, which makes something of anything, is not asked.

    Raises:
        ConfigError: it is not one plain address.
    """
    bare = text.strip(" ")
    found = MAILBOX.fullmatch(bare if bare.endswith(">") else f"<{bare}>")
    domain = ascii_domain(found["domain"]) if found else None
    if found is None or domain is None or not text.isprintable() or ENCODED_WORD in text:
        raise _no_address(text)
    name = (found["quoted"] or found["name"] or "").strip(" ")
    read = Mailbox(name, found["local_part"], domain)
    if (
        len(name) > LONGEST_NAME
        or len(read.local_part) > LONGEST_LOCAL_PART
        or len(read.address) > LONGEST_ADDRESS
    ):
        raise _no_address(text)
    return read


def ascii_domain(text: str) -> str | None:
    """A domain in lower-case ASCII; none if it is no domain.

    One whose letters mean different domains in IDNA 2003 and 2008 is none: it is to be written in
    its `xn--` form.
    """
    if AMBIGUOUS_IN_IDNA & set(text.lower()):
        return None
    try:
        domain = text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return domain if all(LABEL.fullmatch(label) for label in domain.split(".")) else None


def is_allowed(address: Mailbox, allow: Collection[str]) -> bool:
    """Whether its domain is one of those allowed, exactly; with none named, every one is.

    A subdomain is another domain. An entry that is no domain allows nothing.
    """
    return not allow or address.domain in {ascii_domain(entry.strip()) for entry in allow}


def _no_address(text: str) -> ConfigError:
    return ConfigError(
        f"{text!a} is not one plain mail address", hint="write it as ana@example.org"
    )
