"""How a try to deliver one message ended, and what carries messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from reporter.delivery.message import Letter

TRANSIENT_CODES = range(400, 500)
PERMANENT_CODES = range(500, 600)
LONGEST_ANSWER = 300


@dataclass(frozen=True, slots=True)
class Sent:
    """It was taken over; `answer` is what the server said, or the file that holds it."""

    answer: str


@dataclass(frozen=True, slots=True)
class Transient:
    """Nothing was delivered, and another try may do better.

    Attributes:
        code: the server's; none where it gave none.
        text: a sentence that says what happened, without any secret.
    """

    code: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Permanent:
    """Nothing was delivered, and the same try again will fail again; fields as `Transient`."""

    code: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The content went out and no final answer came: nobody can know whether it was delivered."""

    text: str


Outcome: TypeAlias = Sent | Transient | Permanent | Ambiguous


class Transport(Protocol):
    """What carries letters, one after the other; closed at the end."""

    def send(self, letter: Letter, on_data: Callable[[], None]) -> Outcome:
        """Carry one letter to its recipient.

        Args:
            letter: the message and its envelope.
            on_data: called once the recipient is accepted, just before any of the content goes
                out. What it raises is raised from here, and nothing was sent then.
        """

    def close(self) -> None:
        """Let go of the connection, if there is one."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...


def refused(code: int, text: str) -> Transient | Permanent:
    """The outcome of an SMTP answer that is no success: 5xx is for good, all else is not."""
    kind = Permanent if code in PERMANENT_CODES else Transient
    return kind(code if code > 0 else None, text)


def one_line(text: str) -> str:
    """A server's words on one printable line that is not too long."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:LONGEST_ANSWER]
