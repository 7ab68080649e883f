"""Headers with words of people in them, encoded (RFC 2047) and folded into short lines.

EmailMessage does that too, but the one of Python 3.11 loses blanks between encoded words and
writes line ends that an encoded word holds; so these headers bring their lines with them.
"""

from __future__ import annotations

from email.header import Header
from email.utils import quote
from typing import TYPE_CHECKING

from reporter.addresses import ENCODED_WORD
from reporter.render.text import printable

if TYPE_CHECKING:
    from email.policy import Policy
    from typing import Self

    from reporter.addresses import Mailbox

LONGEST_TEXT = 250
LONGEST_LINE = 76
CRLF = "\r\n"


class Written(str):
    """A header that EmailMessage takes as it is, because it has a name and can fold itself.

    Attributes:
        name: of the header.
        lines: its value as it is sent, folded.
    """

    __slots__ = ("lines", "name")

    name: str
    lines: str

    def __new__(cls, name: str, value: str, lines: str) -> Self:
        """Keep the value as people read it, and its lines."""
        self = super().__new__(cls, value)
        self.name, self.lines = name, lines
        return self

    def fold(self, *, policy: Policy) -> str:
        """The header as it is sent."""
        del policy
        return f"{self.name}: {self.lines}{CRLF}"


def text(name: str, value: str) -> Written:
    """A header of free text, on one line for its readers.

    What would be read as an encoded word, and so as something else, is parted.
    """
    shown = printable(value, "", LONGEST_TEXT).replace(ENCODED_WORD, "= ?")
    return Written(name, shown, _encoded(name, shown))


def address(name: str, mailbox: Mailbox) -> Written:
    """A header with one address, and the name that goes with it."""
    if not mailbox.name:
        return Written(name, mailbox.address, mailbox.address)
    shown = mailbox.name if _is_plain(mailbox.name) else f'"{quote(mailbox.name)}"'
    lines = shown if shown.isascii() else _encoded(name, mailbox.name)
    end = f"<{mailbox.address}>"
    gap = " " if len(name) + len(lines) + len(end) < LONGEST_LINE else f"{CRLF} "
    return Written(name, f"{shown} {end}", f"{lines}{gap}{end}")


def _encoded(name: str, value: str) -> str:
    """The value in short lines; also ASCII is encoded where a word of it is too long for one."""
    longest = max(map(len, value.split()), default=0)
    fits = value.isascii() and len(f"{name}: ") + longest < LONGEST_LINE
    header = Header(value, "us-ascii" if fits else "utf-8", LONGEST_LINE, name)
    return header.encode(linesep=CRLF)


def _is_plain(name: str) -> bool:
    return name.replace(" ", "").isalnum()
