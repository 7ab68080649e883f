"""Messages to a real web server, and pings."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from reporter.delivery.outcome import Ambiguous, Outcome, Permanent, Sent, Transient
from reporter.delivery.webhook import ping, post
from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENT, HASTY = timedelta(seconds=10), timedelta(seconds=0.5)


class Hook(BaseHTTPRequestHandler):
    """Answers with the status that the path asks for; 0 is silence, 1 breaks off."""

    requests: list[tuple[str, str, bytes]]

    def do_GET(self) -> None:
        """Take a ping."""
        self.answer()

    def do_POST(self) -> None:
        """Take a message."""
        self.answer()

    def answer(self) -> None:
        """Keep the request, and answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.requests.append((self.command, self.headers.get("Content-Type", ""), body))
        status = int(self.path.split("/")[1])
        if status == 0:
            self.connection.recv(1)  # until the client has had enough
        if status >= 200:
            self.send_response(status)
            self.send_header("Location", "/200/other")
            self.end_headers()
            self.wfile.write(b"ok\r\n" if status == 200 else b"no\x00t so")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class
        """Say nothing."""


@contextmanager
def web_server() -> Iterator[tuple[str, type[Hook]]]:
    """A running server: its URL, and what it keeps its requests in."""
    hook = type("Kept", (Hook,), {"requests": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), hook) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", hook
        finally:
            server.shutdown()
            thread.join()


def test_a_message_arrives_as_json() -> None:
    with web_server() as (url, hook):
        assert post(f"{url}/200/key", "Held: <!channel> & größer", PATIENT) == Sent("200 ok")
    ((method, kind, body),) = hook.requests
    assert (method, kind) == ("POST", "application/json")
    assert json.loads(body) == {"text": "Held: &lt;!channel&gt; &amp; größer"}


def test_a_ping_is_a_plain_request() -> None:
    with web_server() as (url, hook):
        assert ping(f"{url}/204/key", PATIENT) == Sent("204")
    assert hook.requests == [("GET", "", b"")]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (302, Permanent),
        (307, Permanent),
        (400, Permanent),
        (404, Permanent),
        (429, Transient),
        (500, Transient),
        (503, Transient),
    ],
)
def test_a_refusal_is_for_good_or_for_now(status: int, outcome: type[Outcome]) -> None:
    with web_server() as (url, hook):
        found = post(f"{url}/{status}/key", "text", PATIENT)
    assert isinstance(found, outcome)
    assert isinstance(found, Transient | Permanent)
    assert found.code == status
    assert found.text == f"{url}/… answered with {status} no t so"
    assert len(hook.requests) == 1  # a redirect is not followed


@pytest.mark.parametrize("status", [0, 1])
def test_no_answer_is_ambiguous(status: int) -> None:
    with web_server() as (url, hook):
        outcome = post(f"{url}/{status}/key", "text", HASTY)
    assert isinstance(outcome, Ambiguous)
    assert outcome.text.startswith(f"{url}/… got the message but did not answer (")
    assert len(hook.requests) == 1


def test_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        outcome = post(f"{url}/key", "text", PATIENT)
    assert isinstance(outcome, Transient)
    assert outcome.text.startswith(f"{url}/… cannot be reached (")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/key",
        "example.org/key",
        "https:///key",
        "https://example.org:port/key",
        "https://example.org/key HTTP/1.1\r\nX: y",
        "https://example.org/kéy",
        "",
    ],
)
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(ConfigError, match="is no web address") as caught:
        post(url, "text", PATIENT)
    assert "key" not in str(caught.value)
    with pytest.raises(ConfigError, match="is no web address"):
        ping(url, PATIENT)
