"""A report in German: no English sentence is left in it, and it says that it is German."""

from __future__ import annotations

import html as entities
import io
import re
import string
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from reporter.figures import charts
from reporter.figures.letter import draw_mail
from reporter.figures.typeset import ELLIPSIS, MM_PER_PT, width_mm
from reporter.render import html, mail, pdf
from reporter.render.document import document
from reporter.tables import tables
from reporter.words import ENGLISH, PRINTED, language
from tests.factories import make_minimal_report, make_report
from tests.factories.extremes import make_tracks_report
from tests.factories.pictures import make_charts

if TYPE_CHECKING:
    from reporter.figures.chart import Chart
    from reporter.report import Report

GERMAN = language("de")
LEAST_WORDS = 3
TOLERANCE = 0.3
LABEL = re.compile(
    r'<text x="([\d.-]+)" [^>]*?font-size="([\d.]+)" font-weight="(\d+)"[^>]*>([^<]*)<'
)
REPORTS = {"full": make_report, "tracks": make_tracks_report, "minimal": make_minimal_report}
ENGLISH_WORDS = re.compile(
    r"\b(the|and|with|from|under|over|between|against|plays|tracks?|listeners?|days?|weeks?"
    r"|January|February|March|May|June|July|October|December)\b"
)
NAMES = re.compile(r"\b[\w/-]+\.(?:csv|json|zip)\b|\b(?:Song about|The Extremely|reporter run)\b.*")


def pieces(message: str) -> list[str]:
    """The parts of a message between its places that are too long to stand there by chance."""
    parts = [text for text, *_ in string.Formatter().parse(message)]
    return [part for part in parts if len(re.findall(r"[A-Za-z’']{2,}", part)) >= LEAST_WORDS]


def left_in(text: str) -> list[str]:
    """English pieces of the catalogue in a text."""
    own = {form for name in PRINTED for form in _german(name)}
    found = []
    for name, message in PRINTED.items():
        forms = (message,) if isinstance(message, str) else message
        found += [
            f"{name}: {piece}"
            for form in forms
            for piece in pieces(form)
            if piece in text and not any(piece in said for said in own)
        ]
    return found


def _german(name: str) -> tuple[str, ...]:
    message = PRINTED[name]
    if isinstance(message, str):
        return (GERMAN._plain(name, message),)  # noqa: SLF001 - as it is before it is filled
    return tuple(GERMAN._plural(name, message, n) for n in (1, 2))  # noqa: SLF001


def words_of(page: bytes) -> str:
    """All that a page says: text, and what is read aloud in its place."""
    text = page.decode("utf-8")
    text = re.sub(r"<style>.*?</style>|data:[\w/+-]+;base64,[\w+/=]+", "", text, flags=re.DOTALL)
    said = re.findall(r'(?:alt|content|title|aria-label)="([^"]*)"', text)
    return entities.unescape(" ".join((re.sub(r"<[^>]+>", " ", text), *said)))


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    made: Report = REPORTS[request.param]()
    return made


@pytest.fixture(scope="module")
def drawn(report: Report) -> tuple[Chart, ...]:
    return charts(report, GERMAN)


def test_no_english_sentence_is_left_in_the_page(report: Report, drawn: tuple[Chart, ...]) -> None:
    page = html.render(report, drawn, GERMAN)
    text = words_of(page)
    assert left_in(text) == []
    assert b'<html lang="de">' in page
    assert "Wie jede Zahl definiert ist" in text


def test_no_english_word_is_left_in_a_chart(drawn: tuple[Chart, ...]) -> None:
    for chart in drawn:
        shown = re.sub(r"<[^>]+>", " ", chart.text_svg.decode("utf-8"))
        text = NAMES.sub("", f"{chart.title} {chart.alt} {shown}")
        assert not ENGLISH_WORDS.findall(text), f"{chart.id}: {text}"


def test_no_label_is_cut_or_leaves_its_chart(drawn: tuple[Chart, ...]) -> None:
    for chart in drawn:
        labels = LABEL.findall(chart.text_svg.decode("utf-8"))
        assert labels or chart.id.startswith("spark_")
        for left, size, weight, escaped in labels:
            text = entities.unescape(escaped)
            right = float(left) * MM_PER_PT + width_mm(text, float(size), int(weight))
            assert ELLIPSIS not in text, chart.id
            assert float(left) + TOLERANCE >= 0, f"{chart.id}: {text}"
            assert right <= chart.width_mm + TOLERANCE, f"{chart.id}: {text}"


def test_no_english_sentence_is_left_in_the_mail() -> None:
    report = make_report()
    cover = mail.Cover("ops@example.org", csv="attached")
    made = mail.render(report, draw_mail(report, GERMAN), GERMAN, cover)
    assert left_in(words_of(made.html.encode())) == []
    assert left_in(f"{made.subject} {made.text}") == []
    assert "Die Skip-Quote" in made.subject


def test_a_title_of_its_own_is_left_alone() -> None:
    report = make_minimal_report()
    own = replace(report, scope=replace(report.scope, title="The plays of the week"))
    assert document(own, (), GERMAN).front.name == "The plays of the week"
    built_in = replace(report, scope=replace(report.scope, title=ENGLISH("report.name")))
    assert document(built_in, (), GERMAN).front.name == "Wöchentlicher Hörbericht"


@pytest.mark.pdf
def test_the_pdf_is_german_and_has_its_page_one_on_one_page(pdftotext: str) -> None:
    """German words are longer; page one must hold them, as it holds the English ones."""
    made = pdf.render(make_report(), make_charts(), GERMAN)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.Root.Lang) == "de"
    read = subprocess.run([pdftotext, "-", "-"], input=made, capture_output=True, check=True)
    first, second, *_ = read.stdout.decode().replace("\xa0", " ").split("\f")
    assert "9.–15. Dezember 2024" in first
    assert "Wie jede Zahl definiert ist" in " ".join(first.split())
    assert "Inhalt" in second
    assert "Anhang" in second


def test_tables_for_programs_stay_english() -> None:
    segments = next(t for t in tables(make_report(), ENGLISH) if t.name == "segment_profiles")
    assert any("listeners" in str(cell) for row in segments.rows for cell in row)
