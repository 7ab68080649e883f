"""Mails made by hand: pages, envelopes, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reporter.addresses import mailbox
from reporter.delivery.message import Enclosures, Envelope, message_id, note

if TYPE_CHECKING:
    from reporter.delivery.message import Enclosed, Letter, PageOf

DATE = datetime(2024, 12, 16, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class PlainImage:
    """A picture, by its name."""

    cid: str
    png: bytes


@dataclass(frozen=True)
class PlainPage:
    """A mail page as `reporter.render.mail` gives them."""

    subject: str
    html: str
    text: str
    images: tuple[PlainImage, ...] = ()


def make_page(enclosed: Enclosed = "all") -> PlainPage:
    """A page that says what is attached."""
    return PlainPage(
        subject="Weekly listening report 2024-W50: skips rose",
        html=f'<p>{enclosed} attached <img src="cid:spark_plays" alt="Plays"></p>',
        text=f"{enclosed} attached\n",
        images=(PlainImage("spark_plays", b"\x89PNG spark"), PlainImage("weeks", b"\x89PNG weeks")),
    )


def make_pages(page: PlainPage) -> PageOf:
    """The same page, whatever is attached."""

    def page_of(_: Enclosed) -> PlainPage:
        return page

    return page_of


def make_envelope(
    recipient: str = "ana@example.org",
    *,
    key: str = "weekly/2024-W50",
    sender: str = "Reporter <reports@example.org>",
    owner: str | None = "ops@example.org",
    marks: tuple[str, ...] = (),
) -> Envelope:
    """An envelope of the report of a week."""
    return Envelope(
        message_id=message_id(key, recipient, domain="example.org"),
        sender=mailbox(sender),
        recipient=mailbox(recipient),
        owner=mailbox(owner) if owner else None,
        date=DATE,
        marks=marks,
    )


def make_enclosures(pdf: bytes = b"%PDF-1.7 report", n_rows: int = 3) -> Enclosures:
    """A PDF and two tables."""
    rows = b"id,value\r\n" + b"".join(b"%d,%d\r\n" % (i, i * i) for i in range(n_rows))
    return Enclosures("weekly-2024-W50", pdf, {"leaders": rows, "changes": b"id\r\n"})


def make_letter(recipient: str = "ana@example.org", text: str = "Hello.\n") -> Letter:
    """A short letter, encoded."""
    return note(make_envelope(recipient), "Hello", text)
