"""`reporter send`: what each wish queues, and what the program says and ends with."""

from __future__ import annotations

import email
import json
import os
from contextlib import contextmanager
from datetime import timedelta
from email import policy
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from reporter.cli import main
from reporter.delivery.sending import Wish
from reporter.delivery.stored import from_json, to_json
from reporter.errors import ArchiveError, ConfigError, HeldError, UsageError
from reporter.ledger.values import Attempt, DeliveryState, State
from tests.factories.ledger import make_key
from tests.factories.letters import make_page
from tests.factories.office import ANA, BEN, CAY, RUN, World, make_settings, world
from tests.mail_server import Accepting, Answering, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

BOSS = "boss@example.org"
NEWER = "20241216T070000Z-bbbb"
LATER = timedelta(hours=3)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[World]:
    """Two recipients, no mail server, and a run that was sent to both."""
    with world(tmp_path, make_settings(tmp_path, to=(ANA, BEN))) as found:
        found.made()
        found.carry()
        assert found.states() == {ANA: "sent", BEN: "sent"}
        yield found


def wished(found: World, wish: Wish, *to: str, run: str = RUN) -> tuple[str, ...]:
    """Recipients of what is queued by a wish, which is then sent."""
    found.wait(timedelta(minutes=1))
    queued = found.sender.queue(found.ledger.runs.get(run), wish, found.clock(), to=to)
    recipients = tuple(found.ledger.outbox.get(one).recipient for one in queued)
    with found.post() as post:
        post.send_due(queued)
    return recipients


def mails(found: World) -> list[EmailMessage]:
    files = sorted((found.folder / "outbox").iterdir(), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def settle(found: World, recipient: str, state: DeliveryState) -> None:
    """Let the last message to somebody have ended so."""
    one = found.messages()[recipient]
    attempt = Attempt(found.clock(), state, None, "made up")
    found.ledger.outbox.settle(one.id, attempt, next_at=found.clock())


def test_a_period_that_was_sent_is_not_sent_again(office: World) -> None:
    assert wished(office, Wish.NEW) == ()
    office.made(NEWER)
    assert office.ledger.outbox.of_run(NEWER) == ()
    assert wished(office, Wish.NEW, run=NEWER) == ()
    assert len(mails(office)) == 2


def test_what_is_only_a_file_is_mailed_once_there_is_a_server(office: World) -> None:
    server = Accepting()
    with mail_server(server) as address:
        office.configure(
            delivery=make_settings(office.folder, to=(ANA, BEN), smtp=address).delivery
        )
        assert wished(office, Wish.NEW) == (ANA, BEN)
        assert wished(office, Wish.NEW) == ()
    assert [one.recipients for one in server.received] == [(ANA,), (BEN,)]
    assert len(mails(office)) == 2


def test_a_wanted_resend_says_once_that_it_is_corrected(office: World) -> None:
    assert wished(office, Wish.RESEND) == (ANA, BEN)
    *_, last = mails(office)
    assert last["Subject"] == f"[corrected] {make_page().subject}"
    assert last["Subject"].lower().count("corrected") == 1
    assert wished(office, Wish.RESEND, ANA) == (ANA,)
    assert len(mails(office)) == 5
    assert len({one["Message-ID"] for one in mails(office)}) == 5


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.QUEUED])
def test_a_resend_does_not_go_beside_a_message_that_is_still_to_go_out(
    office: World, state: DeliveryState
) -> None:
    settle(office, BEN, state)
    assert wished(office, Wish.RESEND) == (ANA, BEN)
    office.wait(LATER)
    office.carry()
    marked = {one["To"]: one["Subject"].startswith("[corrected]") for one in mails(office)[2:]}
    assert marked in ({ANA: True, BEN: False}, {ANA: True})
    assert {one.recipient: one.revision for one in office.ledger.outbox.of_period(make_key())} == {
        ANA: 1,
        BEN: 0,
    }


def test_a_newer_run_is_sent_as_a_correction(office: World) -> None:
    office.made(NEWER, pdf=b"%PDF-1.7 corrected")
    assert wished(office, Wish.RESEND, run=NEWER) == (ANA, BEN)
    (*_, last) = mails(office)
    pdf = next(last.iter_attachments()).get_content()
    assert pdf == b"%PDF-1.7 corrected"


def test_one_who_joined_since_gets_it(office: World) -> None:
    office.configure(reports=make_settings(office.folder, to=(ANA, BEN, CAY)).reports)
    assert wished(office, Wish.NEW) == (CAY,)
    assert wished(office, Wish.NEW) == ()


def test_test_sends_never_count_as_the_delivery(tmp_path: Path) -> None:
    with world(tmp_path, make_settings(tmp_path)) as found:
        found.made(queue=False)
        assert wished(found, Wish.TEST, ANA) == (ANA,)
        assert wished(found, Wish.TEST, BOSS) == (BOSS,)
        assert wished(found, Wish.TEST, BOSS) == (BOSS,)
        assert found.states() == {}
        assert wished(found, Wish.NEW) == (ANA,)
        assert found.states() == {ANA: "sent"}
        marked = [one["Subject"].startswith("[test] ") for one in mails(found)]
        assert sorted(marked) == [False, True, True, True]
        assert found.ledger.runs.get(RUN).delivered.value == "sent"


def test_a_test_is_sent_alone(tmp_path: Path) -> None:
    with world(tmp_path, make_settings(tmp_path)) as found:
        found.made()
        assert wished(found, Wish.TEST, BOSS) == (BOSS,)
        assert found.states() == {ANA: "queued"}


@pytest.mark.parametrize(("wish", "to"), [(Wish.NEW, (BOSS,)), (Wish.FAILED, (BOSS,))])
def test_one_who_is_no_recipient_is_not_sent_anything(
    office: World, wish: Wish, to: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError, match=f"{BOSS} is no recipient of this report"):
        wished(office, wish, *to)


def test_the_address_of_a_test_has_to_be_one(office: World) -> None:
    with pytest.raises(ConfigError, match="is not one plain mail address"):
        wished(office, Wish.TEST, "boss")


def test_what_is_in_doubt_is_sent_again_only_to_those_who_are_named(office: World) -> None:
    settle(office, ANA, DeliveryState.UNKNOWN)
    settle(office, BEN, DeliveryState.FAILED)
    assert wished(office, Wish.FAILED) == (BEN,)
    assert wished(office, Wish.FAILED) == ()
    assert wished(office, Wish.FAILED, ANA) == (ANA,)
    assert office.states() == {ANA: "sent", BEN: "sent"}


def held(found: World, how: dict[str, Any]) -> None:
    with pytest.raises(HeldError) as caught:
        wished(found, Wish(how["wish"]), *how.get("to", ()))
    assert caught.value.exit_code == 6
    assert how["why"] in str(caught.value)
    assert not (found.folder / "outbox").exists()


@pytest.mark.parametrize("wish", ["new", "resend", "test"])
def test_a_report_held_back_is_not_sent_by_any_wish(tmp_path: Path, wish: str) -> None:
    with world(tmp_path, make_settings(tmp_path)) as found:
        found.made(audiences={"all": State.HELD})
        held(found, {"wish": wish, "to": (ANA,), "why": "all: it is broken"})


@pytest.mark.parametrize("wish", ["new", "resend", "test"])
def test_a_report_about_too_few_listeners_is_not_even_sent_as_a_test(
    tmp_path: Path, wish: str
) -> None:
    with world(tmp_path, make_settings(tmp_path)) as found:
        found.made(queue=False, withheld="3 listeners, 10 are needed")
        held(found, {"wish": wish, "to": (ANA,), "why": "all: 3 listeners, 10 are needed"})


def test_what_slipped_into_the_outbox_about_too_few_is_not_sent_either(tmp_path: Path) -> None:
    with world(tmp_path, make_settings(tmp_path, owner={})) as found:
        found.made(withheld="3 listeners, 10 are needed")
        found.carry()
        assert found.states() == {ANA: "failed"}
        assert not (tmp_path / "outbox").exists()


@pytest.mark.parametrize(("least", "state"), [(9, "failed"), (10, "sent"), (11, "sent")])
def test_a_report_made_when_fewer_could_be_told_of_is_not_sent_now(
    tmp_path: Path, least: int, state: str
) -> None:
    with world(tmp_path, make_settings(tmp_path, owner={})) as found:
        found.made(least=least)
        found.carry()
        assert found.states() == {ANA: state}
        if state == "failed":
            with pytest.raises(HeldError, match="nothing about fewer than 10 is mailed now"):
                wished(found, Wish.RESEND)


def test_a_sound_report_goes_out_beside_one_held_back(tmp_path: Path) -> None:
    readers = {"boss": (BOSS,), "germany": (ANA,)}
    with world(tmp_path, make_settings(tmp_path, audiences=readers)) as found:
        found.made(audiences={"boss": State.HELD, "germany": State.COMPLETE}, queue=False)
        held(found, {"wish": "new", "to": (BOSS,), "why": "boss"})
        assert wished(found, Wish.NEW) == (ANA,)


def test_a_run_without_files_says_so(office: World) -> None:
    office.ledger.runs.prune(RUN, office.clock())
    with pytest.raises(UsageError, match="has no files to send"):
        wished(office, Wish.RESEND)


ALONE = to_json({"all": make_page()}, locale="en", several_listeners=True, least=10)
"""Without the pages that speak of less."""


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"form": 2}', ALONE])
def test_words_that_cannot_be_read_are_refused(content: bytes) -> None:
    with pytest.raises(ArchiveError, match=r"mail\.json"):
        from_json(content)


# --- the program ---


@contextmanager
def configured(
    folder: Path, monkeypatch: pytest.MonkeyPatch, behaviour: Accepting
) -> Iterator[World]:
    """An empty place to call the program in, and a server that behaves so."""
    for name in [name for name in os.environ if name.startswith("REPORTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)
    with mail_server(behaviour) as address:
        url = f"smtp://{address}?tls=none"
        readers = [{"name": "all", "to": [ANA, BEN]}]
        values = {
            "archive": {"files": "output"},
            "delivery": {"smtp": url, "from": "r@example.org", "patience": "0s"},
            "reports": {"weekly": {"audiences": readers}},
        }
        (folder / "config.yaml").write_text(yaml.safe_dump(values))
        settings = make_settings(folder / "output", to=(ANA, BEN), smtp=address)
        with world(folder / "output", settings) as found:
            found.made(queue=False)
            yield found


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return values


def test_the_program_sends_once_and_says_what_became_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Answering(to={BEN: ["550 no such user"]})
    with configured(tmp_path, monkeypatch, server):
        assert main(["send", "latest", "--json"]) == 4
        line = said(capsys)
        assert (line["run"], line["delivery"]) == (RUN, "partial")
        states = {one["recipient"]: one["state"] for one in line["deliveries"]}
        assert states == {ANA: "sent", BEN: "failed"}
        assert "550 no such user" in line["deliveries"][1]["error"]

        assert main(["send", RUN, "--failed"]) == 0
        assert BEN in capsys.readouterr().out
        assert main(["send", "latest", "--json"]) == 0
        assert said(capsys)["delivery"] == "none"
        assert main(["send", "latest"]) == 0
        assert "everybody who gets it has it already" in capsys.readouterr().out
        assert main(["send", "latest", "--resend", "--to", ANA]) == 0
    assert [one.recipients for one in server.received] == [(ANA,), (BEN,), (ANA,)]


def test_the_program_says_who_may_not_have_got_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with configured(tmp_path, monkeypatch, Accepting()) as found:
        assert main(["send", "latest"]) == 0
        settle(found, ANA, DeliveryState.UNKNOWN)
        capsys.readouterr()
        for arguments in (["send", "latest", "--failed"], ["send", "latest"]):
            assert main(arguments) == 4
            told = capsys.readouterr().out
            assert f"nobody knows whether {ANA} got it" in told
            assert f"--failed --to {ANA}" in told
        assert main(["send", "latest", "--failed", "--to", ANA]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--failed", "--resend"], 2, "three different things"),
        (["--to", "eve@example.net"], 2, "eve@example.net is no recipient"),
        (["--test-to", BOSS, "--to", ANA], 2, "--test-to alone: leave out --to"),
        (["--test-to", "me"], 2, "is not one plain mail address"),
    ],
)
def test_the_program_refuses_what_makes_no_sense(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    with configured(tmp_path, monkeypatch, Accepting()):
        assert main(["send", "latest", *arguments]) == code
        assert words in capsys.readouterr().err


def test_the_program_ends_with_six_for_what_is_held_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with configured(tmp_path, monkeypatch, Accepting()) as found:
        found.made(NEWER, audiences={"all": State.HELD}, queue=False)
        assert main(["send", NEWER, "--json", "--test-to", BOSS]) == 6
        assert "is not to be sent (all: it is broken)" in said(capsys)["error"]


def test_the_program_says_which_audience_gets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with configured(tmp_path, monkeypatch, Accepting()) as found:
        found.made(NEWER, audiences={"all": State.COMPLETE, "board": State.HELD}, queue=False)
        assert main(["send", NEWER]) == 0
        capsys.readouterr()
        assert main(["send", NEWER]) == 0
        told = capsys.readouterr()
    assert told.out.startswith("everybody who gets it has it already")
    assert told.err == "note: board does not get it (it is broken)\n"
