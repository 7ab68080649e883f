"""Letters over SMTP, one to a recipient; one connection may carry several.

What a try has come to follows from how far it got. Before the content goes out nothing was
delivered: an answer of 5xx is for good, everything else (4xx, no connection, no answer in time)
is worth another try. A certificate that cannot be trusted, or a server that offers no STARTTLS,
is worth one as well, because such servers get mended; the text says how. Once the content is on
its way, only a final answer tells; without one, nobody can know whether it was delivered.

`smtplib` does the protocol. Its `send_message` is not used: it returns normally if any recipient
passed, and it leaves no room between the recipient and the content.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from typing import TYPE_CHECKING

from reporter.delivery.outcome import Sent
from reporter.delivery.session import ask, begin, is_idle, tls_context
from reporter.delivery.trouble import CLOSING, FINAL, Command, RefusedError, Trouble
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import timedelta
    from types import TracebackType
    from typing import Self

    from reporter.delivery.message import Letter
    from reporter.delivery.outcome import Outcome
    from reporter.urls import MailServer
    from reporter.words import Words

GO_AHEAD = 354
SUCCESS = range(200, 300)
CHUNK_BYTES = 64 * 1024
"""Each gets the whole timeout, so that a large message may take longer than one answer."""


class SmtpTransport:
    """Carries letters to a mail server; it connects with the first one.

    Args:
        server: where to, and how.
        timeout: of the connection and of each answer.
        words: the language of what it says.

    Raises:
        ConfigError: the file of authorities cannot be read.
    """

    def __init__(self, server: MailServer, timeout: timedelta, words: Words = ENGLISH) -> None:
        self._server, self._tls = server, tls_context(server)
        self._trouble = Trouble(server, timeout.total_seconds(), words)
        self._session: smtplib.SMTP | None = None

    def send(self, letter: Letter, on_data: Callable[[], None]) -> Outcome:
        """Carry one letter; see `Transport.send`."""
        try:
            session = self._ready()
            self._address(session, letter)
            on_data()
            self._open(session)
            return self._content(session, letter.content)
        except RefusedError as error:
            if error.ends_session:
                self._drop()
            return error.outcome
        except BaseException:
            self._drop()
            raise

    def close(self) -> None:
        """Take leave of the server."""
        if self._session is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._session.quit()
        self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self.close()

    def _ready(self) -> smtplib.SMTP:
        """A session that is logged in and between two messages."""
        if self._session is None or not is_idle(self._session):
            self._drop()
            self._session = begin(self._server, self._tls, self._trouble)
        return self._session

    def _address(self, session: smtplib.SMTP, letter: Letter) -> None:
        """Say from whom and to whom; a server may refuse the size of the message here."""
        size = [f"SIZE={len(letter.content)}"] if session.has_extn("size") else []
        self._accepted(Command.MAIL, session.mail, letter.sender, size)
        self._accepted(Command.RCPT, session.rcpt, letter.recipient)

    def _accepted(
        self, command: Command, question: Callable[..., tuple[int, bytes]], *arguments: object
    ) -> None:
        code, answer = ask(command, self._trouble, question, *arguments)
        if code not in SUCCESS:
            raise self._trouble.answer(command, code, answer)

    def _open(self, session: smtplib.SMTP) -> None:
        code, answer = ask(Command.DATA, self._trouble, session.docmd, "DATA")
        if code != GO_AHEAD:
            raise self._trouble.answer(Command.DATA, code, answer)

    def _content(self, session: smtplib.SMTP, content: bytes) -> Outcome:
        try:
            for chunk in _chunks(content):
                session.send(chunk)
            code, answer = session.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            return self._trouble.ambiguous(error)
        if code not in FINAL or code == CLOSING:
            self._drop()
        if code in SUCCESS:
            return Sent(f"{code} {self._trouble.clean(answer)}")
        if code not in FINAL:
            return self._trouble.ambiguous(answer)
        return self._trouble.answer(Command.DATA, code, answer).outcome

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def _chunks(content: bytes) -> Iterator[bytes]:
    """The content as it goes over the wire: dots doubled, and the dot that ends it."""
    lines = content.replace(b"\r\n.", b"\r\n..")
    if lines.startswith(b"."):
        lines = b"." + lines
    whole = lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"
    for start in range(0, len(whole), CHUNK_BYTES):
        yield whole[start : start + CHUNK_BYTES]
