"""The doctor at the door of a mail server."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

from reporter import doctor
from reporter.config import DeliverySettings
from reporter.doctor import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def server() -> Iterator[tuple[str, list[object]]]:
    """Address of a mail server that takes everything, and what it was sent."""
    taken: list[object] = []

    class Keeper:
        async def handle_DATA(  # noqa: N802 - the name that the server calls
            self, server: object, session: object, envelope: object
        ) -> str:
            del server, session
            taken.append(envelope)
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        _, port = free.getsockname()
    controller = Controller(Keeper(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"127.0.0.1:{port}", taken
    finally:
        controller.stop()


def test_the_mail_server_is_asked_and_nothing_is_sent(server: tuple[str, list[object]]) -> None:
    address, taken = server
    check = doctor.mail(DeliverySettings(), f"smtp://{address}?tls=none")
    assert (check.state, check.found) == (State.OK, f"{address} lets this program send")
    assert taken == []


@pytest.mark.parametrize("url", ["smtp://{0}", "smtp://me:secret@{0}?tls=none"])
def test_a_mail_server_without_what_is_asked_for_is_a_problem(
    server: tuple[str, list[object]], url: str
) -> None:
    address, _ = server
    check = doctor.mail(DeliverySettings(), url.format(address))
    assert check.state is State.PROBLEM
    assert address in check.remedy
    assert "secret" not in check.found


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1?tls=none", "https://me:secret@host"])
def test_a_mail_server_that_is_not_there_is_a_problem(url: str) -> None:
    check = doctor.mail(DeliverySettings(), url)
    assert check.state is State.PROBLEM
    assert check.remedy
    assert "secret" not in check.found


def test_a_configured_mail_server_is_examined_last(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REPORTER_DELIVERY__SMTP", "smtp://127.0.0.1:1?tls=none")
    *_, last = doctor.examine()
    assert (last.id, last.state) == ("mail", State.PROBLEM)
