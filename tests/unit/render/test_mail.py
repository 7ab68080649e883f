"""The mail: small, self-contained, the same in both parts, and deaf to what names say."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from reporter.figures.chart import Chart, ChartId, Raster
from reporter.render.mail import Cover, MailPage, render
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.extremes import EXTREMES, make_tracks_report
from tests.factories.hostile import HOSTILE, make_hostile_report
from tests.factories.pictures import make_chart

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.report import Report

COVER = Cover("ops@example.org", csv="attached")
MOST_BYTES = 100_000
NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
VOID = frozenset({"br", "hr", "img", "link", "meta"})
UNSEEN = frozenset({"style", "title"})


def _raster(name: str, width: int) -> Chart:
    return replace(make_chart(name), raster=Raster(f"PNG of {name}".encode(), width, 30))


CHARTS = (
    *(_raster(name, 113) for name in ChartId if name.startswith("spark_")),
    _raster(ChartId.CHANGES, 536),
    _raster(ChartId.SKIP_RATE_BY_WEEK, 536),
)


def _all_hostile() -> Report:
    """A title as long as any, and hostile names wherever page one and charts take them."""
    report = make_hostile_report(make_report())
    return replace(report, scope=replace(report.scope, title=HOSTILE[6], source_name=HOSTILE[3]))


REPORTS: dict[str, Callable[[], Report]] = {
    "made": make_report,
    "minimal": make_minimal_report,
    "hostile": lambda: make_hostile_report(make_report()),
    "all hostile": _all_hostile,
    **EXTREMES,
}


class Page(HTMLParser):
    """The tags, pictures, addresses and seen words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.images: list[dict[str, str]] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = {name: value or "" for name, value in attrs}
        self.addresses += [named[name] for name in ("src", "href", "background") if name in named]
        if tag == "img":
            self.images.append(named)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not UNSEEN & set(self._open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def _mail(report: Report, cover: Cover = COVER) -> MailPage:
    return render(report, CHARTS, ENGLISH, cover)


@pytest.fixture(params=REPORTS)
def page(request: pytest.FixtureRequest) -> MailPage:
    return _mail(REPORTS[request.param]())


def test_the_page_is_small_enough_not_to_be_clipped(page: MailPage) -> None:
    assert len(page.html.encode("utf-8")) < MOST_BYTES


def test_the_subject_is_one_line(page: MailPage) -> None:
    assert page.subject
    assert page.subject.isprintable() or "\N{NO-BREAK SPACE}" in page.subject
    assert len(page.subject.splitlines()) == 1
    assert len(page.subject) <= 250


def test_every_picture_comes_with_the_mail_and_has_size_and_words(page: MailPage) -> None:
    shown = Page(page.html).images
    assert [image["src"] for image in shown] == [f"cid:{image.cid}" for image in page.images]
    for tag, image in zip(shown, page.images, strict=True):
        assert (tag["width"], tag["height"]) == (str(image.width), str(image.height))
        assert tag["alt"] == image.alt != ""


def test_nothing_is_fetched_and_nothing_runs(page: MailPage) -> None:
    read = Page(page.html)
    assert all(address.startswith("cid:") for address in read.addresses)
    assert "script" not in read.tags
    assert "link" not in read.tags
    assert read.tags.count("style") == 1
    assert "url(" not in page.html
    assert "@import" not in page.html


def test_styles_stand_on_their_elements(page: MailPage) -> None:
    assert re.search(r'<h1 style="[^"]*font-size: 27px', page.html)
    (kept,) = re.findall(r"<style[^>]*>(.*?)</style>", page.html, re.DOTALL)
    assert "27px" not in kept


def test_both_parts_have_the_same_numbers(page: MailPage) -> None:
    seen = Page(page.html).text
    assert sorted(set(NUMBER.findall(seen))) == sorted(set(NUMBER.findall(page.text)))


def test_lines_of_text_are_short(page: MailPage) -> None:
    assert max(map(len, page.text.splitlines())) <= 78


def test_the_same_report_gives_the_same_mail() -> None:
    assert _mail(make_report()) == _mail(make_report())


def test_the_mail_says_what_page_one_says() -> None:
    page = _mail(make_report())
    for part in (Page(page.html).text, " ".join(page.text.split())):
        assert "Weekly listening report" in part
        assert "600 listeners" in part
        assert "Skips rose 2.5 points to 31.9%, most of it on Android" in part
        assert "95% interval +1.6 to +3.4" in part
        assert "Mend the experience on Android" in part
        assert "skip model usable: AUC 0.794" in part
        assert "The message of changes" in part
        assert "reporter 1.2.3" in part
    assert page.subject.startswith("Weekly listening report, Week 50: ")
    assert page.subject.endswith("5.0% down but not beyond noise")


def test_numbers_stand_below_each_other_in_the_text() -> None:
    lines = _mail(make_report()).text.splitlines()
    tiles = [line for line in lines if line.startswith(("Plays ", "Hours ", "Skip rate  "))]
    assert tiles[0].index("7,812") + 5 == tiles[1].index("404") + 3 == tiles[2].index("31.9%") + 5


def test_text_is_not_escaped_and_html_is() -> None:
    page = _mail(make_hostile_report(make_report()))
    assert "<script>alert('x')</script>" in page.text
    assert "<script" not in page.html
    assert "&lt;script&gt;" in page.html


def test_a_report_of_gaps_says_why() -> None:
    page = _mail(make_minimal_report())
    assert "Nothing is recommended: it takes 500 plays, and there are 3." in page.text
    assert "No change was tested" in page.text


def test_pictures_that_were_not_drawn_are_left_out() -> None:
    page = render(make_minimal_report(), (make_chart(ChartId.CHANGES),), ENGLISH, COVER)
    assert page.images == ()
    assert Page(page.html).images == []
    assert "In pictures" not in page.text


def test_one_persons_report_counts_tracks() -> None:
    page = _mail(make_tracks_report())
    assert "Different tracks" in page.text
    assert "One listener’s tracks" in page.text
    assert "Different tracks" in Page(page.html).text


def test_what_is_attached_is_said() -> None:
    report = make_report()
    both = " ".join(_mail(report).text.split())
    assert "attached as a PDF" in both
    assert "CSV files in a zip archive" in both
    assert "write to ops@example.org" in both
    small = _mail(report, replace(COVER, csv="left_out")).text
    assert "left out to keep this mail small" in small
    assert "CSV" not in _mail(report, replace(COVER, csv="none")).text


@pytest.mark.parametrize(
    ("place", "addresses"),
    [
        ("https://reports.example.org/a&b/" + "x" * 80, 1),
        ("output/weekly/2024-W50/report.pdf", 0),
        ("javascript:alert(1)", 0),
    ],
)
def test_a_pdf_too_large_is_told_where_it_is(place: str, addresses: int) -> None:
    page = _mail(make_report(), replace(COVER, pdf_at=place))
    read = Page(page.html)
    links = [address for address in read.addresses if not address.startswith("cid:")]
    assert links == [place] * addresses
    assert place in read.text
    assert place in page.text.splitlines()
    assert "attached as a PDF" not in page.text
