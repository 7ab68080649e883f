"""Tells the owner of a report that was not made: a message for each address and the webhook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.ledger.values import Alert, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reporter.config.settings import OwnerSettings
    from reporter.ledger.opening import Ledger

MAIL, WEBHOOK = "mail", "webhook"


@dataclass(frozen=True, slots=True)
class Owner:
    """Queues messages to the owner; the ledger takes each cause of a period once.

    Attributes:
        ledger: where they wait to be sent.
        settings: who the owner is.
        clock: aware.
    """

    ledger: Ledger
    settings: OwnerSettings
    clock: Callable[[], datetime]

    def __call__(self, *, cause: str, report: str, period: str, text: str) -> None:
        """Queue it for each receiver."""
        receivers = [(MAIL, address) for address in self.settings.mail]
        if self.settings.webhook is not None:
            receivers.append((WEBHOOK, ""))
        now = self.clock()
        for channel, recipient in receivers:
            self.ledger.watch.alert(
                Alert(
                    id=0,
                    cause=cause,
                    report=report,
                    period=period,
                    channel=channel,
                    recipient=recipient,
                    subject=text,
                    text=text,
                    state=DeliveryState.QUEUED,
                    attempts=0,
                    next_at=now,
                    error="",
                    created_at=now,
                )
            )
