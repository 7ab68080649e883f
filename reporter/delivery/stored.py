"""The mail of a report as the archive keeps it: every later try sends the same words and pictures.

One file, `mail.json`, beside the report: the page for each way of enclosing the files, and what a
sender has to know of the report.
"""

from __future__ import annotations

import html
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from reporter.delivery.message import Enclosed
from reporter.errors import ArchiveError
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reporter.delivery.message import Page

MAIL_FILE = "mail.json"
FORM = 1
PDF_PLACE = "reporter-5b0c7a1e-place-of-the-pdf"
"""Stands where a page says where the PDF is, which is known when it is sent: so the same report
has the same mail, wherever it is kept."""
WAYS: tuple[Enclosed, ...] = get_args(Enclosed)
"""Each has a page of its own."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture of the page, as `reporter.delivery.message.Picture`."""

    cid: str
    png: bytes


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page, as `reporter.delivery.message.Page`."""

    subject: str
    html: str
    text: str
    images: tuple[StoredPicture, ...]


@dataclass(frozen=True, slots=True)
class StoredMail:
    """What the archive keeps of a mail.

    Attributes:
        locale: language of its words.
        several_listeners: the data are about several people.
        withheld: why it may be mailed to nobody, whatever its state; empty where it may.
        least: groups of fewer listeners were left out when it was made.
        pages: by what is enclosed.
    """

    locale: str
    several_listeners: bool
    withheld: str
    least: int
    pages: Mapping[Enclosed, StoredPage]

    @property
    def subject(self) -> str:
        """Of the message; the same whatever is enclosed."""
        return self.pages[WAYS[0]].subject

    def refusal(self, least: int) -> str:
        """Why it may not be mailed today; empty where it may.

        Args:
            least: nothing about fewer listeners is mailed by the configuration of today.
        """
        if self.several_listeners and least > self.least:
            return ENGLISH("held.made_for_fewer", n=self.least, need=least)
        return self.withheld

    def page(self, enclosed: Enclosed, pdf_at: str) -> StoredPage:
        """The page for a way of enclosing the files.

        Args:
            enclosed: what is attached.
            pdf_at: where the PDF is, for a page that says so.
        """
        page = self.pages[enclosed]
        return replace(
            page,
            html=page.html.replace(PDF_PLACE, html.escape(pdf_at)),
            text=page.text.replace(PDF_PLACE, pdf_at),
        )


def to_json(
    pages: Mapping[Enclosed, Page],
    *,
    locale: str,
    several_listeners: bool,
    least: int,
    withheld: str = "",
) -> bytes:
    """The file; pictures are kept once, as all pages show the same ones."""
    first, *_ = pages.values()
    values = {
        "form": FORM,
        "locale": locale,
        "several_listeners": several_listeners,
        "withheld": withheld,
        "least": least,
        "pages": {
            enclosed: {"subject": page.subject, "html": page.html, "text": page.text}
            for enclosed, page in pages.items()
        },
        "images": _pictures(first.images),
    }
    return (json.dumps(values, indent=1, ensure_ascii=False) + "\n").encode()


def from_json(content: bytes) -> StoredMail:
    """Read the file back.

    Raises:
        ArchiveError: it is no such file.
    """
    try:
        values: dict[str, Any] = json.loads(content)
        if values["form"] != FORM:
            msg = f"{MAIL_FILE} is of form {values['form']}, which this version does not know"
            raise ArchiveError(msg, hint="send it with the version of reporter that made it")
        images = tuple(
            StoredPicture(one["cid"], b64decode(one["png"], validate=True))
            for one in values["images"]
        )
        pages: dict[Enclosed, StoredPage] = {
            enclosed: StoredPage(page["subject"], page["html"], page["text"], images)
            for enclosed in WAYS
            for page in [values["pages"][enclosed]]
        }
        several, withheld = values["several_listeners"], values["withheld"]
        return StoredMail(values["locale"], several, withheld, values["least"], pages)
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{MAIL_FILE} is damaged"
        raise ArchiveError(msg, hint="`reporter history verify` says what else is") from error


def _pictures(images: Sequence[Any]) -> list[dict[str, str]]:
    return [{"cid": one.cid, "png": b64encode(one.png).decode("ascii")} for one in images]
