"""Open the post office: the transport that is configured, and those who use it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.delivery.letters import Desk
from reporter.delivery.owner import Owner
from reporter.delivery.posting import Post
from reporter.delivery.transports import transport
from reporter.errors import ConfigError
from reporter.ledger.values import Channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.ledger.opening import Ledger

OUTBOX = "outbox"
"""Folder of `.eml` files, beside the reports."""


@contextmanager
def open_post(
    settings: Settings,
    ledger: Ledger,
    store: Store,
    clock: Callable[[], datetime],
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Post]:
    """Everything that it takes to send the messages of a ledger.

    Args:
        settings: mail server, sender, owner.
        ledger: where the messages are.
        store: where the reports are.
        clock: the present instant, aware.
        stopped: whether to end after the message that is under way.

    Raises:
        ConfigError: the mail server's URL is wrong; or there is none, and no folder to write to.
    """
    owner = Owner(ledger, settings, clock)
    with transport(settings.delivery, outbox_folder(settings)) as carrier:
        yield Post(Desk(settings, ledger, store), carrier, owner, clock, stopped)


def check_post(settings: Settings) -> None:
    """Make sure that messages have a way to go; nobody is asked yet.

    Raises:
        ConfigError: as `open_post`.
    """
    with transport(settings.delivery, outbox_folder(settings)):
        return


def channel(settings: Settings) -> Channel:
    """How messages travel."""
    return Channel.FOLDER if settings.delivery.smtp is None else Channel.MAIL


def outbox_folder(settings: Settings) -> Path:
    """The folder of `.eml` files.

    Raises:
        ConfigError: without a mail server, reports in a bucket have no folder beside them.
    """
    if settings.delivery.smtp is None and settings.archive.is_remote:
        msg = "no mail server is configured, and archive.files is no folder for .eml files"
        raise ConfigError(msg, hint="set delivery.smtp")
    return Path(settings.archive.files) / OUTBOX
