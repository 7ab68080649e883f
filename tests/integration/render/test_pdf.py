"""The PDF: tagged, bookmarked, on one page where it must be, and the same every time."""

from __future__ import annotations

import hashlib
import importlib
import importlib.abc
import io
import logging
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pikepdf
import pytest

from reporter.errors import MissingPartError, OutputError
from reporter.figures import charts as drawn
from reporter.period import PeriodKind
from reporter.render import pages, pdf
from reporter.render.document import document
from reporter.results.facts import Gap, Span
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.extremes import make_tracks_report
from tests.factories.hostile import make_hostile_report
from tests.factories.pictures import make_chart, make_charts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reporter.figures.chart import Chart
    from reporter.look import Look
    from reporter.report import Report

REPORT = make_report()
CHARTS = make_charts()
POINTS_PER_MM = 72 / 25.4
FOOTER_AT = 0.945
TOP_FROM = 0.88
"""Where on the page, from its foot, a heading must begin to be the first thing on it."""
SIZES = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}


def _on(report: Report, paper: Literal["a4", "letter"]) -> Report:
    return replace(report, scope=replace(report.scope, paper=paper))


@cache
def _charts(make: Callable[[], Report]) -> tuple[Chart, ...]:
    """The real charts of a made report, which are the same on every paper."""
    return drawn(make(), ENGLISH)


@cache
def _printed(make: Callable[[], Report], paper: Literal["a4", "letter"]) -> bytes:
    return pdf.render(_on(make(), paper), _charts(make), ENGLISH)


@pytest.fixture(scope="module")
def printed() -> bytes:
    """The whole report with its real charts."""
    return _printed(make_report, "a4")


@pytest.fixture(scope="module")
def opened(printed: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(printed))


def _read(pdftotext: str, content: bytes, first: int = 1, last: int = 99) -> str:
    command = [pdftotext, "-layout", "-f", str(first), "-l", str(last), "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def _elements(node: Any) -> Iterator[pikepdf.Dictionary]:  # noqa: ANN401 - any PDF object
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _elements(kid)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node["/K"])


@pytest.mark.untraced
def test_it_has_no_more_pages_than_a_reader_bears(opened: pikepdf.Pdf) -> None:
    assert 10 <= len(opened.pages) <= 24


LEAST_FILLED = 0.35
"""How far down its paper every page but the last must reach."""


def _reach(pdftotext: str, content: bytes) -> list[float]:
    """How far down each page its text reaches, running footer apart, as a share of the height."""
    command = [pdftotext, "-bbox", "-", "-"]
    made = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    reach = []
    for page in made.split("<page ")[1:]:
        height = float(page.split('height="', 1)[1].split('"', 1)[0])
        ends = [float(word.split('"', 1)[0]) for word in page.split('yMax="')[1:]]
        reach.append(max(end for end in ends if end < FOOTER_AT * height) / height)
    return reach


@pytest.fixture(
    scope="module", params=product((make_report, make_tracks_report, make_minimal_report), SIZES)
)
def flowed(request: pytest.FixtureRequest) -> bytes:
    """Reports of several lengths on both papers."""
    return _printed(*request.param)


@pytest.mark.untraced
def test_no_page_is_nearly_empty(flowed: bytes, pdftotext: str) -> None:
    assert all(reach > LEAST_FILLED for reach in _reach(pdftotext, flowed)[:-1])


@pytest.mark.untraced
def test_sections_that_begin_a_page_stand_at_one_height(flowed: bytes) -> None:
    made = pikepdf.open(io.BytesIO(flowed))
    height = float(made.pages[0].mediabox[3])
    with made.open_outline() as outline:
        tops = [float(item.destination[3]) for item in list(outline.root)[2:]]  # type: ignore[index]
    tops = [top for top in tops if top > TOP_FROM * height]
    assert len(tops) >= 2
    assert max(tops) - min(tops) < 0.5


@pytest.mark.untraced
def test_it_says_what_it_is(opened: pikepdf.Pdf) -> None:
    made = document(REPORT, (), ENGLISH)
    info = opened.docinfo
    assert str(info["/Title"]) == made.title
    assert str(info["/Subject"]) == made.description
    assert str(info["/Creator"]) == "reporter 1.2.3"
    assert "/CreationDate" not in info
    assert str(opened.Root.Lang) == "en"
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert opened.Root.MarkInfo.Marked
    assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
    metadata = opened.Root.Metadata.read_bytes().decode()
    assert 'pdfuaid:part="1"' in metadata or "<pdfuaid:part>1" in metadata


@pytest.mark.untraced
def test_every_picture_has_words_and_every_table_headers(opened: pikepdf.Pdf) -> None:
    elements = list(_elements(opened.Root.StructTreeRoot["/K"]))
    count = Counter(str(element["/S"]) for element in elements)
    figures = [element for element in elements if element["/S"] == "/Figure"]
    alts = sorted(str(figure["/Alt"]) for figure in figures)
    assert alts == sorted(chart.alt for chart in _charts(make_report))
    assert count["/Table"] == count["/THead"] == count["/TBody"] > 10
    assert count["/H1"] == 1
    assert count["/H2"] >= 13
    cells = [element for element in elements if element["/S"] == "/TD"]
    assert cells
    assert all(len(cell["/A"]["/Headers"]) >= 2 for cell in cells)
    assert all("/ID" in element for element in elements if element["/S"] == "/TH")


@pytest.mark.untraced
def test_bookmarks_lead_to_every_section(opened: pikepdf.Pdf) -> None:
    made = document(REPORT, (), ENGLISH)
    expected = [f"{part.number} {part.title}" for part in made.sections + made.appendix]
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [made.front.period, made.contents_heading, *expected]


@pytest.mark.untraced
def test_page_one_and_the_contents_say_the_numbers(printed: bytes, pdftotext: str) -> None:
    made = document(REPORT, (), ENGLISH)
    first = " ".join(_read(pdftotext, printed, 1, 1).split())
    assert made.front.headline in first
    for tile in made.front.tiles:
        assert tile.value in first
        assert tile.interval.removeprefix("95% interval ") in first
    assert "page 1 of " in first
    second = _read(pdftotext, printed, 2, 2)
    for part in made.sections + made.appendix:
        assert part.title in second


@pytest.mark.untraced
def test_page_numbers_are_those_of_the_pages(
    printed: bytes, opened: pikepdf.Pdf, pdftotext: str
) -> None:
    contents = _read(pdftotext, printed, 2, 2).splitlines()
    made = document(REPORT, (), ENGLISH)
    for part in made.sections + made.appendix:
        line = next(line for line in contents if part.title in line)
        page = int(line.split()[-1])
        assert part.finding.strip("\u2068")[:8] in " ".join(
            _read(pdftotext, printed, page, page).split()
        )
    assert f"page 2 of {len(opened.pages)}" in "\n".join(contents)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_paper_is_as_asked_for(paper: Literal["a4", "letter"]) -> None:
    made = pikepdf.open(io.BytesIO(pdf.render(_on(make_minimal_report(), paper), (), ENGLISH)))
    for page in made.pages:
        size = [float(length) / POINTS_PER_MM for length in page.mediabox[2:]]
        assert size == pytest.approx(SIZES[paper], abs=0.2)


def _longest(report: Report) -> Report:
    """Everything on page one as long as it can be."""
    assert not isinstance(report.changes, Gap)
    assert not isinstance(report.recommendations, Gap)
    scope = replace(
        report.scope,
        title="A report with a title as long as the configuration allows, " * 2,
        source_name="a-very-long-file-name-" * 20 + ".zip",
        zone="America/Argentina/ComodRivadavia",
        period=Span(
            "2023-09-25..2024-11-30",
            PeriodKind.RANGE,
            report.scope.period.first_day.replace(year=2023, month=9, day=25),
            report.scope.period.end_day.replace(month=12, day=1),
            partial=True,
        ),
    )
    rows = tuple(replace(row, kept=True) for row in report.changes.rows)
    return replace(
        report,
        scope=scope,
        changes=replace(report.changes, rows=rows, kept=len(rows)),
        recommendations=replace(report.recommendations, rows=report.recommendations.rows * 4),
    )


def _long_and_hostile() -> Report:
    return _longest(make_hostile_report(REPORT))


@cache
def _with_boxes(make: Callable[[], Report], paper: Literal["a4", "letter"]) -> bytes:
    """A report with grey boxes for charts."""
    return pdf.render(_on(make(), paper), CHARTS, ENGLISH)


@pytest.mark.untraced
@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    "make", [make_minimal_report, _long_and_hostile], ids=["shortest", "longest"]
)
def test_page_one_is_one_page(
    make: Callable[[], Report], paper: Literal["a4", "letter"], pdftotext: str
) -> None:
    content = _with_boxes(make, paper)
    first, second = (_read(pdftotext, content, n, n) for n in (1, 2))
    assert "How each number is defined" in " ".join(first.split())
    assert "Contents" in second


@pytest.mark.untraced
def test_hostile_names_are_printed_as_text(pdftotext: str) -> None:
    said = _read(pdftotext, _with_boxes(_long_and_hostile, "a4"))
    assert "<script>alert('x')</script>" in said.replace("\n", "")
    assert "{{ 7 * 7 }}" in said


@pytest.mark.untraced
def test_the_same_report_gives_the_same_bytes_in_any_process() -> None:
    assert make_minimal_report().scope.paper == "letter"
    here = hashlib.sha256(_with_boxes(make_minimal_report, "letter")).hexdigest()
    again = hashlib.sha256(pdf.render(make_minimal_report(), CHARTS, ENGLISH)).hexdigest()
    program = (
        "import hashlib; from reporter.render import pdf; from reporter.words import ENGLISH;"
        "from tests.factories import make_minimal_report as make;"
        "from tests.factories.pictures import make_charts as draw;"
        "print(hashlib.sha256(pdf.render(make(), draw(), ENGLISH)).hexdigest())"
    )
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": "7"}
    environment["SOURCE_DATE_EPOCH"] = "1"
    there = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    assert here == again == there.stdout.strip()


@pytest.mark.parametrize(
    "address",
    ["https://example.org/x.svg", "file:///etc/passwd", "report:../secret", "data:,x", "x.svg"],
)
def test_nothing_else_is_ever_read(address: str) -> None:
    files = pdf.PackagedFiles({"charts/a.svg": ("image/svg+xml", b"<svg/>")})
    assert files.fetch("report:charts/a.svg").read() == b"<svg/>"
    with pytest.raises(PermissionError):
        files.fetch(address)


def _styled(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    def more(*names: str, faces: str, look: Look) -> str:
        return pages.stylesheet(*names, faces=faces, look=look) + rule

    monkeypatch.setattr(pdf, "stylesheet", more)


def test_a_resource_from_elsewhere_stops_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    _styled(monkeypatch, "body { background: url(https://example.org/x.png) }")
    with pytest.raises(OutputError, match="not in the package"):
        pdf.render(make_minimal_report(), CHARTS, ENGLISH)


def test_a_broken_chart_stops_the_report() -> None:
    broken = replace(make_chart("spark_plays"), text_svg=b"this is no picture")
    with pytest.raises(OutputError, match="could not be printed"):
        pdf.render(make_minimal_report(), (broken,), ENGLISH)


def test_a_stylesheet_that_is_not_understood_stops_the_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _styled(monkeypatch, "p { no-such-property: 1 }")
    with pytest.raises(OutputError, match="no-such-property"):
        pdf.render(make_minimal_report(), CHARTS, ENGLISH)


def test_loggers_and_environment_are_left_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    logger = logging.getLogger("weasyprint")
    before = (logger.propagate, logger.level, list(logger.handlers))
    pdf.render(make_minimal_report(), (), ENGLISH)
    assert (logger.propagate, logger.level, list(logger.handlers)) == before
    assert "SOURCE_DATE_EPOCH" not in os.environ


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere libraries have names of many forms")
def test_native_libraries_are_found_without_a_compiler() -> None:
    program = (
        "import ctypes.util, subprocess; search = ctypes.util.find_library\n"
        "def no(*_, **__): raise AssertionError('a process was started')\n"
        "subprocess.Popen = no\n"
        "from reporter.render import pdf\n"
        "assert ctypes.util.find_library is search"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


class _NoLibraries(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        del path, target
        if fullname == "weasyprint":
            msg = "cannot load library 'libpango-1.0-0'"
            raise OSError(msg)


def test_missing_native_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("native", "pdf"):
        monkeypatch.delitem(sys.modules, f"reporter.render.{name}")
    monkeypatch.setattr(sys, "meta_path", [_NoLibraries(), *sys.meta_path])
    with pytest.raises(MissingPartError, match="apt-get install libpango"):
        importlib.import_module("reporter.render.pdf")
