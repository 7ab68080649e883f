"""`reporter send`: put the messages of a stored run into the outbox, by someone's wish."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.addresses import mailbox
from reporter.delivery.letters import store_of
from reporter.delivery.office import channel
from reporter.delivery.stored import MAIL_FILE, from_json
from reporter.errors import HeldError, UsageError
from reporter.ledger.values import DeliveryState, NewDelivery, State
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.delivery.stored import StoredMail
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Delivery, Run


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
                had, `resend` everything again, marked as corrected for those who had it before, and
                `test` one message for each audience to one address, which never counts as the
                delivery.
            now: the clock, aware.
            to: only these recipients, or the address of a test. Whoever is named here gets what
                failed also where nobody knows whether it came.

        Returns:
            Ids of the messages that are to be sent now.

        Raises:
            UsageError: the run has no files, or someone named is no recipient of it.
            HeldError: all of it is held back by the gate, or it is about too few listeners.
            ConfigError: an address is none.
        """
        if not run.folder or run.pruned:
            msg = f"run {run.id} has no files to send"
            raise UsageError(msg, hint="`reporter history` lists those that have")
        to = tuple(mailbox(one).address for one in to)
        if wish is Wish.FAILED:
            return self._again(run, to, now)
        subjects = self._sound(run)
        if wish is Wish.TEST:
            readers = [(audience, one) for audience in subjects for one in to]
        else:
            readers = self._readers(run, subjects, to)
        new = [
            NewDelivery(
                audience=audience,
                recipient=recipient,
                channel=channel(self.settings),
                subject=subjects[audience],
                test=wish is Wish.TEST,
                revision=self._revision(run, audience, recipient) if wish is Wish.RESEND else 0,
            )
            for audience, recipient in readers
        ]
        return self.ledger.outbox.add(run.id, new, now)

    def unsure(self, run: Run) -> tuple[Delivery, ...]:
        """Messages of the run's period of which nobody knows whether they came."""
        period = self.ledger.outbox.of_period(run.key)
        return tuple(one for one in period if one.state is DeliveryState.UNKNOWN)

    def _again(self, run: Run, to: tuple[str, ...], now: datetime) -> tuple[int, ...]:
        states = {DeliveryState.FAILED, DeliveryState.QUEUED}
        if to:
            states.add(DeliveryState.UNKNOWN)
        mine = [one for one in self.ledger.outbox.of_run(run.id) if not one.test]
        _check_named(to, {one.recipient for one in mine})
        failed = [one.id for one in mine if one.state in states and (not to or one.recipient in to)]
        self.ledger.outbox.again(failed, now)
        return tuple(failed)

    def _revision(self, run: Run, audience: str, recipient: str) -> int:
        """The number of a wanted resend to a recipient.

        One that is still to go out, or failed, is sent instead of another one beside it.
        """
        mine = [
            one
            for one in self.ledger.outbox.of_period(run.key)
            if (one.audience, one.recipient, one.channel)
            == (audience, recipient, channel(self.settings))
        ]
        if not mine:
            return 0
        last = max(mine, key=lambda one: one.revision)
        return last.revision + (last.state in {DeliveryState.SENT, DeliveryState.UNKNOWN})

    def _sound(self, run: Run) -> dict[str, str]:
        """Audience -> subject of its mail; of those whose report may be mailed."""
        subjects, reasons = {}, []
        known = self.settings.reports.get(run.key.report)
        for edition in self.ledger.runs.editions(run.id):
            if edition.state is not State.COMPLETE:
                reasons.append(f"{edition.audience}: {edition.reason or edition.state}")
                continue
            mail = self._mail(run, edition.audience)
            if refusal := mail.refusal(known.min_group_size if known else 1):
                reasons.append(f"{edition.audience}: {refusal}")
            else:
                subjects[edition.audience] = mail.subject
        if not subjects:
            raise _held(run, reasons)
        return subjects

    def _readers(
        self, run: Run, sound: Mapping[str, str], to: tuple[str, ...]
    ) -> list[tuple[str, str]]:
        """Audience and recipient of each message."""
        report = self.settings.reports.get(run.key.report)
        every = [
            (reader.name, one) for reader in (report.readers if report else ()) for one in reader.to
        ]
        if not every:
            raise UsageError(ENGLISH("send.nobody", report=run.key.report))
        _check_named(to, {one for _, one in every})
        wanted = [pair for pair in every if not to or pair[1] in to]
        found = [pair for pair in wanted if pair[0] in sound]
        if not found:
            named = {audience for audience, _ in wanted}
            raise _held(run, sorted(named))
        return found

    def _mail(self, run: Run, audience: str) -> StoredMail:
        own = {file.path for file in self.ledger.runs.files(run.id)}
        place = f"{audience}/{MAIL_FILE}"
        path = place if place in own else MAIL_FILE
        return from_json(store_of(run, self.store).read(f"{run.folder}/{path}"))


def _check_named(to: tuple[str, ...], known: set[str]) -> None:
    """Whoever is named is a recipient."""
    for one in to:
        if one not in known:
            hint = ENGLISH("send.stranger.hint", known=", ".join(sorted(known)))
            raise UsageError(ENGLISH("send.stranger", recipient=one), hint=hint)


def _held(run: Run, reasons: list[str]) -> HeldError:
    msg = ENGLISH("send.refused", run=run.id, reason="; ".join(reasons))
    return HeldError(msg, hint=ENGLISH("send.refused.hint"))
