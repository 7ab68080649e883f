"""From a message of the outbox to its letter: the stored files, checked, and the stored words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.addresses import Mailbox, mailbox
from reporter.archive.registry import open_store
from reporter.delivery.address import check
from reporter.delivery.message import Enclosures, Envelope, compose, mailable, note
from reporter.delivery.outcome import Permanent
from reporter.delivery.stored import MAIL_FILE, from_json
from reporter.errors import ArchiveError
from reporter.words import ENGLISH, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.delivery.message import Letter
    from reporter.delivery.stored import StoredMail
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Alert, Delivery, Run, StoredFile

MEGABYTE = 1_000_000
PDF_FILE = "report.pdf"
TABLES = "csv/"


@dataclass(frozen=True, slots=True)
class Desk:
    """What letters are written from.

    Attributes:
        settings: sender, owner, size budget, and who may be written to.
        ledger: where the messages and the checksums of their files are.
        store: where the files are.
    """

    settings: Settings
    ledger: Ledger
    store: Store

    def letter(self, one: Delivery) -> Letter | Permanent:
        """The letter of a message, with the very bytes that the run left.

        Returns:
            The letter, or why there can be none.

        Raises:
            ArchiveError: the store does not give the files; it may do so later.
        """
        recipient = self._recipient(one)
        if isinstance(recipient, Permanent):
            return recipient
        files = _Files(self, one)
        try:
            mail = files.mail()
            if refusal := mail.refusal(self._least(one.report)):
                return Permanent(None, refusal)
            pdf = files.read(PDF_FILE)
            tables = mailable(files.tables(), several_listeners=mail.several_listeners)
        except _DamagedError as error:
            return Permanent(None, str(error))
        return compose(
            self._envelope(one, recipient, mail.locale),
            lambda enclosed: mail.page(enclosed, files.locate(PDF_FILE)),
            Enclosures(f"{one.report}-{one.period}", pdf, tables),
            most_bytes=round(self.settings.delivery.max_megabytes * MEGABYTE),
        )

    def alert(self, one: Alert) -> Letter:
        """The letter of a message to the owner.

        Raises:
            ConfigError: an address is wrong.
        """
        recipient, sender = mailbox(one.recipient), mailbox(self.settings.delivery.sender)
        key = f"{one.cause}\n{one.report}\n{one.period}\n{one.recipient}"
        digest = hashlib.sha256(key.encode()).hexdigest()
        made = f"{one.created_at:%Y%m%d%H%M%S}.{digest[:16]}"
        envelope = Envelope(f"<{made}@{sender.domain}>", sender, recipient, None, one.created_at)
        return note(envelope, one.subject, one.text)

    def _least(self, report: str) -> int:
        known = self.settings.reports.get(report)
        return known.min_group_size if known else 1

    def _recipient(self, one: Delivery) -> Mailbox | Permanent:
        """The recipient, if the configuration of today still lets the report go there."""
        found = check(one.recipient, self.settings.delivery.allow)
        if isinstance(found, Permanent) or one.test:
            return found
        report = self.settings.reports.get(one.report)
        readers = report.readers if report else ()
        if any(found.address in reader.to for reader in readers if reader.name == one.audience):
            return found
        values = {"recipient": found.address, "audience": one.audience}
        return Permanent(None, ENGLISH("delivery.no_recipient", **values))

    def _envelope(self, one: Delivery, recipient: Mailbox, locale: str) -> Envelope:
        words = language(locale)
        marks = [words("delivery.mark.test")] if one.test else []
        marks += [words("delivery.mark.corrected")] if one.revision else []
        sender, owners = mailbox(self.settings.delivery.sender), self.settings.owner.mail
        return Envelope(
            message_id=f"<{one.message_id}@{sender.domain}>",
            sender=sender,
            recipient=recipient,
            owner=mailbox(owners[0]) if owners else sender,
            date=one.created_at,
            marks=tuple(marks),
        )


def store_of(run: Run, store: Store) -> Store:
    """Where the files of a run are: it may have been made with another `--output`.

    Args:
        run: the run.
        store: where reports are today.
    """
    return store if run.root == store.root else open_store(run.root)


class _DamagedError(ArchiveError):
    """A file is not as the run left it."""


class _Files:
    """The files of one audience of a run, each checked against the ledger as it is read."""

    def __init__(self, desk: Desk, one: Delivery) -> None:
        run = desk.ledger.runs.get(one.run)
        self._store = store_of(run, desk.store)
        self._folder = run.folder
        self._known: Mapping[str, StoredFile] = {
            file.path: file for file in desk.ledger.runs.files(one.run)
        }
        own = f"{one.audience}/"
        self._own = own if f"{own}{PDF_FILE}" in self._known else ""

    def read(self, path: str) -> bytes:
        """A file by its path in the audience's folder."""
        whole = self._own + path
        if whole not in self._known:
            raise _DamagedError(ENGLISH("delivery.file.absent", path=whole))
        content = self._store.read(f"{self._folder}/{whole}")
        if hashlib.sha256(content).hexdigest() != self._known[whole].sha256:
            raise _DamagedError(ENGLISH("delivery.file.changed", path=whole))
        return content

    def mail(self) -> StoredMail:
        """The words."""
        content = self.read(MAIL_FILE)
        try:
            return from_json(content)
        except ArchiveError as error:  # it is as it was written: another try reads the same
            raise _DamagedError(error.what, hint=error.hint) from error

    def locate(self, path: str) -> str:
        """Where a file is, for people, by its path in the audience's folder."""
        return self._store.locate(f"{self._folder}/{self._own}{path}")

    def tables(self) -> dict[str, bytes]:
        """The CSV files by name."""
        start = self._own + TABLES
        names = [
            path.removeprefix(start).removesuffix(".csv")
            for path in self._known
            if path.startswith(start)
        ]
        return {name: self.read(f"{TABLES}{name}.csv") for name in names}
