"""The message: its headers, its parts, its size, its bytes."""

from __future__ import annotations

import io
import re
import zipfile
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from reporter.delivery.message import (
    AGGREGATE,
    Enclosed,
    Letter,
    Page,
    compose,
    mailable,
    message_id,
    note,
    zipped,
)
from reporter.press.records import records
from reporter.press.rows import row_records
from reporter.render.mail import MailImage, MailPage
from reporter.tables import tables
from reporter.words import ENGLISH
from tests.factories import make_report
from tests.factories.letters import (
    PlainImage,
    PlainPage,
    make_enclosures,
    make_envelope,
    make_page,
    make_pages,
)
from tests.factories.rows import make_rows

LARGE = 10_000_000


def read(letter: Letter) -> EmailMessage:
    """The letter as a mail program reads it."""
    message = BytesParser(policy=policy.default).parsebytes(letter.content)
    assert isinstance(message, EmailMessage)
    return message


def names(message: EmailMessage) -> list[str | None]:
    """The files attached."""
    return [part.get_filename() for part in message.iter_attachments()]


def test_headers() -> None:
    envelope = make_envelope("Ana <ana@example.org>", marks=("[test]", "[corrected]"))
    message = read(compose(envelope, make_page, make_enclosures(), most_bytes=LARGE))
    assert dict(message.items()) == {
        "From": "Reporter <reports@example.org>",
        "To": "Ana <ana@example.org>",
        "Subject": "[test] [corrected] Weekly listening report 2024-W50: skips rose",
        "Date": "Mon, 16 Dec 2024 07:00:00 +0000",
        "Message-ID": envelope.message_id,
        "List-Unsubscribe": "<mailto:ops@example.org?subject=unsubscribe>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


def test_without_an_owner_nobody_is_there_to_unsubscribe_from() -> None:
    assert "List-Unsubscribe" not in read(note(make_envelope(owner=None), "Hello", "Text"))


def test_encoded_words_in_a_subject_are_not_decoded_into_headers() -> None:
    word = "=?utf-8?q?x=0D=0ABcc=3A?= eve@example.net"
    message = read(note(make_envelope(), word, "Text"))
    assert message["Bcc"] is None
    assert message["Subject"] == "= ?utf-8?q?x=0D=0ABcc=3A?= eve@example.net"


def test_long_addresses_stay_whole() -> None:
    long = f"{'o' * 60}?%@{'.'.join(['long' * 12] * 3)}.example"
    envelope = make_envelope(owner=long.replace("?%", ""), sender=f"Ana <{long}>")
    message = read(note(envelope, "Hello", "Text"))
    assert message["List-Unsubscribe"] == (f"<mailto:{long.replace('?%', '')}?subject=unsubscribe>")
    assert message["From"].addresses[0].addr_spec == long
    assert read(note(make_envelope(owner="a?b@example.org"), "", ""))["List-Unsubscribe"] == (
        "<mailto:a%3Fb@example.org?subject=unsubscribe>"
    )


def test_parts() -> None:
    message = read(compose(make_envelope(), make_page, make_enclosures(), most_bytes=LARGE))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "image/png",
        "application/pdf",
        "application/zip",
    ]
    pictures = [part for part in message.walk() if part.get_content_maintype() == "image"]
    assert [part["Content-ID"] for part in pictures] == ["<spark_plays>", "<weeks>"]
    assert pictures[0].get_content() == b"\x89PNG spark"
    assert {part.get_content_disposition() for part in pictures} == {"inline"}
    assert names(message) == ["weekly-2024-W50.pdf", "weekly-2024-W50-csv.zip"]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().splitlines() == ["all attached"]
    assert html.get_content().splitlines() == [make_page("all").html]
    assert not message.defects


def test_a_page_without_pictures_needs_no_multipart_for_them() -> None:
    page = make_pages(PlainPage("Subject", "<p>Hello</p>", "Hello"))
    message = read(compose(make_envelope(), page, make_enclosures(), most_bytes=LARGE))
    assert "multipart/related" not in [part.get_content_type() for part in message.walk()]


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (
        compose(make_envelope(), make_page, make_enclosures(), most_bytes=LARGE) for _ in range(2)
    )
    assert first == second
    assert first.sha256 == second.sha256
    assert len(first.sha256) == 64


def test_what_goes_over_the_wire_is_plain_ascii_in_short_lines() -> None:
    page = make_pages(PlainPage("Wärmer", f"<p>{'größer ' * 500}</p>", "größer " * 500))
    letter = compose(make_envelope(), page, make_enclosures(), most_bytes=LARGE)
    lines = letter.content.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert letter.content.isascii()
    assert b"\n" not in b"".join(lines)
    assert read(letter)["Subject"] == "Wärmer"


def test_boundaries_follow_from_the_message_and_differ_between_its_parts() -> None:
    letter = compose(make_envelope(), make_page, make_enclosures(), most_bytes=LARGE)
    boundaries = re.findall(rb'boundary="([^"]+)"', letter.content)
    assert len(set(boundaries)) == 3
    other = compose(
        make_envelope("eve@example.org"), make_page, make_enclosures(), most_bytes=LARGE
    )
    assert not set(boundaries) & set(re.findall(rb'boundary="([^"]+)"', other.content))


def test_message_id_is_that_of_the_delivery() -> None:
    first = message_id("weekly", "2024-W50", "ana@example.org", domain="example.org")
    assert first == message_id("weekly", "2024-W50", "ana@example.org", domain="example.org")
    assert first != message_id("weekly", "2024-W50", "eve@example.org", domain="example.org")
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", first)


@pytest.mark.parametrize(
    ("most_bytes", "enclosed", "attached"),
    [
        (LARGE, "all", ["weekly-2024-W50.pdf", "weekly-2024-W50-csv.zip"]),
        (90_000, "pdf", ["weekly-2024-W50.pdf"]),
        (60_000, "none", []),
        (10, "none", []),
    ],
)
def test_over_the_size_budget_the_tables_go_first(
    most_bytes: int, enclosed: Enclosed, attached: list[str]
) -> None:
    files = make_enclosures(pdf=b"%PDF" * 12_500, n_rows=20_000)
    letter = compose(make_envelope(), make_page, files, most_bytes=most_bytes)
    assert letter.enclosed == enclosed
    assert names(read(letter)) == attached
    assert f"{enclosed} attached".encode() in letter.content
    assert len(letter.content) <= max(most_bytes, 10_000)


def test_the_budget_is_that_of_the_encoded_message() -> None:
    files = make_enclosures(pdf=b"%PDF" * 25_000)
    letter = compose(make_envelope(), make_page, files, most_bytes=110_000)
    assert letter.enclosed == "none"
    whole = compose(make_envelope(), make_page, files, most_bytes=LARGE)
    exact = compose(make_envelope(), make_page, files, most_bytes=len(whole.content))
    assert exact == whole
    assert (
        compose(make_envelope(), make_page, files, most_bytes=len(whole.content) - 1).enclosed
        == "pdf"
    )


def test_without_tables_the_page_is_never_asked_to_speak_of_them() -> None:
    asked: list[Enclosed] = []

    def page(enclosed: Enclosed) -> Page:
        asked.append(enclosed)
        return make_page(enclosed)

    files = make_enclosures()
    bare = type(files)(files.stem, files.pdf)
    assert compose(make_envelope(), page, bare, most_bytes=LARGE).enclosed == "pdf"
    assert asked == ["pdf"]


def test_zip_has_the_tables_by_name_under_a_date_of_no_meaning() -> None:
    tables_of = {"b": b"1", "a": b"2"}
    with zipfile.ZipFile(io.BytesIO(zipped(tables_of))) as archive:
        assert archive.namelist() == ["a.csv", "b.csv"]
        assert archive.read("b.csv") == b"1"
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert zipped(tables_of) == zipped(dict(sorted(tables_of.items())))


def test_tables_about_single_listeners_are_not_mailed_where_there_are_several() -> None:
    report = make_report()
    paths = (*records(report), *row_records(report, make_rows()))
    names_of = {Path(path).stem: b"" for path in paths if path.startswith("csv/")}
    assert set(names_of) - set(mailable(names_of, several_listeners=True)) == {
        "user_segments",
        "churn_risk",
        "quarantined_rows",
    }
    assert set(names_of) >= AGGREGATE
    assert list(mailable(names_of, several_listeners=False)) == sorted(names_of)
    assert mailable({"new_table": b""}, several_listeners=True) == {}


def test_no_table_that_is_mailed_has_a_column_of_listeners() -> None:
    for table in tables(make_report(), ENGLISH):
        if table.name in AGGREGATE:
            assert not {"listener_id", "entity_id", "track_id"} & set(table.columns), table.name


def test_file_names_are_plain() -> None:
    files = type(make_enclosures())('../we"ekly\r\nX: y', b"%PDF")
    letter = compose(make_envelope(), make_page, files, most_bytes=LARGE)
    assert names(read(letter)) == ["..-we-ekly-X-y.pdf"]


@pytest.mark.parametrize("cid", ["", "a>\r\nX: y", "a b", "<a>", "-"])
def test_pictures_have_plain_names(cid: str) -> None:
    page = make_pages(PlainPage("Subject", "<p>", "", (PlainImage(cid, b""),)))
    with pytest.raises(ValueError, match="no name of a picture"):
        compose(make_envelope(), page, make_enclosures(), most_bytes=LARGE)


def test_the_page_that_is_rendered_can_be_composed() -> None:
    image = MailImage("weeks", b"\x89PNG", 600, 300, "Plays a week")
    page = MailPage("Subject", '<p><img src="cid:weeks">', "Text", (image,))
    letter = compose(make_envelope(), lambda _: page, make_enclosures(), most_bytes=LARGE)
    assert b"Content-ID: <weeks>" in letter.content


def test_note_is_plain_text() -> None:
    letter = note(make_envelope(), "Weekly: failed", "What happened\n.\n")
    message = read(letter)
    assert message.get_content_type() == "text/plain"
    assert message.get_content().splitlines() == ["What happened", "."]
    assert (letter.sender, letter.recipient) == ("reports@example.org", "ana@example.org")
    assert letter.enclosed == "none"
    assert "content" not in repr(letter)
