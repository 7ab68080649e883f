"""Knock at the mail server: connect, encrypt, log in, and leave without sending anything."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.delivery.session import begin, tls_context
from reporter.delivery.trouble import RefusedError, Trouble
from reporter.urls import mail_server
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from datetime import timedelta

    from reporter.words import Words


@dataclass(frozen=True, slots=True)
class Knocked:
    """How a mail server answered.

    Attributes:
        server: its name and port.
        trouble: what went wrong, without any secret; empty where messages could be sent.
    """

    server: str
    trouble: str = ""


def knock(url: str, timeout: timedelta, words: Words = ENGLISH) -> Knocked:
    """Begin a session as a delivery would, and end it.

    Args:
        url: of the mail server, as in the configuration.
        timeout: of the connection and of each answer.
        words: the language of what it says.

    Raises:
        ConfigError: the URL or its file of authorities is wrong.
    """
    server = mail_server(url)
    trouble = Trouble(server, timeout.total_seconds(), words)
    try:
        session = begin(server, tls_context(server), trouble)
    except RefusedError as error:
        return Knocked(str(server), error.outcome.text)
    with suppress(smtplib.SMTPException, OSError):
        session.quit()
    session.close()
    return Knocked(str(server))
