"""Tells the owner of a report that was not made, or is made again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.delivery.alerts import Cause, Incident

if TYPE_CHECKING:
    from reporter.delivery.owner import Owner


@dataclass(frozen=True, slots=True)
class Messenger:
    """Makes an incident of what the schedule has to tell.

    Attributes:
        owner: who is told.
    """

    owner: Owner

    def __call__(self, cause: Cause, report: str, period: str, reason: str) -> None:
        """Tell it, once for each cause and period."""
        title = self.owner.title(report)
        self.owner.tell(Incident(cause, report, title, period, reason))
