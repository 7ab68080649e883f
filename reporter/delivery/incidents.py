"""What the owner is to be told, as the ledger has it.

It is asked again and again, so that a process that died before it told the owner leaves nothing
untold; telling twice is the same as telling once.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.delivery.alerts import Cause, Incident, Missing
from reporter.ledger.values import DeliveryState, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from reporter.delivery.owner import Owner
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Delivery, Run

RECENT = timedelta(days=7)
"""What is older was told, or interests nobody any more."""
OF_EDITION = {State.HELD: Cause.HELD, State.FAILED: Cause.LEFT_OUT}
OF_MESSAGE = {DeliveryState.FAILED: Cause.UNDELIVERED, DeliveryState.UNKNOWN: Cause.UNKNOWN}


def tell_all(owner: Owner, ledger: Ledger, now: datetime) -> None:
    """Tell the owner of all that went wrong lately with what was to be mailed."""
    for incident in (*_held(owner, ledger, now), *_undelivered(owner, ledger, now)):
        owner.tell(incident)


def _held(owner: Owner, ledger: Ledger, now: datetime) -> Iterator[Incident]:
    """Reports that were to be mailed and were held back, or could not be made for an audience."""
    for run in ledger.runs.list():
        if run.send and run.folder and run.started_at > now - RECENT:
            yield from _of_run(owner, ledger, run)


def _of_run(owner: Owner, ledger: Ledger, run: Run) -> Iterator[Incident]:
    by_cause = defaultdict(list)
    for edition in ledger.runs.editions(run.id):
        if edition.state in OF_EDITION:
            told = Missing(edition.audience, edition.reason)
            by_cause[OF_EDITION[edition.state]].append(told)
    for cause, missing in by_cause.items():
        yield Incident(
            cause=cause,
            report=run.key.report,
            title=owner.title(run.key.report),
            period=run.key.label,
            run=run.id,
            missing=tuple(missing),
        )


def _undelivered(owner: Owner, ledger: Ledger, now: datetime) -> Iterator[Incident]:
    """Messages that did not go out, or may not have; the recipients of a run together."""
    by_run: dict[tuple[Cause, str], list[Delivery]] = defaultdict(list)
    for one in ledger.outbox.ended(OF_MESSAGE, now - RECENT):
        if not one.test:
            by_run[OF_MESSAGE[one.state], one.run].append(one)
    for (cause, run), found in by_run.items():
        report, period = found[0].report, found[0].period
        missing = tuple(Missing(one.recipient, one.error) for one in found)
        title = owner.title(report)
        yield Incident(cause, report, title, period, run=run, missing=missing)
