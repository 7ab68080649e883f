"""The delivery of a run that is recorded: its messages go out, and the owner hears of trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.ledger.outbox import together
from reporter.ledger.values import Delivered, DeliveryState, State
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reporter.delivery.posting import Post
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Delivery

SILENT = frozenset({DeliveryState.SENT, DeliveryState.SENDING})
"""States of a message of which there is nothing to say."""


def deliver(post: Post, ledger: Ledger, run: str) -> Delivered:
    """Send what a run has put into the outbox, and tell the owner what went wrong.

    Args:
        post: carries the messages.
        ledger: where they are.
        run: run id.

    Returns:
        How it went; none where it had nothing to send.
    """
    post.recover()
    mine = [one.id for one in ledger.outbox.of_run(run)]
    post.send_patiently(mine, post.desk.settings.delivery.patience)
    post.send_due()  # what earlier runs left, where no scheduler does so
    post.send_alerts()
    return together(one.state for one in ledger.outbox.of_run(run))


def notes(ledger: Ledger, run: str, unwanted: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What its maker should know of messages that were not sent, or not yet.

    Args:
        ledger: where the messages are.
        run: run id.
        unwanted: audience and the reason why its sound report is not mailed.
    """
    found, left_out = ledger.runs.get(run), tuple(unwanted)
    for audience, reason in left_out:
        yield ENGLISH("send.unwanted", audience=audience, reason=reason)
    mine = ledger.outbox.of_run(run)
    others = {one.run for one in ledger.outbox.of_period(found.key)} - {run}
    if others:
        yield ENGLISH("send.already", run=min(others), mine=run)
    elif not (mine or left_out) and found.state is State.COMPLETE:
        yield ENGLISH("send.nobody", report=found.key.report)
    yield from (_trouble(one) for one in mine if one.state not in SILENT)


def _trouble(one: Delivery) -> str:
    values = {"recipient": one.recipient, "reason": one.error}
    return ENGLISH(f"send.{one.state}", **values)
