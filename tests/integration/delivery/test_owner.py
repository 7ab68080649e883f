"""What the owner hears, by mail and by webhook: at most once for a cause, and not less."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

from reporter.delivery.alerts import Cause, Incident, Missing
from tests.factories.office import ANA, BEN, OPS, World, make_settings, world
from tests.mail_server import Answering, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "T024-B077-a-key-in-the-path"  # noqa: S105 - the tests look for it where it must not be
LATER = timedelta(hours=3)


@dataclass
class Hook:
    """A webhook: what it was told, and what it answers; then 200."""

    told: list[str] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def hook(*answers: tuple[int, str]) -> Iterator[Hook]:
    found = Hook(answers=list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.told.append(json.loads(body)["text"])
            code, answer = found.answers.pop(0) if found.answers else (200, "ok")
            self.send_response(code)
            self.end_headers()
            self.wfile.write(f"{answer} {self.path}".encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as above
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}/services/{SECRET}"
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def office(folder: Path, web: Hook, mail: Answering) -> Iterator[World]:
    """An owner with an address and a webhook."""
    owner = {"mail": [OPS], "webhook": web.url}
    with (
        mail_server(mail) as address,
        world(folder, make_settings(folder, smtp=address, owner=owner)) as found,
    ):
        yield found


def incident(cause: Cause = Cause.HELD, *missing: str, period: str = "2024-W50") -> Incident:
    return Incident(cause, "weekly", "Weekly", period, "why", missing=tuple(map(Missing, missing)))


def test_each_receiver_hears_once_of_a_cause_and_a_period(tmp_path: Path) -> None:
    mail = Answering()
    with hook() as web, office(tmp_path, web, mail) as found:
        for _ in range(3):
            with found.post() as post:
                post.owner.tell(incident())
                post.owner.tell(incident(period="2024-W51"))
                post.owner.tell(incident(Cause.MISSED))
            found.carry()
    assert len(mail.received) == len(web.told) == 3
    assert "Weekly 2024-W50: held back for" in web.told[0]


def test_nobody_is_named_twice_and_nobody_is_left_out(tmp_path: Path) -> None:
    mail = Answering()
    with hook() as web, office(tmp_path, web, mail) as found:
        for who in ((ANA,), (ANA, BEN), (BEN, ANA), (f"x{ANA}",)):
            with found.post() as post:
                post.owner.tell(incident(Cause.UNKNOWN, *who))
        found.carry()
    named = [[line for line in text.splitlines() if line.startswith("- ")] for text in web.told]
    assert named == [[f"- {ANA}"], [f"- {BEN}"], [f"- x{ANA}"]]
    assert len(mail.received) == 3


def test_what_the_owner_was_not_told_is_tried_again(tmp_path: Path) -> None:
    mail = Answering(to={OPS: ["451 later"]})
    with hook((503, "later")) as web, office(tmp_path, web, mail) as found:
        with found.post() as post:
            post.owner.tell(incident())
        found.carry()
        assert {one.state.value for one in found.ledger.watch.alerts()} == {"queued"}
        found.carry()
        assert (len(mail.received), len(web.told)) == (0, 1)
        found.wait(LATER)
        found.carry()
        found.carry()
        assert {one.state.value for one in found.ledger.watch.alerts()} == {"sent"}
    assert (len(mail.received), len(web.told)) == (1, 2)


def test_a_webhook_that_repeats_its_url_gives_nothing_away(tmp_path: Path) -> None:
    with hook((404, "no such hook:")) as web, office(tmp_path, web, Answering()) as found:
        with found.post() as post:
            post.owner.tell(incident())
        found.carry()
        (one,) = [one for one in found.ledger.watch.alerts() if one.channel == "webhook"]
    assert one.state.value == "failed"
    assert "404 no such hook:" in one.error
    assert SECRET not in one.error


def test_without_an_owner_nothing_is_queued(tmp_path: Path) -> None:
    with world(tmp_path, make_settings(tmp_path, owner={})) as found:
        with found.post() as post:
            post.owner.tell(incident())
        assert found.ledger.watch.alerts() == ()


def test_without_a_server_the_owners_mail_is_a_file_too(tmp_path: Path) -> None:
    with world(tmp_path, make_settings(tmp_path)) as found:
        with found.post() as post:
            post.owner.tell(incident())
        found.carry()
        (file,) = (tmp_path / "outbox").iterdir()
        assert b"held back for" in file.read_bytes()


def test_a_webhook_that_was_taken_out_since_ends_the_tries(tmp_path: Path) -> None:
    with hook() as web, office(tmp_path, web, Answering()) as found:
        with found.post() as post:
            post.owner.tell(incident())
        found.configure(owner=make_settings(tmp_path).owner)
        found.carry()
        states = {one.channel: one.state.value for one in found.ledger.watch.alerts()}
    assert states == {"mail": "sent", "webhook": "failed"}
    assert web.told == []
