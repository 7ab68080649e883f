"""Whatever stands in titles, names and subjects, a message keeps its headers and its parts."""

from __future__ import annotations

import re
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import parseaddr

from hypothesis import example, given
from hypothesis import strategies as st

from reporter.addresses import ATOM, mailbox
from reporter.delivery.message import compose, note
from reporter.errors import ConfigError
from reporter.render.text import printable
from tests.factories.hostile import HOSTILE
from tests.factories.letters import (
    PlainPage,
    make_enclosures,
    make_envelope,
    make_pages,
)

HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Unsubscribe",
    "MIME-Version",
    "Content-Type",
}
ENCODING = "Content-Transfer-Encoding"
SHORT = [name for name in HOSTILE if len(name) < 500]
PIECES = st.sampled_from(
    ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "Bcc: eve@example.net", " ", "\t", ".", *SHORT]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=9).map("".join)


def read(header: str) -> str:
    """A header as people read it."""
    return str(make_header(decode_header(header.replace("\r\n", ""))))


@given(TEXTS, st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
@example("Weekly\r\nBcc: eve@example.net\r\n\r\nbody", "--=_0_\r\n.\r\n", "")
@example("=?utf-8?q?x=0D=0ABcc=3A?= eve@example.net", "", "")
@example("größer " * 40, "", "")
def test_no_text_becomes_a_header_or_a_part(subject: str, html: str, text: str) -> None:
    page = make_pages(PlainPage(subject, html, text))
    letter = compose(make_envelope(), page, make_enclosures(), most_bytes=10_000_000)
    message = BytesParser(policy=policy.default).parsebytes(letter.content)
    assert sorted(message.keys()) == sorted(HEADERS)
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "application/zip",
    ]
    assert letter.content.isascii()


@given(TEXTS)
@example("größer " * 40)
@example("<script>" * 10)
@example("00000000 0000000000000000¡¡¡¡¡¡¡¡¡ ¡")
def test_a_subject_reads_as_it_was_meant(subject: str) -> None:
    message = BytesParser().parsebytes(note(make_envelope(), subject, "").content)
    assert all(len(line) <= 78 for line in message["Subject"].splitlines())
    assert read(message["Subject"]) == printable(subject, "", 250).replace("=?", "= ?")


@given(TEXTS)
@example("Réporter, Inc.")
@example("Ana\r\nBcc: eve@example.net")
@example("=?utf-8?q?Ana=0D=0ABcc=3A?=")
def test_a_name_beside_an_address_is_refused_or_shown_as_it_is(name: str) -> None:
    text = f'"{name}" <reports@example.org>'
    try:
        sender = mailbox(text)
    except ConfigError:
        assert not name.isprintable() or "=?" in name or set(name) & set('\\"') or len(name) > 120
        return
    message = BytesParser().parsebytes(note(make_envelope(sender=text), "Subject", "").content)
    assert sorted(message.keys()) == sorted({*HEADERS, ENCODING})
    shown, address = parseaddr(message["From"].replace("\r\n", ""))
    assert address == "reports@example.org"
    assert read(shown).strip() == sender.name


@given(TEXTS)
@example("ana@example.org\r\nRCPT TO:<eve@example.net>")
def test_an_address_is_refused_or_is_one_plain_word(text: str) -> None:
    try:
        found = mailbox(text)
    except ConfigError:
        return
    assert re.fullmatch(rf"({ATOM}|\.)+", found.local_part)
    assert found.address.isascii()
    assert found.address.count("@") == 1
    assert found.address.isprintable()
