"""What must be so before a report is sent: its PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.gate import pictures, printed, sections
from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.gate.stated import PDF, chart_files, page_one
from reporter.gate.texts import bare, says
from reporter.render.document import document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.gate.printed import Printed
    from reporter.gate.stated import Stated
    from reporter.render.blocks import Document
    from reporter.report import Report
    from reporter.words import Words


def examine(report: Report, files: Mapping[str, bytes], words: Words) -> Verdict:
    """Look at the PDF of a finished report as its reader will.

    Args:
        report: what was found, for one audience.
        files: that audience's files by their path in its folder.
        words: the language that the files are written in.

    Returns:
        The reasons to hold the report back, and what else its owner should know.
    """
    if not files.get(PDF):
        return Verdict(())
    try:
        on_paper = printed.read(files[PDF])
    except printed.UnreadableError as error:
        return Verdict((Refusal(Kind.FILE_BROKEN, str(error), PDF),))
    made = document(report, (), words)
    refusals = (
        *_pages(made, on_paper),
        *_lacking(on_paper.first_page, page_one(report, made, words), words.letters),
        *_printed(made, on_paper, files, words.letters),
    )
    return Verdict(refusals, tuple(_names(on_paper, words.letters)))


def _pages(made: Document, found: Printed) -> Iterator[Refusal]:
    if not found.n_pages:
        yield Refusal(Kind.NO_PAGES, file=PDF)
    told = _told_pages(made, found.first_page)
    if told not in {0, found.n_pages}:
        yield Refusal(Kind.PAGES_MISSING, file=PDF, n=found.n_pages, need=told)
    for page in found.silent:
        yield Refusal(Kind.PAGE_WITHOUT_TEXT, file=PDF, n=page)


def _lacking(
    page_one: str, first: tuple[Stated, ...], letters: frozenset[str]
) -> Iterator[Refusal]:
    for refusal, text in first:
        if not says(page_one, text, letters):
            yield replace(refusal, file=PDF)


def _printed(
    made: Document, found: Printed, files: Mapping[str, bytes], letters: frozenset[str]
) -> Iterator[Refusal]:
    yield from sections.unbookmarked(made, found.bookmarks, PDF)
    own = (found.letters.boxes | found.letters.blank) & letters
    if own:
        yield Refusal(Kind.LETTER_MISSING, " ".join(sorted(own)), PDF)
    shown = {bare(alt) for alt in found.alts}
    for chart, svg in chart_files(files):
        if bare(pictures.words(svg)) not in shown:
            yield Refusal(Kind.CHART_NOT_SHOWN, chart, PDF)


def _told_pages(made: Document, page_one: str) -> int:
    """How many pages page one says that there are; 0 where it does not say so."""
    foot = re.escape(bare(f"{made.page_label} 1 {made.of_label}"))
    told = re.search(rf"{foot}(\d+)", bare(page_one))
    return int(told[1]) if told else 0


def _names(found: Printed, letters: frozenset[str]) -> Iterator[Refusal]:
    foreign = found.letters.boxes - letters
    if foreign:
        yield Refusal(Kind.LETTER_OF_NAME_MISSING, " ".join(sorted(foreign)), PDF)
