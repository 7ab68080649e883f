"""Sends what is due in the outbox, and tells the owner what could not be sent.

Each message is claimed, sent and settled by itself, so that whatever stops this process leaves at
most one message open, and that one knows how far it got.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.delivery.backoff import next_attempt
from reporter.delivery.incidents import tell_all
from reporter.delivery.outcome import Ambiguous, Permanent, Sent, Transient
from reporter.delivery.webhook import post
from reporter.errors import LedgerError, ReporterError, TakenOverError
from reporter.ledger.place import here
from reporter.ledger.values import Attempt, DeliveryState
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from reporter.delivery.letters import Desk
    from reporter.delivery.outcome import Outcome, Transport
    from reporter.delivery.owner import Owner
    from reporter.ledger.values import Alert, Delivery

ALERT_LEASE = timedelta(minutes=5)
PATIENCE_SECONDS = 60.0
"""How long the outcome of a message waits for a ledger that went away."""
PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Post:
    """Carries the messages of the outbox.

    Attributes:
        desk: writes the letters.
        transport: carries them.
        owner: is told of what failed.
        clock: the present instant, aware.
        stopped: whether to end after the message that is under way.
        pause: waits so many seconds.
    """

    desk: Desk
    transport: Transport
    owner: Owner
    clock: Callable[[], datetime]
    stopped: Callable[[], bool] = lambda: False
    pause: Callable[[float], None] = time.sleep

    def recover(self) -> None:
        """Settle what a killed process left open, and tell the owner what it did not tell."""
        self.desk.ledger.outbox.recover(self.clock())
        self._tell()

    def send_due(self, only: Collection[int] | None = None) -> None:
        """Send every message whose time has come.

        Args:
            only: ids; none for whatever is due.
        """
        outbox = self.desk.ledger.outbox
        for due in outbox.due(self.clock()):
            if self.stopped():
                break
            if only is not None and due.id not in only:
                continue
            one = outbox.claim(due.id, here(), self.clock())
            if one is not None:
                self._send(one)
        self._tell()

    def send_patiently(self, only: Collection[int], patience: timedelta) -> None:
        """Send messages, and wait for second tries as long as they come in time.

        Args:
            only: ids.
            patience: no try that would come later is waited for.
        """
        end = self.clock() + patience
        self.send_due(only)
        while not self.stopped():
            waits = [at for one in only if (at := self.desk.ledger.outbox.get(one).next_at)]
            if not waits or min(waits) > end:
                return
            self.pause(max(0.0, (min(waits) - self.clock()).total_seconds()))
            self.send_due(only)

    def send_alerts(self) -> None:
        """Send the owner what is due."""
        watch = self.desk.ledger.watch
        for one in watch.alerts_due(self.clock()):
            if self.stopped():
                return
            if watch.claim_alert(one.id, self.clock(), ALERT_LEASE):
                self._settle_alert(one, self._alert(one))

    def _send(self, one: Delivery) -> None:
        try:
            outcome = self._carry(one)
        except TakenOverError:  # whoever has it now says what became of it
            return
        now, next_at = self.clock(), None
        match outcome:
            case Sent(answer):
                attempt = Attempt(now, DeliveryState.SENT, None, answer)
            case Ambiguous(text):
                attempt = Attempt(now, DeliveryState.UNKNOWN, None, text)
            case Permanent(code, text):
                attempt = Attempt(now, DeliveryState.FAILED, code, text)
            case Transient(code, text):
                wait = next_attempt(one.attempts, one.message_id)
                state = DeliveryState.FAILED if wait is None else DeliveryState.QUEUED
                attempt, next_at = Attempt(now, state, code, text), now + (wait or timedelta())
        self._settle(one, attempt, next_at)

    def _carry(self, one: Delivery) -> Outcome:
        """One try; nothing was sent where an error is raised before the content goes out."""
        try:
            letter = self.desk.letter(one)
            if isinstance(letter, Permanent):
                return letter
            sha256 = letter.sha256
            return self.transport.send(
                letter, lambda: self.desk.ledger.outbox.at_data(one.id, sha256)
            )
        except TakenOverError:
            raise
        except ReporterError as error:
            return Transient(None, str(error))

    def _settle(self, one: Delivery, attempt: Attempt, next_at: datetime | None) -> None:
        """Write the outcome down; a ledger that is away is waited for, as nobody else knows it."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.desk.ledger.outbox.settle(one.id, attempt, next_at=next_at)
            except LedgerError:
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return

    def _alert(self, one: Alert) -> Outcome:
        try:
            if one.recipient:
                return self.transport.send(self.desk.alert(one), lambda: None)
            url = self.desk.settings.owner.webhook
            if url is None:
                return Permanent(None, ENGLISH("delivery.no_webhook"))
            timeout = self.desk.settings.delivery.timeout
            return post(url.get_secret_value(), f"{one.subject}\n\n{one.text}", timeout)
        except ReporterError as error:
            return Permanent(None, str(error))

    def _settle_alert(self, one: Alert, outcome: Outcome) -> None:
        """The owner is better told twice than never: what is unclear is tried again."""
        if isinstance(outcome, Sent):
            self.desk.ledger.watch.settle_alert(one.id, DeliveryState.SENT, next_at=None)
            return
        wait = None
        if not isinstance(outcome, Permanent):
            wait = next_attempt(one.attempts + 1, f"alert {one.id}")
        self.desk.ledger.watch.settle_alert(
            one.id,
            DeliveryState.FAILED if wait is None else DeliveryState.QUEUED,
            next_at=None if wait is None else self.clock() + wait,
            error=outcome.text,
        )

    def _tell(self) -> None:
        tell_all(self.owner, self.desk.ledger, self.clock())
