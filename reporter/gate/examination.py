"""The gate: everything that must be so before a report is sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.errors import UsageError
from reporter.gate import pictures, printed, screen, sections
from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.gate.texts import bare, holds, says
from reporter.period import PeriodKind, parse
from reporter.render.audience import title
from reporter.render.document import document
from reporter.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.gate.printed import Printed
    from reporter.gate.screen import Screen
    from reporter.render.blocks import Document
    from reporter.report import Report
    from reporter.words import Words

    Stated = tuple[Refusal, str]

PDF, HTML, JSON = "report.pdf", "report.html", "report.json"
CHARTS = "charts/"
LEAST_POINTS = 2
"""A headline's history of fewer values is not drawn."""


def examine(report: Report, files: Mapping[str, bytes], *, asked: str, words: Words) -> Verdict:
    """Look at a finished report as its reader will.

    Args:
        report: what was found, for one audience.
        files: that audience's files by their path in its folder.
        asked: the label of the period that was asked for, such as `2024-W50` or `all`.
        words: the language that the files are written in.

    Returns:
        Every reason to hold the report back, and what else its owner should know.
    """
    made = document(report, (), words)
    first = _page_one(report, made, words)
    refusals = [*_period(report, asked), *_missing(report, files, words)]
    warnings: list[Refusal] = []
    if files.get(JSON):
        refusals += _json(report, files[JSON])
    on_screen = screen.read(files[HTML]) if files.get(HTML) else None
    if on_screen is not None:
        refusals += _screen(made, first, on_screen)
    if files.get(PDF):
        try:
            on_paper = printed.read(files[PDF])
        except printed.UnreadableError as error:
            refusals.append(Refusal(Kind.FILE_BROKEN, str(error), PDF))
        else:
            refusals += _pages(made, on_paper)
            refusals += _lacking(on_paper.first_page, first, words.letters)
            refusals += _printed(made, on_paper, files, words.letters)
            warnings += _names(on_paper, words.letters)
    refusals += _charts(report, files, on_screen)
    return Verdict(tuple(refusals), tuple(warnings))


def _period(report: Report, asked: str) -> Iterator[Refusal]:
    """Whether the report is about the period asked for, and that has plays."""
    span = report.scope.period
    if not _is_asked(report, asked):
        yield Refusal(Kind.OTHER_PERIOD, span.label)
    plays = report.overview.tiles[0].now
    if plays is None or not plays.value:
        yield Refusal(Kind.NO_PLAYS, span.label)


def _is_asked(report: Report, asked: str) -> bool:
    span = report.scope.period
    if span.label != asked:
        return False
    if span.kind is PeriodKind.ALL:
        return True
    try:
        period = parse(asked)
    except UsageError:
        return False
    return (period.first_day, period.end_day) == (span.first_day, span.end_day)


def _missing(report: Report, files: Mapping[str, bytes], words: Words) -> Iterator[Refusal]:
    """The files without which a report is none."""
    tabular = (f"csv/{table.name}.csv" for table in tables(report, words))
    for path in (PDF, HTML, JSON, *tabular):
        if not files.get(path):
            yield Refusal(Kind.FILE_MISSING, file=path)


def _json(report: Report, content: bytes) -> Iterator[Refusal]:
    try:
        label = json.loads(content)["scope"]["period"]["label"]
    except (ValueError, KeyError, TypeError) as error:
        yield Refusal(Kind.FILE_BROKEN, str(error), JSON)
        return
    if label != report.scope.period.label:
        yield Refusal(Kind.PERIOD_NOT_NAMED, report.scope.period.label, JSON)


def _page_one(report: Report, made: Document, words: Words) -> tuple[Stated, ...]:
    """What page one must say, each with what is wrong where it does not."""
    front, whom = made.front, title(report.scope, words)
    return (
        (Refusal(Kind.PERIOD_NOT_NAMED, front.period), front.period),
        *(((Refusal(Kind.AUDIENCE_NOT_NAMED, whom), whom),) if whom else ()),
        (Refusal(Kind.HEADLINE_NOT_READABLE), front.headline),
    )


def _screen(made: Document, first: tuple[Stated, ...], found: Screen) -> Iterator[Refusal]:
    if not found.is_whole:
        yield Refusal(Kind.FILE_BROKEN, "</html>", HTML)
    for refusal, text in first:
        if not holds(found.front, text):
            yield replace(refusal, file=HTML)
    yield from sections.unshown(made, found, HTML)
    for address in found.fetched:
        yield Refusal(Kind.RESOURCE_FAILED, address, HTML)


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
    for chart, svg in _chart_files(files):
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


def _charts(report: Report, files: Mapping[str, bytes], found: Screen | None) -> Iterator[Refusal]:
    """The charts that are missing, empty or not in the HTML file."""
    kept = dict(_chart_files(files))
    shown = found.charts if found else ()
    needed = {pictures.name(chart.svg) for chart in shown if chart.svg} | _expected(report)
    for name in sorted(needed - kept.keys()):
        yield Refusal(Kind.CHART_MISSING, name)
    for chart in shown:
        if not chart.svg:
            yield Refusal(Kind.RESOURCE_FAILED, chart.alt, HTML)
    embedded = {chart.svg for chart in shown}
    for name, svg in kept.items():
        if not pictures.has_marks(svg, name):
            yield Refusal(Kind.CHART_EMPTY, name)
        if found is not None and svg not in embedded:
            yield Refusal(Kind.CHART_NOT_SHOWN, name, HTML)


def _chart_files(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for path, content in sorted(files.items()):
        if path.startswith(CHARTS):
            yield path.removeprefix(CHARTS).removesuffix(".svg"), content


def _expected(report: Report) -> set[str]:
    """Charts that a report with such results has in any case: a line for each headline's history.

    Whether other charts can be drawn is for their own functions to say; a section without any
    content is found by its own check.
    """
    tiles = report.overview.tiles
    drawn = {
        f"spark_{tile.headline}"
        for tile in tiles
        if tile.now and sum(point.value is not None for point in tile.series) >= LEAST_POINTS
    }
    hours = {"plays_by_hour"} if any(hour.plays for hour in report.overview.hours) else set()
    return drawn | hours
