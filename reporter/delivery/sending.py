"""`reporter send`: put the messages of a stored run into the outbox, by someone's wish."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.delivery.office import channel
from reporter.delivery.stored import MAIL_FILE, from_json
from reporter.errors import HeldError, UsageError
from reporter.ledger.values import DeliveryState, NewDelivery, State
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Edition, Run


class Wish(StrEnum):
    """What is to be sent of a run."""

    NEW = "new"
    FAILED = "failed"
    RESEND = "resend"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Sender:
    """Queues messages of stored runs.

    Attributes:
        settings: the recipients of today.
        ledger: the outbox.
        store: where the mails are kept.
    """

    settings: Settings
    ledger: Ledger
    store: Store

    def queue(
        self, run: Run, wish: Wish, now: datetime, *, to: tuple[str, ...] = ()
    ) -> tuple[int, ...]:
        """Queue what is wished.

        Args:
            run: a run with files.
            wish: `new` queues what has not gone out yet, `failed` what failed, with the bytes it
                had, `resend` everything again, marked as corrected, and `test` one message for
                each audience to one address, which never counts as the delivery.
            now: the clock, aware.
            to: only these recipients, or the address of a test. Whoever is named here gets what
                failed also where nobody knows whether it came.

        Returns:
            Ids of the messages that are to be sent now.

        Raises:
            UsageError: the run has no files.
            HeldError: all of it is held back by the gate, or it is about too few listeners.
        """
        if not run.folder or run.pruned:
            msg = f"run {run.id} has no files to send"
            raise UsageError(msg, hint="`reporter history` lists those that have")
        if wish is Wish.FAILED:
            return self._again(run, to, now)
        editions = self._sound(run)
        subjects = {one.audience: self._subject(run, one) for one in editions}
        revision = self.ledger.outbox.next_revision(run.id) if wish is Wish.RESEND else 0
        new = [
            NewDelivery(
                audience=edition.audience,
                recipient=recipient,
                channel=channel(self.settings),
                subject=subjects[edition.audience],
                test=wish is Wish.TEST,
                revision=revision,
            )
            for edition in editions
            for recipient in (to if wish is Wish.TEST else self._recipients(run, edition, to))
        ]
        if not new:
            msg = ENGLISH("send.nobody", report=run.key.report)
            raise UsageError(msg, hint=ENGLISH("send.nobody.hint"))
        return self.ledger.outbox.add(run.id, new, now)

    def _again(self, run: Run, to: tuple[str, ...], now: datetime) -> tuple[int, ...]:
        states = {DeliveryState.FAILED, DeliveryState.QUEUED}
        if to:
            states.add(DeliveryState.UNKNOWN)
        failed = [
            one.id
            for one in self.ledger.outbox.of_run(run.id)
            if one.state in states and not one.test and (not to or one.recipient in to)
        ]
        self.ledger.outbox.again(failed, now)
        return tuple(failed)

    def _sound(self, run: Run) -> list[Edition]:
        editions = self.ledger.runs.editions(run.id)
        sound = [one for one in editions if one.state is State.COMPLETE]
        if not sound:
            msg = f"run {run.id} is not to be sent ({run.error or run.state})"
            raise HeldError(msg, hint="mend what is wrong, and run the report again")
        return sound

    def _recipients(self, run: Run, edition: Edition, to: tuple[str, ...]) -> Iterator[str]:
        report = self.settings.reports.get(run.key.report)
        for reader in report.readers if report else ():
            if reader.name == edition.audience:
                yield from (one for one in reader.to if not to or one in to)

    def _subject(self, run: Run, edition: Edition) -> str:
        own = {file.path for file in self.ledger.runs.files(run.id)}
        place = f"{edition.audience}/{MAIL_FILE}"
        path = place if place in own else MAIL_FILE
        mail = from_json(self.store.read(f"{run.folder}/{path}"))
        if mail.withheld:
            msg = f"run {run.id} is not to be sent to {edition.audience} ({mail.withheld})"
            raise HeldError(msg, hint="wait until there are more listeners")
        return mail.subject
