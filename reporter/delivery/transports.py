"""Which transport the configuration asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.delivery.folder import FolderTransport
from reporter.delivery.smtp import SmtpTransport
from reporter.urls import mail_server
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.config import DeliverySettings
    from reporter.delivery.outcome import Transport
    from reporter.words import Words


def transport(settings: DeliverySettings, outbox: Path, words: Words = ENGLISH) -> Transport:
    """The mail server, or without one the folder of `.eml` files.

    Args:
        settings: where the server is, and how long it has for an answer.
        outbox: the folder.
        words: the language of what it says.

    Raises:
        ConfigError: the server's URL or its file of authorities is wrong.
    """
    if settings.smtp is None:
        return FolderTransport(outbox, words)
    return SmtpTransport(mail_server(settings.smtp.get_secret_value()), settings.timeout, words)
