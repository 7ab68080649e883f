"""The outbox against a real mail server, a real ledger and a real folder: what a server can do."""

from __future__ import annotations

import email
import io
import zipfile
from contextlib import contextmanager
from datetime import timedelta
from email import policy
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest

from reporter.archive.folder import FolderStore
from reporter.delivery.office import check_post, open_post
from reporter.delivery.sending import Sender, Wish
from reporter.errors import ConfigError
from reporter.ledger.values import Delivered, DeliveryState, Phase, State
from reporter.pipeline.posted import deliver
from tests.factories.ledger import ELSEWHERE, GONE
from tests.factories.office import (
    ANA,
    BEN,
    CAY,
    OPS,
    RUN,
    World,
    make_settings,
    world,
)
from tests.mail_server import Accepting, Answering, Dropping, Slow, mail_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from reporter.ledger.values import Delivery
    from tests.mail_server import Received

THREE = (ANA, BEN, CAY)
LONG = timedelta(hours=2)


@contextmanager
def office(
    folder: Path,
    behaviour: Accepting,
    to: tuple[str, ...] = (ANA,),
    **delivery: Any,  # noqa: ANN401 - as `make_settings`
) -> Iterator[World]:
    """A world whose mail goes to a server that behaves so."""
    with (
        mail_server(behaviour) as address,
        world(folder, make_settings(folder, to=to, smtp=address, **delivery)) as found,
    ):
        yield found


def parsed(message: Received) -> EmailMessage:
    return email.message_from_bytes(message.content, policy=policy.default)


def names(message: Received) -> list[str | None]:
    return [part.get_filename() for part in parsed(message).iter_attachments()]


def to_readers(behaviour: Accepting) -> list[str]:
    return sorted(one.recipients[0] for one in behaviour.received if one.recipients != (OPS,))


def to_owner(behaviour: Accepting) -> list[EmailMessage]:
    return [parsed(one) for one in behaviour.received if one.recipients == (OPS,)]


def subjects(messages: list[EmailMessage]) -> list[str]:
    return [str(one["Subject"]).partition(": ")[2] for one in messages]


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def test_each_recipient_gets_a_message_of_their_own_once(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server, THREE) as found:
        found.made()
        for _ in range(3):
            found.carry()
        assert to_readers(server) == sorted(THREE)
        assert found.states() == dict.fromkeys(THREE, "sent")
        assert found.ledger.runs.get(RUN).delivered is Delivered.SENT
        assert found.ledger.watch.alerts() == ()
    first = parsed(server.received[0])
    assert first["To"] == ANA
    assert names(server.received[0]) == ["weekly-2024-W50.pdf", "weekly-2024-W50-csv.zip"]


def test_a_table_about_each_listener_is_not_mailed(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()
        found.carry()
    (message,) = server.received
    *_, packed = parsed(message).iter_attachments()
    with zipfile.ZipFile(io.BytesIO(packed.get_content())) as archive:
        assert archive.namelist() == ["leaders.csv"]


def test_what_fails_for_now_is_tried_again_when_its_time_has_come(tmp_path: Path) -> None:
    server = Answering(to={ANA: ["451 later", "452 later still"]})
    with office(tmp_path, server) as found:
        found.made()
        found.carry()
        first = found.messages()[ANA]
        assert (first.state, first.attempts) == (DeliveryState.QUEUED, 1)
        assert "451 later" in first.error
        found.carry()
        assert found.messages()[ANA].attempts == 1
        found.wait(timedelta(seconds=10))
        found.carry()
        assert found.messages()[ANA].attempts == 2
        found.wait(LONG)
        found.carry()
        assert found.states() == {ANA: "sent"}
        assert found.messages()[ANA].error == ""
        outcomes = [one.outcome for one in found.ledger.outbox.attempts(first.id)]
        assert outcomes == ["queued", "queued", "sent"]
        assert found.ledger.watch.alerts() == ()


def test_a_run_waits_for_second_tries_that_come_in_time(tmp_path: Path) -> None:
    server = Answering(to={ANA: ["451 later"], BEN: ["450 a"] * 9})
    with office(tmp_path, server, (ANA, BEN), patience="1m") as found:
        found.made()
        with found.post() as post:
            assert deliver(post, found.ledger, RUN) is Delivered.PARTIAL
        assert found.states() == {ANA: "sent", BEN: "queued"}
        assert 4 <= sum(found.clock.slept) <= 60


def test_what_never_passes_ends_and_the_owner_hears_of_it(tmp_path: Path) -> None:
    server = Answering(to={ANA: ["451 never"] * 99})
    with office(tmp_path, server) as found:
        found.made()
        for _ in range(12):
            found.carry()
            found.wait(LONG)
        assert found.messages()[ANA].state is DeliveryState.FAILED
        assert found.messages()[ANA].attempts == 8
    assert subjects(to_owner(server)) == ["not delivered to 1 recipient"]


def test_one_who_is_refused_is_told_of_and_gets_the_same_bytes_later(tmp_path: Path) -> None:
    server = Answering(to={BEN: ["550 no such user"]})
    with office(tmp_path, server, THREE) as found:
        found.made()
        found.carry()
        assert found.states() == {ANA: "sent", BEN: "failed", CAY: "sent"}
        assert found.ledger.runs.get(RUN).delivered is Delivered.PARTIAL
        (told,) = to_owner(server)
        assert f"- {BEN}: " in text(told)
        assert "550 no such user" in text(told)
        assert ANA not in text(told)
        before = found.messages()[BEN]

        found.wait(LONG)
        run = found.ledger.runs.get(RUN)
        assert found.sender.queue(run, Wish.FAILED, found.clock()) == (before.id,)
        found.carry()
        assert found.states() == dict.fromkeys(THREE, "sent")
        assert found.ledger.runs.get(RUN).delivered is Delivered.SENT
    assert to_readers(server) == sorted(THREE)
    assert len(to_owner(server)) == 1
    last = parsed(server.received[-1])
    assert last["Message-ID"] == f"<{before.message_id}@example.org>"


def test_bytes_that_a_server_refused_are_the_ones_that_it_takes_later(tmp_path: Path) -> None:
    server = Answering(content=["554 not today"])
    with office(tmp_path, server) as found:
        found.made()
        found.carry()
        before = found.messages()[ANA]
        assert (before.state, len(before.sha256)) == (DeliveryState.FAILED, 64)
        found.wait(LONG)
        found.ledger.outbox.again([before.id], found.clock())
        found.carry()
        after = found.messages()[ANA]
    assert (after.state, after.sha256) == (DeliveryState.SENT, before.sha256)
    assert (after.message_id, after.created_at) == (before.message_id, before.created_at)


def test_one_who_fails_after_the_owner_was_told_of_others_is_told_of_too(tmp_path: Path) -> None:
    server = Answering(to={ANA: ["550 gone"], BEN: ["451 later", "550 gone, too"]})
    with office(tmp_path, server, THREE) as found:
        found.made()
        found.carry()
        found.wait(LONG)
        found.carry()
        found.carry()
    first, second = map(text, to_owner(server))
    assert (ANA in first, BEN in first) == (True, False)
    assert (ANA in second, BEN in second) == (False, True)


@pytest.mark.parametrize("at", ["RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_content_costs_one_try(tmp_path: Path, at: str) -> None:
    server = Dropping(at=at)
    with office(tmp_path, server) as found:
        found.made()
        found.carry()
        assert found.states() == {ANA: "queued"}
        found.wait(LONG)
        found.carry()
        assert found.states() == {ANA: "sent"}
    assert to_readers(server) == [ANA]


@pytest.mark.parametrize(("at", "taken"), [("CONTENT", 0), ("END", 1)])
def test_a_connection_that_breaks_after_it_leaves_a_doubt(
    tmp_path: Path, at: str, taken: int
) -> None:
    server = Dropping(at=at)
    with office(tmp_path, server, (ANA, BEN)) as found:
        found.made()
        for _ in range(3):
            found.carry()
            found.wait(LONG)
        assert found.states() == {ANA: "unknown", BEN: "sent"}
        assert found.ledger.runs.get(RUN).delivered is Delivered.UNKNOWN
        run = found.ledger.runs.get(RUN)
        assert [one.recipient for one in found.sender.unsure(run)] == [ANA]
    assert to_readers(server).count(ANA) == taken
    (told,) = to_owner(server)
    assert subjects([told]) == ["perhaps not delivered to 1 recipient"]
    assert f"reporter send {RUN} --failed --to ADDRESS" in text(told)


@pytest.mark.parametrize(("at", "state"), [("RCPT", "queued"), ("END", "unknown")])
def test_a_server_that_is_silent_is_not_waited_for(tmp_path: Path, at: str, state: str) -> None:
    server = Slow(at=at, seconds=2)
    with office(tmp_path, server, timeout="1s", owner={}) as found:
        found.made()
        found.carry()
        assert found.states() == {ANA: state}
        assert "no answer within 1.00 s" in found.messages()[ANA].error


def test_a_domain_that_is_not_allowed_any_more_is_not_written_to(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server, (ANA, "eve@example.net")) as found:
        found.made()
        allowed = found.settings.delivery.model_copy(update={"allow": ("example.org",)})
        found.configure(delivery=allowed)
        found.carry()
        assert found.states() == {ANA: "sent", "eve@example.net": "failed"}
        error = found.messages()["eve@example.net"].error
    assert "lies outside the domains that may be written to" in error
    assert to_readers(server) == [ANA]
    assert len(to_owner(server)) == 1


def test_one_who_was_taken_off_the_list_since_is_not_written_to(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server, (ANA, BEN)) as found:
        found.made()
        found.configure(reports=make_settings(tmp_path, to=(BEN,)).reports)
        found.carry()
        assert found.states() == {ANA: "failed", BEN: "sent"}
        assert "is not among the recipients of all any more" in found.messages()[ANA].error


@pytest.mark.parametrize("path", ["report.pdf", "mail.json", "csv/leaders.csv"])
def test_a_file_that_is_not_as_the_run_left_it_is_not_sent(tmp_path: Path, path: str) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()
        file = tmp_path / "weekly" / "2024-W50" / RUN / path
        file.write_bytes(file.read_bytes().replace(b"e", b"a", 1))
        found.carry()
        assert found.states() == {ANA: "failed"}
        assert f"{path} is not as the run left it" in found.messages()[ANA].error
    assert to_readers(server) == []


def test_a_file_that_is_gone_may_come_back(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()
        file = tmp_path / "weekly" / "2024-W50" / RUN / "report.pdf"
        content = file.read_bytes()
        file.unlink()
        found.carry()
        assert found.states() == {ANA: "queued"}
        file.write_bytes(content)
        found.wait(LONG)
        found.carry()
        assert found.states() == {ANA: "sent"}


@pytest.mark.parametrize(
    ("megabytes", "attached", "said"),
    [(0.2, 2, "all attached"), (0.1, 1, "pdf attached"), (0.01, 0, "none attached")],
)
def test_what_is_too_large_goes_out_with_less(
    tmp_path: Path, megabytes: float, attached: int, said: str
) -> None:
    server = Accepting()
    noise = b"".join(b"%x" % (n * 2654435761 % 2**32) for n in range(6_000))
    with office(tmp_path, server, max_megabytes=megabytes) as found:
        found.made(pdf=noise, tables={"leaders": noise})
        found.carry()
    (message,) = server.received
    assert len(names(message)) == attached
    assert text(parsed(message)).strip() == said


def test_words_that_this_version_cannot_read_end_the_tries(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()
        found.ledger.runs.replace_files(RUN, ())
        found.carry()
        assert found.states() == {ANA: "failed"}


def test_two_processes_at_once_send_each_message_once(tmp_path: Path) -> None:
    server = Accepting()
    many = tuple(f"r{n}@example.org" for n in range(12))
    with office(tmp_path, server, many) as found:
        found.made()
        gate = Barrier(2)

        def send() -> None:
            with world(tmp_path, found.settings) as mine:
                gate.wait()
                mine.carry()

        both = [Thread(target=send) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert found.states() == dict.fromkeys(many, "sent")
    assert to_readers(server) == sorted(many)


def open_message(found: World, phase: Phase) -> Delivery:
    """A message whose process was killed at some point of its sending."""
    (one,) = found.ledger.outbox.due(found.clock())
    assert found.ledger.outbox.claim(one.id, GONE, found.clock()) is not None
    if phase is Phase.DATA:
        found.ledger.outbox.at_data(one.id, "0" * 64)
    return one


def test_a_process_killed_before_the_content_is_made_up_for(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()
        open_message(found, Phase.OPEN)
        found.carry()
        assert found.states() == {ANA: "sent"}
    assert to_readers(server) == [ANA]


def test_a_process_killed_after_it_leaves_a_doubt_that_the_owner_hears_of(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()
        open_message(found, Phase.DATA)
        for _ in range(3):
            found.carry()
        assert found.states() == {ANA: "unknown"}
    assert to_readers(server) == []
    assert len(to_owner(server)) == 1


def test_in_a_folder_there_is_never_a_doubt(tmp_path: Path) -> None:
    with world(tmp_path, make_settings(tmp_path)) as found:
        found.made()
        one = open_message(found, Phase.DATA)
        found.carry()
        assert found.states() == {ANA: "sent"}
        (file,) = (tmp_path / "outbox").iterdir()
        assert file.name == f"{one.message_id}@example.org.eml"
        assert found.ledger.watch.alerts() == ()


def test_a_process_killed_before_it_told_the_owner_leaves_nothing_untold(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()
        open_message(found, Phase.DATA)
        found.ledger.outbox.recover(found.clock())  # and was killed here
        found.carry()
    assert len(to_owner(server)) == 1


def test_one_who_is_slow_does_not_send_what_another_took_over(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made()

        def takes_over(_: World) -> None:
            found.clock.at += timedelta(minutes=11)
            found.ledger.outbox.recover(found.clock())
            (one,) = found.ledger.outbox.due(found.clock())
            found.ledger.outbox.claim(one.id, ELSEWHERE, found.clock())
            found.ledger.outbox.at_data(one.id, "1" * 64)

        with found.post() as post:
            (due,) = found.ledger.outbox.due(found.clock())
            carried = post.transport.send

            def slow(letter: object, on_data: object) -> object:
                takes_over(found)
                return carried(letter, on_data)  # type: ignore[arg-type]

            post.transport.send = slow  # type: ignore[assignment, method-assign]
            post.send_due()
        assert found.messages()[ANA].state is DeliveryState.SENDING
        assert found.ledger.outbox.attempts(due.id)[-1].outcome is DeliveryState.QUEUED
    assert to_readers(server) == []


def test_a_report_held_back_is_told_of_once_and_not_sent(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path, server) as found:
        found.made(audiences={"all": State.HELD})
        found.carry()
        found.carry()
        with found.post() as post:
            assert deliver(post, found.ledger, RUN) is Delivered.NONE
        assert found.states() == {ANA: "held"}
    (told,) = to_owner(server)
    assert subjects([told]) == ["held back for 1 audience"]
    assert "- all: it is broken" in text(told).splitlines()
    assert to_readers(server) == []


def test_what_an_earlier_run_left_goes_out_with_the_next(tmp_path: Path) -> None:
    server = Answering(to={ANA: ["451 later"]})
    with office(tmp_path, server, patience="1s") as found:
        found.made()
        with found.post() as post:
            assert deliver(post, found.ledger, RUN) is Delivered.FAILED
        found.wait(LONG)
        with found.post() as post:
            assert deliver(post, found.ledger, RUN) is Delivered.SENT


def test_the_files_of_a_run_are_read_where_it_wrote_them(tmp_path: Path) -> None:
    server = Accepting()
    with office(tmp_path / "there", server) as found:
        found.made()
        elsewhere = FolderStore(tmp_path / "elsewhere")
        with open_post(found.settings, found.ledger, elsewhere, found.clock) as post:
            post.send_due()
        assert found.states() == {ANA: "sent"}
        run, sender = found.ledger.runs.get(RUN), Sender(found.settings, found.ledger, elsewhere)
        assert len(sender.queue(run, Wish.RESEND, found.clock())) == 1


def test_reports_in_a_bucket_need_a_mail_server(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    archive = settings.archive.model_copy(update={"files": "s3://reports/weekly"})
    with pytest.raises(ConfigError, match="no mail server is configured"):
        check_post(settings.model_copy(update={"archive": archive}))
