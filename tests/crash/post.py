"""A mail server that counts what it takes, and has someone killed while it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, AnyStr

from aiosmtpd.smtp import SMTP

from tests.crash.scene import READERS
from tests.mail_server import Accepting

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiosmtpd.smtp import Envelope, Session

COMMANDS = ("EHLO", "MAIL", "RCPT", "DATA", "CONTENT", "TAKEN", "ANSWERED")
"""Where a session can be: after a command, before its answer; in the middle of the content; with
all of it taken and nothing said; and with everything said."""


class _Passing(SMTP):
    """Comes by where aiosmtpd has no hook."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """The command, before anything is said to it; and the end, after it was answered."""
        behaviour: Counting = self.event_handler
        behaviour.pass_by("DATA")
        await super().smtp_DATA(arg)
        behaviour.pass_by("ANSWERED")

    async def push(self, status: AnyStr) -> None:
        """The go-ahead: where someone is to be killed in the content, its first line is taken."""
        await super().push(status)
        behaviour: Counting = self.event_handler
        if str(status).startswith("354") and behaviour.at == "CONTENT":
            await self._reader.readline()
            behaviour.pass_by("CONTENT")


@dataclass
class Counting(Accepting):
    """Takes everything, and remembers how far it came.

    Attributes:
        at: kills here; never where it is empty.
        nth: not at the first time, but at this one.
        kill: who is killed.
        reached: how often a session was where.
        addressed: whose message was begun.
    """

    listens = _Passing
    at: str = ""
    nth: int = 1
    kill: Callable[[], None] = lambda: None
    reached: Counter[str] = field(default_factory=Counter)
    addressed: set[str] = field(default_factory=set)

    def pass_by(self, point: str) -> None:
        """A session has come so far."""
        self.reached[point] += 1
        if point == self.at and self.reached[point] == self.nth:
            self.kill()

    async def handle_EHLO(  # noqa: N802 - the names of hooks are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        """Come by."""
        self.pass_by("EHLO")
        return await super().handle_EHLO(server, session, envelope, hostname, answers)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Come by, and accept."""
        del server, session
        self.pass_by("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Come by, and accept."""
        del server, session, options
        self.pass_by("RCPT")
        envelope.rcpt_tos.append(address)
        self.addressed.add(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take it, and come by."""
        answer = await super().handle_DATA(server, session, envelope)
        self.pass_by("TAKEN")
        return answer

    def taken(self) -> Counter[str]:
        """Reader -> how many messages of the report were taken for them."""
        return Counter(to for one in self.received for to in one.recipients if to in READERS)
