"""One message to one recipient, as bytes. No clock and no I/O: the same input gives the same bytes.

multipart/mixed
    multipart/alternative
        text/plain
        multipart/related
            text/html
            its pictures, by Content-ID
    the PDF
    a zip of the summary tables
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias
from urllib.parse import quote

from reporter.delivery import headers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from reporter.addresses import Mailbox

Enclosed: TypeAlias = Literal["all", "pdf", "none"]
"""What is attached: PDF and tables, the PDF alone, or nothing (the page says where the PDF is)."""

LESS: Mapping[Enclosed, Enclosed] = {"all": "pdf", "pdf": "none"}
"""What is left out next of a message that is too large."""

AGGREGATE = frozenset(
    {
        "advanced_analytics_summary",
        "changes",
        "cohort_retention",
        "data_quality",
        "growth_accounting",
        "leaders",
        "leakage_audit",
        "model_performance",
        "recommendations",
        "retention_analysis",
        "retention_curve",
        "segment_migration",
        "segment_profiles",
        "skip_drivers",
    }
)
"""Tables with no row about one listener; no others are mailed where there are several."""

MESSAGE_ID_DIGITS = 32
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
CONTENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Lines of 7-bit text pass every server; the shorter of the two encodings is taken.
POLICY = SMTP.clone(cte_type="7bit")


class Picture(Protocol):
    """A picture of the HTML, which asks for it as `cid:<cid>`."""

    @property
    def cid(self) -> str:
        """Letters, digits, dots, - and _."""

    @property
    def png(self) -> bytes:
        """The file."""


class Page(Protocol):
    """What the mail says; `reporter.render.mail.MailPage` is one."""

    @property
    def subject(self) -> str:
        """One line."""

    @property
    def html(self) -> str:
        """Asks for its pictures by `cid:` and for nothing else."""

    @property
    def text(self) -> str:
        """The same as plain text."""

    @property
    def images(self) -> Sequence[Picture]:
        """The pictures that the HTML asks for."""


PageOf: TypeAlias = Callable[[Enclosed], Page]
"""The page that speaks of what is attached."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, when, and what for.

    Attributes:
        message_id: with its angle brackets, from `message_id`.
        sender: stands in From, and takes what bounces.
        recipient: the only one.
        owner: whom readers write to in order to be taken off the list, if there is someone.
        date: aware; that of the delivery, not of the try.
        marks: words in front of the subject, such as `[test]` and `[corrected]`.
    """

    message_id: str
    sender: Mailbox
    recipient: Mailbox
    owner: Mailbox | None
    date: datetime
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What may be attached.

    Attributes:
        stem: the files are named for it, as in `weekly-2024-W50.pdf`.
        pdf: the report.
        tables: name of a table -> its CSV file; those of `mailable`, may be empty.
    """

    stem: str
    pdf: bytes = field(repr=False)
    tables: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, encoded, with its envelope.

    Attributes:
        message_id: with its angle brackets.
        sender: address that what bounces comes back to.
        recipient: address.
        content: the encoded message; lines end in CR LF, all bytes below 128.
        enclosed: what is attached, after what the size budget left out.
    """

    message_id: str
    sender: str
    recipient: str
    content: bytes = field(repr=False)
    enclosed: Enclosed

    @property
    def sha256(self) -> str:
        """Of the content, in hex."""
        return hashlib.sha256(self.content).hexdigest()


def message_id(*key: str, domain: str) -> str:
    """The Message-ID of a delivery: the same one for the same delivery, on any machine.

    Args:
        key: what makes the delivery the one it is; the ledger's own id of it is enough.
        domain: the sender's, in ASCII.
    """
    digest = hashlib.sha256("\n".join(key).encode()).hexdigest()[:MESSAGE_ID_DIGITS]
    return f"<{digest}@{domain}>"


def mailable(tables: Mapping[str, bytes], *, several_listeners: bool) -> dict[str, bytes]:
    """The tables that may be mailed, in order of name.

    Args:
        tables: name -> CSV file.
        several_listeners: the data are about several people; then none of the tables with a row a
            listener is among them, nor any that this module does not know.
    """
    return {
        name: tables[name] for name in sorted(tables) if not several_listeners or name in AGGREGATE
    }


def compose(envelope: Envelope, page: PageOf, files: Enclosures, *, most_bytes: int) -> Letter:
    """The message within its size: the tables go first, then the PDF.

    Args:
        envelope: who writes to whom.
        page: is asked again where less is attached, so that its words are right.
        files: what is to be attached.
        most_bytes: size budget of the encoded message; one with nothing left to leave out may
            still be larger.
    """
    enclosed: Enclosed = "all" if files.tables else "pdf"
    while True:
        content = _encoded(_report(envelope, page(enclosed), files, enclosed))
        if len(content) <= most_bytes or enclosed not in LESS:
            return _letter(envelope, content, enclosed)
        enclosed = LESS[enclosed]


def note(envelope: Envelope, subject: str, text: str) -> Letter:
    """A message of plain text, such as an alert."""
    message = _addressed(envelope, subject)
    message.set_content(text)
    return _letter(envelope, _encoded(message), "none")


def _letter(envelope: Envelope, content: bytes, enclosed: Enclosed) -> Letter:
    return Letter(
        envelope.message_id,
        envelope.sender.address,
        envelope.recipient.address,
        content,
        enclosed,
    )


def _addressed(envelope: Envelope, subject: str) -> EmailMessage:
    """The headers; EmailMessage refuses line ends in them."""
    message = EmailMessage(policy=POLICY)
    message["From"] = headers.address("From", envelope.sender)
    message["To"] = headers.address("To", envelope.recipient)
    message["Subject"] = headers.text("Subject", " ".join((*envelope.marks, subject)))
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if envelope.owner:
        address = quote(envelope.owner.address, safe="@")
        message["List-Unsubscribe"] = f"<mailto:{address}?subject=unsubscribe>"
    return message


def _report(envelope: Envelope, page: Page, files: Enclosures, enclosed: Enclosed) -> EmailMessage:
    message = _addressed(envelope, page.subject)
    message.set_content(page.text)
    message.add_alternative(page.html, subtype="html")
    _add_pictures(message, page.images)
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", files.stem)
    if enclosed != "none":
        message.add_attachment(
            files.pdf, maintype="application", subtype="pdf", filename=f"{stem}.pdf"
        )
    if enclosed == "all":
        message.add_attachment(
            zipped(files.tables), maintype="application", subtype="zip", filename=f"{stem}-csv.zip"
        )
    return message


def _add_pictures(message: EmailMessage, pictures: Sequence[Picture]) -> None:
    *_, html = message.iter_parts()
    for picture in pictures:
        if not CONTENT_ID.fullmatch(picture.cid):
            msg = f"{picture.cid!a} is no name of a picture"
            raise ValueError(msg)
        html.add_related(
            picture.png,
            maintype="image",
            subtype="png",
            cid=f"<{picture.cid}>",
            disposition="inline",
            filename=f"{picture.cid}.png",
        )
    if pictures:
        html.set_param("type", "text/html")


def zipped(tables: Mapping[str, bytes]) -> bytes:
    """A zip of CSV files, the same bytes for the same tables."""
    together = io.BytesIO()
    with zipfile.ZipFile(together, "w") as archive:
        for name in sorted(tables):
            entry = zipfile.ZipInfo(f"{name}.csv", ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, READABLE
            archive.writestr(entry, tables[name], compresslevel=9)
    return together.getvalue()


def _encoded(message: EmailMessage) -> bytes:
    """The bytes, with boundaries that follow from the Message-ID.

    `=_` stands in none of the encodings, so that no part can hold a boundary.
    """
    seed = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:MESSAGE_ID_DIGITS]
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{number}_{seed}")
    return message.as_bytes()
