"""What went wrong with a mail server, as outcomes whose sentences hold no secret."""

from __future__ import annotations

import base64
import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from reporter.delivery.outcome import (
    PERMANENT_CODES,
    Ambiguous,
    Permanent,
    Transient,
    one_line,
    refused,
)
from reporter.urls import HIDDEN

if TYPE_CHECKING:
    from reporter.urls import MailServer
    from reporter.words import Words

FINAL = frozenset({*range(200, 300), *range(400, 600)})
"""Codes of answers that settle something."""
CLOSING = 421


class Command(StrEnum):
    """What was asked of the server."""

    CONNECT = "CONNECT"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    RSET = "RSET"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"


class RefusedError(Exception):
    """A step before the content did not succeed.

    Attributes:
        outcome: what the try has come to.
        ends_session: the connection is closed, or its state is in doubt.
    """

    def __init__(self, outcome: Transient | Permanent, *, ends_session: bool = True) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome
        self.ends_session = ends_session


@dataclass(frozen=True, slots=True)
class Trouble:
    """Tells what went wrong with one server.

    Attributes:
        server: which one.
        seconds: how long it has for an answer.
        words: the language.
    """

    server: MailServer
    seconds: float
    words: Words

    def answer(self, command: Command, code: int, text: bytes | str) -> RefusedError:
        """An answer that is no success."""
        message = "delivery.answer" if code in FINAL else "delivery.disorder"
        if command is Command.AUTH and code in PERMANENT_CODES:
            message = "delivery.login"
        said = self._say(message, command=command, code=code, answer=self.clean(text))
        return RefusedError(refused(code, said), ends_session=code not in FINAL or code == CLOSING)

    def lost(self, command: Command, error: Exception) -> RefusedError:
        """No answer, before any content went out."""
        if isinstance(error, smtplib.SMTPResponseException):  # an endless line
            return self.answer(command, -1, error.smtp_error)
        reason = self._why(error)
        return RefusedError(
            Transient(None, self._say("delivery.lost", command=command, reason=reason))
        )

    def unreachable(self, error: Exception) -> RefusedError:
        """No connection."""
        return RefusedError(
            Transient(None, self._say("delivery.no_connection", reason=self._why(error)))
        )

    def no_tls(self, error: ssl.SSLError) -> RefusedError:
        """No encrypted connection, or to somebody who may be another."""
        if isinstance(error, ssl.SSLCertVerificationError):
            message, reason = "delivery.certificate", one_line(error.verify_message)
        else:
            message, reason = "delivery.handshake", self._why(error)
        return RefusedError(Transient(None, self._say(message, reason=reason)))

    def no_starttls(self) -> RefusedError:
        """It offers no encryption."""
        return RefusedError(Transient(None, self._say("delivery.no_starttls")))

    def no_login(self) -> RefusedError:
        """It offers no known way to log in."""
        return RefusedError(Permanent(None, self._say("delivery.no_login")))

    def ambiguous(self, cause: Exception | bytes) -> Ambiguous:
        """No final answer after the content went out, or none that can be read."""
        reason = self.clean(cause) if isinstance(cause, bytes) else self._why(cause)
        return Ambiguous(self._say("delivery.ambiguous", reason=reason))

    def clean(self, text: bytes | str) -> str:
        """A server's words, without the secrets that it may have repeated."""
        shown = text if isinstance(text, str) else text.decode("utf-8", "replace")
        for secret in _secrets(self.server):
            shown = shown.replace(secret, HIDDEN)
        return one_line(shown)

    def _say(self, message: str, **values: str | int) -> str:
        return self.words(message, server=self.server, **values)

    def _why(self, error: Exception) -> str:
        """Why a connection broke off; `smtplib` hides the cause behind an error of its own."""
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            return self.words("delivery.timeout", seconds=self.seconds)
        if isinstance(error, smtplib.SMTPServerDisconnected):
            return self.words("delivery.closed")
        return self.clean(str(error))


def plain_login(server: MailServer) -> str:
    """User and password as AUTH PLAIN sends them (RFC 4616)."""
    return encoded(f"\0{server.user}\0{server.password}")


def encoded(secret: str) -> str:
    """A text as AUTH sends it: UTF-8 in base64."""
    return base64.b64encode(secret.encode()).decode("ascii")


def _secrets(server: MailServer) -> tuple[str, ...]:
    """The password in every form in which a server may repeat it."""
    if not server.password:
        return ()
    password = server.password
    return plain_login(server), encoded(password), password, quote(password, safe="")
