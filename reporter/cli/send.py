"""`reporter send`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reporter import console
from reporter.cli.call import AsJson, Call, ConfigFile, Debug, Output, Version, now
from reporter.errors import UsageError
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.ledger.values import Delivery, Edition

UNDELIVERED = 4
EXAMPLES = """\b
Examples:
  reporter send latest --test-to me@example.org   see it before they do
  reporter send latest                            to all who have not got it yet
  reporter send 20241216T070012Z --failed         to those whom it did not reach, the same bytes
  reporter send 20241216T070012Z --resend         to all again, marked as corrected
"""


def send(
    context: typer.Context,
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="Id of a run, its beginning, or latest.")
    ],
    test_to: Annotated[
        str | None,
        typer.Option("--test-to", metavar="ADDR", help="To this address alone, as a test."),
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="To those whom it did not reach.")
    ] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="To all again, marked as corrected.")
    ] = False,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="ADDR", help="Only to this recipient; may be repeated."),
    ] = None,
    config: ConfigFile = None,
    output: Output = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Deliver a stored report, with the bytes that were stored."""
    call: Call = context.obj
    if (test_to is not None) + failed + resend > 1:
        raise UsageError(ENGLISH("send.one_of"), hint=ENGLISH("send.one_of.hint"))
    if test_to is not None and to:
        raise UsageError(ENGLISH("send.alone"), hint=ENGLISH("send.alone.hint"))
    from reporter.archive.registry import open_store
    from reporter.cli.history import opened
    from reporter.console import history as view
    from reporter.delivery.office import open_post
    from reporter.delivery.sending import Sender, Wish
    from reporter.ledger.outbox import together

    call.interrupted = "console.interrupted.sending"
    wish = Wish.NEW
    if test_to is not None:
        wish = Wish.TEST
    elif failed or resend:
        wish = Wish.FAILED if failed else Wish.RESEND
    with opened(config, output) as (settings, ledger):
        found = ledger.runs.get(run)
        store = open_store(settings.archive.files)
        sender = Sender(settings, ledger, store)
        named = (test_to,) if test_to is not None else tuple(to or ())
        with open_post(settings, ledger, store, now, lambda: bool(call.signals)) as post:
            post.recover()
            queued = sender.queue(found, wish, now(), to=named)
            post.send_patiently(queued, settings.delivery.patience)
            post.send_alerts()
        messages = [ledger.outbox.get(one) for one in queued]
        tries = {one.id: ledger.outbox.attempts(one.id) for one in messages}
        unsure = () if messages else sender.unsure(found)
        editions = ledger.runs.editions(found.id)
    delivered = together(one.state for one in (*messages, *unsure))
    if call.json:
        values = [view.message_values(one, tries[one.id]) for one in messages]
        console.line({"run": found.id, "delivery": delivered.value, "deliveries": values})
    elif messages:
        view.messages(messages)
    else:
        _tell_why_not(unsure, editions, wish is Wish.FAILED)
    if delivered.value not in {"none", "sent"}:
        raise typer.Exit(UNDELIVERED)


def _tell_why_not(unsure: Sequence[Delivery], editions: Sequence[Edition], failed: bool) -> None:
    """Why nothing was sent, and which audiences get nothing at all."""
    for edition in editions:
        if edition.reason:
            text = ENGLISH("send.held", recipient=edition.audience, reason=edition.reason)
            typer.echo(ENGLISH("console.warning", text=text), err=True)
    for one in unsure:
        values = {"recipient": one.recipient, "reason": one.error}
        typer.echo(ENGLISH("send.unknown", **values) + ": " + ENGLISH("send.ask", **values))
    if not unsure:
        typer.echo(ENGLISH("send.nothing_failed" if failed else "send.nothing"))
