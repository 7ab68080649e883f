"""Queues messages to the owner: one for each address and one for the webhook, once for a cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.delivery.alerts import alert
from reporter.ledger.values import Alert, DeliveryState
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reporter.config import Settings
    from reporter.delivery.alerts import Incident
    from reporter.ledger.opening import Ledger

MAIL, WEBHOOK = "mail", "webhook"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who is told when something goes wrong.

    Attributes:
        ledger: where the messages wait; it takes each cause of a period once.
        settings: who the owner is, and what the reports are called.
        clock: the present instant, aware.
    """

    ledger: Ledger
    settings: Settings
    clock: Callable[[], datetime]

    def title(self, report: str) -> str:
        """The title of a report; its name where it is not configured any more."""
        known = self.settings.reports.get(report)
        return known.title if known else report

    def tell(self, incident: Incident) -> None:
        """Queue the message for each receiver."""
        told = alert(incident, ENGLISH)
        now = self.clock()
        for channel, recipient in self._receivers():
            self.ledger.watch.alert(
                Alert(
                    id=0,
                    cause=incident.cause.value,
                    report=incident.report,
                    period=incident.period,
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

    def _receivers(self) -> tuple[tuple[str, str], ...]:
        mail = tuple((MAIL, address) for address in self.settings.owner.mail)
        return mail if self.settings.owner.webhook is None else (*mail, (WEBHOOK, ""))
