"""A real mail server on this machine, and the ways in which it can behave.

A behaviour says what is answered to a command, with the hooks of aiosmtpd; what it leaves out is
accepted. Each server runs in a thread of its own, on a port that was free.
"""

from __future__ import annotations

import asyncio
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

OK = "250 taken"


@dataclass(frozen=True)
class Received:
    """A message that the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class Accepting:
    """Takes everything.

    Attributes:
        listens: what speaks the protocol.
        received: the messages taken, in order.
        connections: how many connections said who they are.
    """

    listens: ClassVar[type[SMTP]] = SMTP

    received: list[Received] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(  # noqa: N802 - the names of hooks are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        """Count the connection."""
        del server, envelope
        session.host_name = hostname
        self.connections += 1
        return answers

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message."""
        del server, session
        self.take(envelope)
        return OK

    def take(self, envelope: Envelope) -> None:
        """Keep a message."""
        assert isinstance(envelope.content, bytes)
        assert envelope.mail_from is not None
        self.received.append(
            Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content)
        )


@dataclass
class Answering(Accepting):
    """Answers the recipient, or the content, with what is prepared for it.

    Attributes:
        to: recipient -> answers to give, one each time; then it is accepted.
        content: answers to give to the content.
    """

    to: dict[str, list[str]] = field(default_factory=dict)
    content: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Answer as prepared."""
        del server, session, options
        answers = self.to.get(address, [])
        if answers:
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer as prepared."""
        if self.content:
            return self.content.pop(0)
        return await super().handle_DATA(server, session, envelope)


class _Breaking(SMTP):
    """Also breaks off where aiosmtpd has no hook."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Break off at the command or in the middle of the content, or go on."""
        behaviour = self.event_handler
        if isinstance(behaviour, Dropping):
            if behaviour.drops("DATA"):
                await _abort(self)
            if behaviour.drops("CONTENT"):
                await self.push("354 go ahead")
                await self._reader.readline()
                await _abort(self)
        await super().smtp_DATA(arg)


@dataclass
class Dropping(Accepting):
    """Breaks the connection off when a command comes, so often; then it takes everything.

    Attributes:
        at: `RCPT`, `DATA` (before any content), `CONTENT` (in the middle of it), or `END` (all of
            the content is taken, and no answer comes).
        times: how often.
    """

    listens = _Breaking
    at: str = "RCPT"
    times: int = 1

    def drops(self, at: str) -> bool:
        """Whether it is to break off now."""
        if at != self.at or self.times == 0:
            return False
        self.times -= 1
        return True

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Break off, or accept."""
        del session, options
        if self.drops("RCPT"):
            await _abort(server)
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take it, and break off or say so."""
        answer = await super().handle_DATA(server, session, envelope)
        if self.drops("END"):
            await _abort(server)
        return answer


@dataclass
class Slow(Accepting):
    """Is silent for a while.

    Attributes:
        at: `EHLO`, `RCPT` or `END`.
        seconds: how long.
    """

    at: str = "RCPT"
    seconds: float = 30.0

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        """Answer late, or at once."""
        await self.wait("EHLO")
        return await super().handle_EHLO(server, session, envelope, hostname, answers)

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Answer late, or at once."""
        del server, session, options
        await self.wait("RCPT")
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take it, and say so late, or at once."""
        answer = await super().handle_DATA(server, session, envelope)
        await self.wait("END")
        return answer

    async def wait(self, at: str) -> None:
        """Be silent, if it is to be now."""
        if at == self.at:
            await asyncio.sleep(self.seconds)


class _Controller(Controller):
    """Takes a port that is free."""

    kind: type[SMTP] = SMTP

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")
            return self.kind(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd says nothing of it


async def _abort(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.WriteTransport)
    server.transport.abort()
    raise ConnectionResetError


@contextmanager
def mail_server(
    behaviour: Accepting,
    *,
    implicit_tls: ssl.SSLContext | None = None,
    starttls: ssl.SSLContext | None = None,
    login: tuple[str, str] | None = None,
    **options: Any,  # noqa: ANN401 - of aiosmtpd's SMTP
) -> Iterator[str]:
    """A running server.

    Args:
        behaviour: what it does.
        implicit_tls: begin with TLS.
        starttls: offer STARTTLS, and ask for it.
        login: user and password that it asks for.
        options: others of aiosmtpd's `SMTP`.

    Yields:
        Its `host:port`.
    """

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        del server, session, envelope, mechanism
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == login, handled=False)

    if starttls:
        options |= {"tls_context": starttls, "require_starttls": True}
    if login:
        options |= {
            "authenticator": authenticate,
            "auth_required": True,
            "auth_require_tls": starttls is not None,
        }
    controller = _Controller(
        behaviour,
        hostname="localhost",
        port=0,
        ssl_context=implicit_tls,
        server_hostname="mail.test",
        **options,
    )
    controller.kind = behaviour.listens
    controller.start()
    try:
        yield f"localhost:{controller.port}"
    finally:
        controller.stop()
