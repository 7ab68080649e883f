"""How a CSV is to be read, judged from its bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from reporter.sources.delimited import layout
from reporter.sources.family import Layout
from reporter.sources.files import Seen, SourceFile, look

HEADERS = ("ts", "ms_played", "track_name")


def seen(content: bytes) -> Seen:
    return look(SourceFile("x", "x", "x", "x", len(content), lambda: BytesIO(content), Path("x")))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_the_one_under_which_headers_are_known(delimiter: str) -> None:
    content = delimiter.join(HEADERS) + "\n1,5;2|3\t4\n"
    assert layout(seen(content.encode())) == Layout(HEADERS, delimiter)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("ts,ms_played\n", Layout(("ts", "ms_played"), ",")),
        ('"ts";"ms; played"\n', Layout(("ts", "ms; played"), ";")),
        ("sep=;\nts;ms_played\n", Layout(("ts", "ms_played"), ";", skip=1)),
        ("ts,,ts, TS \n", Layout(("ts", "#2", "ts#3", "TS#4"), ",")),
        ("ts", Layout(("ts",), ",")),
    ],
)
def test_headers(content: str, expected: Layout) -> None:
    assert layout(seen(content.encode())) == expected


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("latin-1", "latin-1")],
)
def test_encoding(encoding: str, name: str) -> None:
    content = "ts,ms_played,künstler\n1,2,é\n".encode(encoding)
    assert layout(seen(content)) == Layout(("ts", "ms_played", "künstler"), ",", encoding=name)


def test_a_letter_far_into_the_file_decides_its_encoding() -> None:
    content = b"ts,ms_played\n" + b"1,2\n" * 10**6 + "é,1\n".encode("latin-1")
    found = layout(seen(content))
    assert found is not None
    assert found.encoding == "latin-1"


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"Read me first.\n", b"\x89PNG\0\0ts,", b"a,b\n1,2"]
)
def test_what_is_no_table_of_plays(content: bytes) -> None:
    assert layout(seen(content)) is None


def test_mapped_words_make_headers_known() -> None:
    content = b"wann;wie_lange\n1;2\n"
    assert layout(seen(content)) is None
    assert layout(seen(content), {"wann"}) == Layout(("wann", "wie_lange"), ";")


def test_look_sees_the_ends_and_the_sum() -> None:
    content = bytes(range(256)) * 5000
    found = seen(content)
    assert (found.head, found.tail) == (content[: 2**16], content[-64:])
    assert not found.is_utf8
    assert found.digest == seen(content).digest != seen(content + b"\0").digest
