"""Queues messages to the owner: one for each address and one for the webhook, once for a cause.

Recipients and audiences that turn up after the owner was told of others are told of as well: by one
more message, in which nobody is named a second time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporter.delivery.alerts import alert, is_named
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
        """Queue the message for each receiver who was not told yet."""
        earlier = self.ledger.watch.alerts_about(incident.report, incident.period)
        for channel, recipient in self._receivers():
            mine = [
                one
                for one in earlier
                if (one.channel, one.recipient) == (channel, recipient)
                and one.cause.partition(" ")[0] == incident.cause
            ]
            if left := _untold(incident, mine):
                self._queue(left, len(mine) + 1, channel, recipient)

    def _queue(self, incident: Incident, number: int, channel: str, recipient: str) -> None:
        told, now = alert(incident, ENGLISH), self.clock()
        self.ledger.watch.alert(
            Alert(
                id=0,
                cause=incident.cause.value if number == 1 else f"{incident.cause} {number}",
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


def _untold(incident: Incident, earlier: list[Alert]) -> Incident | None:
    """What a receiver does not know yet; none where nothing is left."""
    if not earlier:
        return incident
    left = tuple(
        one for one in incident.missing if not any(is_named(one, told.text) for told in earlier)
    )
    return replace(incident, missing=left) if left else None
