"""A good report passes the gate; one that is broken on purpose is held, with the reason."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from reporter.figures import charts
from reporter.gate import on_paper, on_screen, pictures, printed
from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.gate.texts import holds, says
from reporter.press import paper, screen
from reporter.render import csv
from reporter.report import to_json
from reporter.results.facts import Estimate, FilterTerm, Unit
from reporter.tables import tables
from reporter.words import ENGLISH
from tests.factories import make_minimal_report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reporter.report import Report

PDF, HTML, JSON = "report.pdf", "report.html", "report.json"
UNKNOWN_LETTER = "\N{CYPRO-MINOAN SIGN CM001}"
"""A letter that no font of an ordinary machine has."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report with its files, and with some of them replaced."""

    report: Report
    files: Mapping[str, bytes]

    def examined(self, *, report: Report | None = None, asked: str = "", **files: bytes) -> Verdict:
        """What the gate says; `files` are named without their extension."""
        report = report or self.report
        changed = {f"report.{name}": content for name, content in files.items()}
        asked = asked or report.scope.period.label
        files = {**self.files, **changed}
        shown = on_screen.examine(report, files, asked=asked, words=ENGLISH)
        return shown + on_paper.examine(report, files, ENGLISH)

    def without(self, path: str) -> Verdict:
        files = {name: content for name, content in self.files.items() if name != path}
        return replace(self, files=files).examined()

    def altered(self, change: Callable[[pikepdf.Pdf], None]) -> Verdict:
        """What the gate says if something is done to the PDF."""
        with pikepdf.open(io.BytesIO(self.files[PDF])) as pdf:
            change(pdf)
            file = io.BytesIO()
            pdf.save(file)
        return self.examined(pdf=file.getvalue())


@pytest.fixture(scope="module")
def made() -> Made:
    """A short report in whose title a letter is missing."""
    report = make_minimal_report()
    report = replace(report, scope=replace(report.scope, title=f"My listening {UNKNOWN_LETTER}"))
    drawn = charts(report, ENGLISH)
    files = {
        **screen.show(report, drawn),
        **paper.lay_out(report, drawn),
        JSON: to_json(report).encode(),
        **{f"csv/{table.name}.csv": csv.to_csv(table) for table in tables(report, ENGLISH)},
    }
    return Made(report, files)


def test_a_good_report_passes_and_a_letter_missing_in_a_name_is_a_warning(made: Made) -> None:
    verdict = made.examined()
    assert verdict.refusals == ()
    assert verdict.warnings == (Refusal(Kind.LETTER_OF_NAME_MISSING, UNKNOWN_LETTER, PDF),)


# The period.


def test_a_period_without_plays(made: Made) -> None:
    for now in (None, Estimate(0, Unit.PLAYS, 0)):
        first, *rest = made.report.overview.tiles
        overview = replace(made.report.overview, tiles=(replace(first, now=now), *rest))
        verdict = made.examined(report=replace(made.report, overview=overview))
        assert Refusal(Kind.NO_PLAYS, "2024-12-15") in verdict.refusals


@pytest.mark.parametrize("asked", ["2024-12-14", "2024-W50", "all", "latest"])
def test_another_period_than_asked_for(made: Made, asked: str) -> None:
    assert made.examined(asked=asked).refusals == (Refusal(Kind.OTHER_PERIOD, "2024-12-15"),)


def test_a_label_that_goes_with_other_days(made: Made) -> None:
    span = made.report.scope.period
    span = replace(span, first_day=span.first_day - timedelta(days=1))
    scope = replace(made.report.scope, period=span)
    verdict = made.examined(report=replace(made.report, scope=scope))
    assert Refusal(Kind.OTHER_PERIOD, "2024-12-15") in verdict.refusals


def test_files_that_name_another_period(made: Made) -> None:
    span = made.report.scope.period
    span = replace(
        span,
        label="2024-12-14",
        first_day=span.first_day - timedelta(days=1),
        end_day=span.end_day - timedelta(days=1),
    )
    report = replace(made.report, scope=replace(made.report.scope, period=span))
    found = made.examined(report=report).refusals
    named = {one.file: one.name for one in found if one.kind is Kind.PERIOD_NOT_NAMED}
    words = "14 December 2024 (not complete)"
    assert {file: name.replace("\N{NO-BREAK SPACE}", " ") for file, name in named.items()} == {
        PDF: words,
        HTML: words,
        JSON: "2024-12-14",
    }


def test_files_that_say_other_numbers(made: Made) -> None:
    first, hours, *rest = made.report.overview.tiles
    hours = replace(hours, now=Estimate(77.7, Unit.HOURS, 3))
    overview = replace(made.report.overview, tiles=(first, hours, *rest))
    found = made.examined(report=replace(made.report, overview=overview)).refusals
    assert Refusal(Kind.HEADLINE_NOT_READABLE, file=PDF) in found
    assert Refusal(Kind.HEADLINE_NOT_READABLE, file=HTML) in found


def test_files_of_another_audience(made: Made) -> None:
    term = FilterTerm("country", ("DE", "AT"))
    scope = replace(made.report.scope, audience="germany", filter=(term,))
    found = made.examined(report=replace(made.report, scope=scope)).refusals
    for file in (HTML, PDF):
        refusal = Refusal(Kind.AUDIENCE_NOT_NAMED, "Germany: country DE or AT", file)
        assert refusal in found


# The PDF.


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_pdf_that_is_cut_off(made: Made, share: float) -> None:
    content = made.files[PDF]
    (refusal,) = made.examined(pdf=content[: int(share * len(content))]).refusals
    assert (refusal.kind, refusal.file) == (Kind.FILE_BROKEN, PDF)


def test_a_pdf_with_a_hole_in_its_middle(made: Made) -> None:
    content = made.files[PDF]
    (refusal,) = made.examined(pdf=content[:1_000] + content[-1_000:]).refusals
    assert (refusal.kind, refusal.file) == (Kind.FILE_BROKEN, PDF)


def test_something_else_than_a_pdf(made: Made) -> None:
    (refusal,) = made.examined(pdf=b"<html>Error 502</html>\n%%EOF\n").refusals
    assert refusal.kind is Kind.FILE_BROKEN
    assert refusal.sentence(ENGLISH).startswith("report.pdf cannot be read (")


def test_a_pdf_without_pages(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[:]

    assert Refusal(Kind.NO_PAGES, file=PDF) in made.altered(change).refusals


def test_a_pdf_that_lost_a_page(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[-1]

    n = printed.read(made.files[PDF]).n_pages
    refusal = Refusal(Kind.PAGES_MISSING, file=PDF, n=n - 1, need=n)
    assert made.altered(change).refusals == (refusal,)


def test_a_page_without_text(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].Contents = pdf.make_stream(b"0 0 100 100 re f")

    assert made.altered(change).refusals == (Refusal(Kind.PAGE_WITHOUT_TEXT, file=PDF, n=2),)


def test_a_page_without_content(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1].Contents

    assert made.altered(change).refusals == (Refusal(Kind.PAGE_WITHOUT_TEXT, file=PDF, n=2),)


def test_no_bookmarks(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.Outlines

    assert made.altered(change).refusals == (Refusal(Kind.NO_BOOKMARKS, file=PDF),)


def test_a_section_without_bookmark(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            del outline.root[4]

    (refusal,) = made.altered(change).refusals
    assert refusal == Refusal(Kind.SECTION_MISSING, "Leading artists and tracks", PDF)


def test_a_chart_that_is_not_printed(made: Made) -> None:
    alt = pictures.words(made.files["charts/plays_by_hour.svg"])

    def change(pdf: pikepdf.Pdf) -> None:
        for figure in _figures(pdf.Root.StructTreeRoot):
            if str(figure.Alt) == alt:
                del figure.Alt

    refusal = Refusal(Kind.CHART_NOT_SHOWN, "plays_by_hour", PDF)
    assert made.altered(change).refusals == (refusal,)


def _figures(node: Any) -> list[Any]:  # noqa: ANN401 - any PDF object
    if isinstance(node, pikepdf.Array):
        return [figure for kid in node for figure in _figures(kid)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [node] if node.get("/S") == "/Figure" else []
    return own + _figures(node.get("/K"))


def _font(pdf: pikepdf.Pdf) -> Any:  # noqa: ANN401 - a PDF object
    """The font of plain text."""
    fonts = pdf.pages[0].Resources.Font.values()
    return next(font for font in fonts if str(font.BaseFont).endswith("Source-Sans-3,"))


def _code(font: Any, letter: str) -> int:  # noqa: ANN401 - a PDF object
    """The code of a letter in a font."""
    known = re.findall(rb"<(\w+)> <(\w+)>", font.ToUnicode.read_bytes())
    return next(int(code, 16) for code, text in known if text == b"%04x" % ord(letter))


def test_a_letter_whose_outline_is_lost(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        font = _font(pdf)
        stream = font.DescendantFonts[0].FontDescriptor.FontFile2
        face = TTFont(io.BytesIO(stream.read_bytes()))
        empty = face["glyf"][face.getGlyphOrder()[1]]
        assert not empty.numberOfContours
        face["glyf"][face.getGlyphOrder()[_code(font, "e")]] = empty
        file = io.BytesIO()
        face.save(file)
        stream.write(file.getvalue())

    assert made.altered(change).refusals == (Refusal(Kind.LETTER_MISSING, "e", PDF),)


def test_a_letter_that_is_a_box(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        font = _font(pdf)
        lines = b"1 begincidchar\n<%04x> 0\nendcidchar" % _code(font, "d")
        whole = b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n" + lines
        font.Encoding = pdf.make_stream(whole)

    assert Refusal(Kind.LETTER_MISSING, "d", PDF) in made.altered(change).refusals


def test_letters_that_are_not_what_they_say(made: Made) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        for font in pdf.pages[0].Resources.Font.values():
            text = font.ToUnicode.read_bytes()
            font.ToUnicode.write(re.sub(rb"> <(\w{4})>", rb"> <0041>", text))

    found = {one.kind for one in made.altered(change).refusals}
    assert {Kind.HEADLINE_NOT_READABLE, Kind.PERIOD_NOT_NAMED} <= found


# The HTML file.


def _edited(made: Made, pattern: str, by: str) -> bytes:
    text, n = re.subn(pattern, by, made.files[HTML].decode(), count=1, flags=re.DOTALL)
    assert n == 1
    return text.encode()


def test_a_section_that_is_not_on_the_screen(made: Made) -> None:
    html = _edited(made, r'<section class="section[^"]*" id="quality">.*?</section>', "")
    refusal = Refusal(Kind.SECTION_MISSING, "Data quality", HTML)
    assert made.examined(html=html).refusals == (refusal,)


@pytest.mark.parametrize(
    "pattern",
    [
        r'(?<=id="audit">)(.*?)<p class="finding">[^<]*</p>',
        r'(?<=id="definitions">)(.*?)<dl>.*?</main>',
    ],
    ids=["no reason", "nothing to see"],
)
def test_a_section_that_neither_shows_nor_says_anything(made: Made, pattern: str) -> None:
    by = r"\1" if "audit" in pattern else r"\1</section></main>"
    (refusal,) = made.examined(html=_edited(made, pattern, by)).refusals
    assert refusal.kind is Kind.SECTION_EMPTY


def test_an_html_file_that_is_cut_off(made: Made) -> None:
    content = made.files[HTML]
    refusals = made.examined(html=content[: len(content) - 200]).refusals
    assert Refusal(Kind.FILE_BROKEN, "</html>", HTML) in refusals


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        ("<main>", '<main><img src="https://example.org/x.png" alt="">'),
        ("<main>", '<main><script src="https://example.org/x.png"></script>'),
        ("<style>", "<style>body { background: url('https://example.org/x.png') }"),
    ],
)
def test_a_file_that_has_to_be_fetched(made: Made, pattern: str, by: str) -> None:
    refusal = Refusal(Kind.RESOURCE_FAILED, "https://example.org/x.png", HTML)
    assert made.examined(html=_edited(made, pattern, by)).refusals == (refusal,)


def test_a_picture_that_cannot_be_read(made: Made) -> None:
    html = _edited(made, r"data:image/svg\+xml;base64,PHN", "data:image/svg+xml;base64,!")
    kinds = {one.kind for one in made.examined(html=html).refusals}
    assert kinds == {Kind.RESOURCE_FAILED, Kind.CHART_NOT_SHOWN}


# Charts and other files.


def test_a_chart_whose_file_is_missing(made: Made) -> None:
    refusals = made.without("charts/plays_by_hour.svg").refusals
    assert refusals == (Refusal(Kind.CHART_MISSING, "plays_by_hour"),)


def test_a_chart_without_marks(made: Made) -> None:
    path = "charts/plays_by_hour.svg"
    svg = made.files[path]
    empty = re.sub(rb'(<g id="plays_by_hour-hours[^"]*">\s*<path d=")[^"]*', rb"\1", svg)
    assert empty != svg
    html = made.files[HTML].replace(base64.b64encode(svg), base64.b64encode(empty))
    both = replace(made, files={**made.files, path: empty, HTML: html})
    assert both.examined().refusals == (Refusal(Kind.CHART_EMPTY, "plays_by_hour"),)


def test_another_reports_chart(made: Made) -> None:
    path = "charts/plays_by_hour.svg"
    svg = made.files[path].replace(b"<desc>", b"<desc>Another day: ")
    other = replace(made, files={**made.files, path: svg})
    assert other.examined().refusals == (
        Refusal(Kind.CHART_NOT_SHOWN, "plays_by_hour", HTML),
        Refusal(Kind.CHART_NOT_SHOWN, "plays_by_hour", PDF),
    )


@pytest.mark.parametrize("path", [PDF, HTML, JSON, "csv/changes.csv"])
def test_a_file_that_is_missing_or_empty(made: Made, path: str) -> None:
    refusal = Refusal(Kind.FILE_MISSING, file=path)
    assert made.without(path).refusals == (refusal,)
    assert replace(made, files={**made.files, path: b""}).examined().refusals == (refusal,)


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"scope": {}}', b"\xff"])
def test_a_json_file_that_is_no_report(made: Made, content: bytes) -> None:
    (refusal,) = made.examined(json=content).refusals
    assert (refusal.kind, refusal.file) == (Kind.FILE_BROKEN, JSON)


def test_texts_are_compared_without_blanks_and_marks_of_direction() -> None:
    assert holds("Skips rose\n2.1 points", "rose 2.1\N{NO-BREAK SPACE}points")
    assert holds("the \N{LATIN SMALL LIGATURE FI}rst", "first")
    assert not holds("Skips rose", "Skips fell")
    assert says(
        "Skips rose, most of it on \N{WHITE SQUARE}.",
        "Skips rose, most of it on 猫.",
        ENGLISH.letters,
    )
    assert not says(
        "Skips rose, most of it on 猫.", "Skips fell, most of it on 猫.", ENGLISH.letters
    )
