"""The HTML: self-contained, inert whatever the data hold, and the same every time."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from reporter.render import html
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.hostile import make_hostile_report
from tests.factories.pictures import make_charts

REPORT = make_report()
CHARTS = make_charts()
OF_ONE_LISTENER = {"artists_curve", "silences"}
"""Charts that a report about several listeners has no place for."""

N_SHOWN = len(CHARTS) - len(OF_ONE_LISTENER)
VOID = frozenset({"meta", "img", "col", "br"})


class Tags(HTMLParser):
    """Collects tags, checks that they are closed in order, and keeps ids and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, name: str) -> list[str]:
        return [value for _, found, value in self.attributes if found == name]


def _text(report: object = REPORT) -> str:
    return html.render(report, CHARTS, ENGLISH).decode("utf-8")  # type: ignore[arg-type]


PAGE = _text()
TAGS = Tags(PAGE)


def test_tags_are_closed_and_links_arrive() -> None:
    assert TAGS.open == []
    ids = TAGS.all("id")
    assert len(set(ids)) == len(ids)
    for target in TAGS.all("href"):
        assert target.startswith("#")
        assert target[1:] in ids


def test_nothing_is_fetched() -> None:
    for source in TAGS.all("src"):
        assert source.startswith("data:image/svg+xml;base64,")
    style = PAGE.partition("<style>")[2].partition("</style>")[0]
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", style)
    assert addresses
    assert all(address.startswith("data:font/woff2;base64,") for address in addresses)
    assert "@import" not in style
    visible = re.sub(r"data:[a-z0-9/+]+;base64,[A-Za-z0-9+/=]+", "", PAGE)
    assert "http" not in visible.replace("http-equiv", "")


def test_the_policy_allows_its_own_style_and_nothing_that_runs() -> None:
    policy = next(
        value for tag, name, value in TAGS.attributes if tag == "meta" and "default-src" in value
    )
    style = PAGE.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    assert "script" not in TAGS.names
    assert not [name for _, name, _ in TAGS.attributes if name == "style" or name.startswith("on")]


def test_it_reads_well_for_machines_and_small_screens() -> None:
    assert '<html lang="en">' in PAGE
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in PAGE
    assert PAGE.count("<h1") == 1
    assert all(TAGS.all("alt"))
    assert len(TAGS.all("alt")) == N_SHOWN
    assert not OF_ONE_LISTENER & {alt.split()[1] for alt in TAGS.all("alt")}
    assert PAGE.count("<table") == PAGE.count("<caption") == PAGE.count("<thead")
    assert set(TAGS.all("scope")) == {"col", "row"}


def test_hostile_names_are_text() -> None:
    page = _text(make_hostile_report(REPORT))
    tags = Tags(page)
    assert tags.open == []
    assert tags.names == TAGS.names | {"bdi"}
    assert not [name for _, name, _ in tags.attributes if name.startswith("on")]
    assert len(tags.all("src")) == N_SHOWN
    said = "".join(tags.text)
    assert "<script>alert('x')</script>" in said
    assert "{{ 7 * 7 }}{% raw %}" in said
    assert "49" not in re.findall(r"\b7 \* 7\b.{0,9}", said)
    assert "x" * 100 not in said
    assert "\u202e" not in page
    assert "\x00" not in page
    assert "\u0301" * 4 not in page


def test_names_keep_their_direction() -> None:
    assert "<bdi>فيروز</bdi>" in PAGE


@pytest.mark.parametrize("make", [make_report, make_minimal_report])
def test_the_same_report_gives_the_same_bytes(make: object) -> None:
    assert callable(make)
    assert html.render(make(), CHARTS, ENGLISH) == html.render(make(), CHARTS, ENGLISH)
