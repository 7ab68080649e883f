"""Letters to a real mail server that takes, refuses, breaks off and dawdles."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from reporter.delivery.outcome import Ambiguous, Outcome, Permanent, Sent, Transient
from reporter.delivery.smtp import SmtpTransport
from reporter.urls import mail_server as read_url
from tests.factories.letters import make_letter
from tests.mail_server import Accepting, Answering, Dropping, Slow, mail_server

if TYPE_CHECKING:
    from reporter.delivery.message import Letter

PATIENT, HASTY = timedelta(seconds=10), timedelta(seconds=0.5)


class Ledger:
    """Counts how often content was about to go out."""

    def __init__(self) -> None:
        self.n_data = 0

    def on_data(self) -> None:
        self.n_data += 1


def transport(address: str, timeout: timedelta = PATIENT) -> SmtpTransport:
    return SmtpTransport(read_url(f"smtp://{address}?tls=none"), timeout)


def send(address: str, letter: Letter, timeout: timedelta = PATIENT) -> tuple[Outcome, int]:
    """Send one letter over a connection of its own; the outcome, and how often content went out."""
    ledger = Ledger()
    with transport(address, timeout) as carrier:
        outcome = carrier.send(letter, ledger.on_data)
    return outcome, ledger.n_data


def test_a_letter_arrives_as_it_is() -> None:
    behaviour, letter = Accepting(), make_letter(text="Hello.\n.\n..dots\n" + "größer " * 20_000)
    with mail_server(behaviour) as address:
        assert send(address, letter) == (Sent("250 taken"), 1)
    (received,) = behaviour.received
    assert received.content == letter.content
    assert received.sender == "reports@example.org"
    assert received.recipients == ("ana@example.org",)


def test_one_connection_carries_several_letters() -> None:
    behaviour = Answering(to={"eve@example.org": ["550 no such user"]})
    people = ["ana@example.org", "eve@example.org", "bob@example.org"]
    ledger = Ledger()
    with mail_server(behaviour) as address, transport(address) as carrier:
        outcomes = [carrier.send(make_letter(one), ledger.on_data) for one in people]
    assert [type(outcome) for outcome in outcomes] == [Sent, Permanent, Sent]
    assert outcomes[1] == Permanent(550, f"{address} answered RCPT with 550 no such user")
    assert [message.recipients for message in behaviour.received] == [
        ("ana@example.org",),
        ("bob@example.org",),
    ]
    assert behaviour.connections == 1
    assert ledger.n_data == 2


def test_a_later_try_succeeds() -> None:
    letter = make_letter()
    behaviour = Answering(to={letter.recipient: ["451 4.3.0 come again"]})
    with mail_server(behaviour) as address:
        assert send(address, letter) == (
            Transient(451, f"{address} answered RCPT with 451 4.3.0 come again"),
            0,
        )
        assert send(address, letter) == (Sent("250 taken"), 1)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("452 disk full", Transient), ("554 5.7.1 looks like spam", Permanent)],
)
def test_a_refusal_of_the_content_is_final(
    answer: str, outcome: type[Transient | Permanent]
) -> None:
    behaviour = Answering(content=[answer])
    with mail_server(behaviour) as address, transport(address) as carrier:
        first = carrier.send(make_letter(), lambda: None)
        assert isinstance(first, outcome)
        assert first.code == int(answer[:3])
        assert isinstance(carrier.send(make_letter(), lambda: None), Sent)
    assert behaviour.connections == 1


def test_a_message_that_is_too_large_for_the_server_is_refused_before_its_content() -> None:
    letter = make_letter(text="x" * 2_000)
    with mail_server(Accepting(), data_size_limit=2_000) as address:
        outcome, n_data = send(address, letter)
    assert isinstance(outcome, Permanent)
    assert (outcome.code, n_data) == (552, 0)


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_a_connection_lost_before_the_content_is_worth_another_try(at: str) -> None:
    behaviour = Dropping(at=at)
    with mail_server(behaviour) as address, transport(address) as carrier:
        assert carrier.send(make_letter(), lambda: None) == Transient(
            None,
            f"the connection to {address} broke off while {at} was answered "
            "(the other side closed it)",
        )
        assert isinstance(carrier.send(make_letter(), lambda: None), Sent)
    assert len(behaviour.received) == 1


@pytest.mark.parametrize(("at", "n_received"), [("CONTENT", 0), ("END", 1)])
def test_a_connection_lost_in_the_content_or_after_it_is_ambiguous(
    at: str, n_received: int
) -> None:
    behaviour = Dropping(at=at)
    with mail_server(behaviour) as address:
        outcome, n_data = send(address, make_letter(text="line\n" * 20_000))
    assert outcome == Ambiguous(
        f"{address} got the message, but the connection broke off before it said whether it took "
        "it (the other side closed it): ask the recipient before it is sent again"
    )
    assert n_data == 1
    assert len(behaviour.received) == n_received


@pytest.mark.parametrize("at", ["EHLO", "RCPT"])
def test_no_answer_before_the_content_is_worth_another_try(at: str) -> None:
    with mail_server(Slow(at=at)) as address:
        outcome, n_data = send(address, make_letter(), HASTY)
    text = f"the connection to {address} broke off while {at} was answered"
    assert outcome == Transient(None, f"{text} (no answer within 0.50 s)")
    assert n_data == 0


def test_no_answer_after_the_content_is_ambiguous() -> None:
    behaviour = Slow(at="END")
    with mail_server(behaviour) as address:
        outcome, n_data = send(address, make_letter(), HASTY)
    assert isinstance(outcome, Ambiguous)
    assert "no answer within 0.50 s" in outcome.text
    assert (n_data, len(behaviour.received)) == (1, 1)


def test_an_idle_connection_that_was_closed_is_opened_again() -> None:
    behaviour = Answering(to={"eve@example.org": ["421 4.3.2 shutting down"]})
    with mail_server(behaviour) as address, transport(address) as carrier:
        assert isinstance(carrier.send(make_letter(), lambda: None), Sent)
        refused = carrier.send(make_letter("eve@example.org"), lambda: None)
        assert isinstance(refused, Transient)
        assert refused.code == 421
        assert isinstance(carrier.send(make_letter(), lambda: None), Sent)
    assert behaviour.connections == 2


def test_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        outcome, n_data = send(address, make_letter())
    assert isinstance(outcome, Transient)
    assert f"{address} cannot be reached" in outcome.text
    assert n_data == 0


@pytest.mark.parametrize(
    ("greeting", "outcome"),
    [
        (b"554 no mail here\r\n", Permanent),
        (b"421 too busy\r\n", Transient),
        (b"HTTP/1.1 400 Bad Request\r\n", Transient),
        (b"", Transient),
        (b"220 " + b"x" * 10_000, Transient),
    ],
)
def test_a_greeting_that_is_none(greeting: bytes, outcome: type[Outcome]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as pool:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        asked = pool.submit(send, address, make_letter())
        served, _ = listener.accept()
        with served:
            served.sendall(greeting)
            served.shutdown(socket.SHUT_WR)
            found, n_data = asked.result()
    assert isinstance(found, outcome)
    assert n_data == 0


def test_a_ledger_that_fails_stops_the_letter() -> None:
    def fail() -> None:
        msg = "the ledger is locked"
        raise RuntimeError(msg)

    behaviour = Accepting()
    with mail_server(behaviour) as address, transport(address) as carrier:
        with pytest.raises(RuntimeError, match="locked"):
            carrier.send(make_letter(), fail)
        assert isinstance(carrier.send(make_letter(), lambda: None), Sent)
    assert len(behaviour.received) == 1
    assert behaviour.connections == 2
