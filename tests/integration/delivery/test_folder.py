"""Letters into a folder: whole or not at all, and once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.config import DeliverySettings
from reporter.delivery.folder import FolderTransport, file_name
from reporter.delivery.outcome import Sent, Transient
from reporter.delivery.smtp import SmtpTransport
from reporter.delivery.transports import transport
from tests.factories.letters import make_letter

if TYPE_CHECKING:
    from pathlib import Path


def nothing() -> None:
    """No ledger is there to be told."""


def test_a_letter_is_a_file_named_for_it(tmp_path: Path) -> None:
    letter = make_letter()
    with FolderTransport(tmp_path / "new" / "outbox") as carrier:
        outcome = carrier.send(letter, nothing)
    (file,) = (tmp_path / "new" / "outbox").iterdir()
    assert outcome == Sent(str(file))
    assert file.name == f"{letter.message_id.strip('<>')}.eml"
    assert file.read_bytes() == letter.content


def test_the_same_letter_again_is_sent_and_makes_no_second_file(tmp_path: Path) -> None:
    letter = make_letter()
    carrier = FolderTransport(tmp_path)
    first = carrier.send(letter, nothing)
    assert carrier.send(replace(letter, content=b"other"), nothing) == first
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == letter.content


def test_many_at_once_make_one_file(tmp_path: Path) -> None:
    letters = [replace(make_letter(), content=b"%d" % number * 50_000) for number in range(8)]
    carrier = FolderTransport(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda letter: carrier.send(letter, nothing), letters))
    (file,) = tmp_path.iterdir()
    assert outcomes == [Sent(str(file))] * 8
    assert file.read_bytes() in [letter.content for letter in letters]


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    letter = make_letter()
    assert isinstance(FolderTransport(tmp_path).send(letter, nothing), Sent)
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == letter.content


def test_what_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    outcome = FolderTransport(tmp_path).send(make_letter(), nothing)
    assert isinstance(outcome, Transient)
    assert outcome.text.endswith("could not be written (No space left on device)")
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    file = tmp_path / "outbox"
    file.write_text("", encoding="utf-8")
    assert isinstance(FolderTransport(file).send(make_letter(), nothing), Transient)


@pytest.mark.parametrize(
    ("message_id", "name"),
    [
        ("<ab12@example.org>", "ab12@example.org.eml"),
        ("<../../etc/passwd>", "_.._etc_passwd.eml"),
        ("<.hidden@x>", "hidden@x.eml"),
    ],
)
def test_a_file_name_stays_in_its_folder(message_id: str, name: str) -> None:
    assert file_name(message_id) == name


def test_the_configuration_chooses_the_transport(tmp_path: Path) -> None:
    assert isinstance(transport(DeliverySettings(), tmp_path), FolderTransport)
    server = DeliverySettings.model_validate({"smtp": "smtp://localhost?tls=none"})
    assert isinstance(transport(server, tmp_path), SmtpTransport)
