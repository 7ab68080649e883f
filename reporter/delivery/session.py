"""The beginning of an SMTP session: connected, encrypted and verified, logged in."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import TYPE_CHECKING

from reporter.delivery.trouble import Command, RefusedError, encoded, plain_login
from reporter.errors import ConfigError
from reporter.urls import Security

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.delivery.trouble import Trouble
    from reporter.urls import MailServer

READY, DONE, LOGGED_IN, CHALLENGE = 220, 250, 235, 334


def tls_context(server: MailServer) -> ssl.SSLContext:
    """What verifies the server's certificate and its name.

    Raises:
        ConfigError: the file of authorities cannot be read.
    """
    try:
        return ssl.create_default_context(cafile=server.ca)
    except OSError as error:
        msg = f"delivery.smtp: no authority's certificate can be read from {server.ca}"
        raise ConfigError(msg, hint="it is a file in PEM form") from error


def begin(server: MailServer, tls: ssl.SSLContext, trouble: Trouble) -> smtplib.SMTP:
    """A session that is ready for the first message.

    Raises:
        RefusedError: it did not come about; nothing is left open.
    """
    session = _connected(server, tls, trouble)
    try:
        _greet(session, trouble)
        if server.security is Security.STARTTLS:
            _encrypt(session, tls, trouble)
            _greet(session, trouble)
        if server.user:
            _log_in(session, server, trouble)
    except RefusedError:
        session.close()
        raise
    return session


def ask(
    command: Command,
    trouble: Trouble,
    question: Callable[..., tuple[int, bytes]],
    *arguments: object,
) -> tuple[int, bytes]:
    """The server's answer to a command.

    Raises:
        RefusedError: there was none, or none that is SMTP.
    """
    try:
        return question(*arguments)
    except (smtplib.SMTPException, OSError) as error:
        raise trouble.lost(command, error) from error


def is_idle(session: smtplib.SMTP) -> bool:
    """Whether a session that was in use can take another message."""
    try:
        return session.rset()[0] == DONE
    except (smtplib.SMTPException, OSError):
        return False


def _connected(server: MailServer, tls: ssl.SSLContext, trouble: Trouble) -> smtplib.SMTP:
    name, timeout = _own_name(), trouble.seconds
    try:
        if server.security is Security.TLS:
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=timeout, context=tls)
        return smtplib.SMTP(server.host, server.port, name, timeout=timeout)
    except smtplib.SMTPConnectError as error:
        raise trouble.answer(Command.CONNECT, error.smtp_code, error.smtp_error) from error
    except ssl.SSLError as error:
        raise trouble.no_tls(error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise trouble.unreachable(error) from error


def _greet(session: smtplib.SMTP, trouble: Trouble) -> None:
    code, answer = ask(Command.EHLO, trouble, session.ehlo)
    if code != DONE:
        raise trouble.answer(Command.EHLO, code, answer)


def _encrypt(session: smtplib.SMTP, tls: ssl.SSLContext, trouble: Trouble) -> None:
    if not session.has_extn("starttls"):
        raise trouble.no_starttls()
    try:
        code, answer = session.starttls(context=tls)
    except ssl.SSLError as error:
        raise trouble.no_tls(error) from error
    except smtplib.SMTPResponseException as error:
        raise trouble.answer(Command.STARTTLS, error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise trouble.lost(Command.STARTTLS, error) from error
    if code != READY:
        raise trouble.answer(Command.STARTTLS, code, answer)


def _log_in(session: smtplib.SMTP, server: MailServer, trouble: Trouble) -> None:
    """Log in by PLAIN or LOGIN; only one of them, as two would be two wrong passwords."""
    offered = session.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        steps = [f"AUTH PLAIN {plain_login(server)}"]
    elif "LOGIN" in offered:
        steps = ["AUTH LOGIN", encoded(server.user), encoded(server.password)]
    else:
        raise trouble.no_login()
    for step in steps:
        code, answer = ask(Command.AUTH, trouble, session.docmd, step)
        if code != CHALLENGE:
            break
    if code != LOGGED_IN:
        raise trouble.answer(Command.AUTH, code, answer)


def _own_name() -> str:
    """What the program calls itself; asking the network for it could take long."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
