"""Tells the owner of a report that was not made: a message for each address and the webhook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.delivery.alerts import Cause, Incident, alert
from reporter.ledger.values import Alert, DeliveryState
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reporter.config import Settings
    from reporter.ledger.opening import Ledger

MAIL, WEBHOOK = "mail", "webhook"


@dataclass(frozen=True, slots=True)
class Owner:
    """Queues messages to the owner; the ledger takes each cause of a period once.

    Attributes:
        ledger: where they wait to be sent.
        settings: who the owner is, and the titles of the reports.
        clock: aware.
    """

    ledger: Ledger
    settings: Settings
    clock: Callable[[], datetime]

    def __call__(self, cause: Cause, report: str, period: str, reason: str) -> None:
        """Queue it for each receiver."""
        title = self.settings.reports[report].title
        told = alert(Incident(cause, report, title, period, reason), ENGLISH)
        receivers = [(MAIL, address) for address in self.settings.owner.mail]
        if self.settings.owner.webhook is not None:
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
                    subject=told.subject,
                    text=told.text,
                    state=DeliveryState.QUEUED,
                    attempts=0,
                    next_at=now,
                    error="",
                    created_at=now,
                )
            )
